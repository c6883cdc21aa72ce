import { formatCount, percentOf } from '../numbers.js';
import { addressOf, STEP_OF_WORK, useRoute } from '../state/route.js';
import { useSession } from '../state/session.js';
import { isBusy } from '../state/work.js';
import { texts } from '../texts.js';

/** One line about what is under way in a step that is not the one being looked at. */
export function WorkElsewhere() {
  const { work } = useSession();
  const { step } = useRoute();
  const halted = work?.what === 'run' && (work.state === 'paused' || work.state === 'failed');
  if (work === null || STEP_OF_WORK[work.what] === step || (!isBusy(work) && !halted)) return null;
  const { done, total } = work.progress;
  return (
    <p class={halted ? 'elsewhere halted' : 'elsewhere'}>
      <strong>
        {halted ? texts.work.halted[work.state === 'paused' ? 'paused' : 'failed'] : texts.work.busy[work.what]}
      </strong>{' '}
      {total === null || total === 0 ? (done === 0 ? null : formatCount(done)) : `${percentOf(done, total)} %`}{' '}
      <a href={addressOf(STEP_OF_WORK[work.what])}>
        {(halted ? texts.work.goTo : texts.work.elsewhere)(texts.steps[STEP_OF_WORK[work.what]].short)}
      </a>
    </p>
  );
}
