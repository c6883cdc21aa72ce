import type { WorkName, WorkView } from '../../api.js';
import { formatBytes, formatCount, percentOf } from '../numbers.js';
import { useObserved } from '../state/observed.js';
import { useSession } from '../state/session.js';
import { control, isBusy, workOf, workRefusal } from '../state/work.js';
import { texts } from '../texts.js';
import { Notice } from './notice.js';

/** What a piece of work has done so far, or what broke it off; nothing before it was asked for and after it went well. */
export function Working({ what }: { readonly what: WorkName }) {
  const work = workOf(useSession(), what);
  const refused = useObserved(workRefusal);
  return (
    <>
      {refused?.what === what ? (
        <Notice tone="attention" mark={texts.work.refused} alert>
          <p>{refused.words}</p>
        </Notice>
      ) : null}
      {work === null ? null : isBusy(work) ? <Busy work={work} /> : <Ended work={work} />}
    </>
  );
}

function Busy({ work }: { readonly work: WorkView }) {
  const { what, progress, state } = work;
  return (
    <div class="busy card">
      <p>
        <strong>{texts.work.busy[what]}</strong>{' '}
        {progress.done === 0
          ? null
          : progress.total === null
            ? texts.work.seen(formatCount(progress.done), progress.bytes === 0 ? null : formatBytes(progress.bytes))
            : texts.work.of(formatCount(progress.done), formatCount(progress.total))}
      </p>
      {progress.total === null || progress.total === 0 ? (
        <progress aria-label={texts.work.busy[what]} />
      ) : (
        <progress aria-label={texts.work.busy[what]} value={percentOf(progress.done, progress.total)} max={100} />
      )}
      <button type="button" disabled={state !== 'running'} onClick={() => void control('stop', what)}>
        {state === 'running' ? texts.work.stop : texts.work.stopping}
      </button>
    </div>
  );
}

function Ended({ work: { state, problem } }: { readonly work: WorkView }) {
  if (state === 'failed')
    return (
      <Notice tone="attention" mark={texts.work.failed} alert>
        <p>{problem ?? texts.work.failedWithoutWord}</p>
      </Notice>
    );
  return state === 'stopped' ? (
    <Notice tone="plain" mark={texts.work.stopped}>
      <p>{problem ?? texts.work.stoppedLine}</p>
    </Notice>
  ) : null;
}
