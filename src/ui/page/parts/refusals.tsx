import { useEffect } from 'preact/hooks';
import { useObserved } from '../state/observed.js';
import { useRoute } from '../state/route.js';
import { refusal } from '../state/session.js';
import { texts } from '../texts.js';
import { Notice } from './notice.js';

/** Why the program did not take the last answer: in view wherever one is, until it is put away or another one is taken. */
export function Refusals() {
  const words = useObserved(refusal);
  const { step } = useRoute();
  useEffect(() => refusal.set(null), [step]);
  return words === null ? null : (
    <div class="refusal">
      <Notice tone="attention" mark={texts.shell.notTaken} alert>
        <p>{words}</p>
        <button type="button" class="small" onClick={() => refusal.set(null)}>
          {texts.shell.putAway}
        </button>
      </Notice>
    </div>
  );
}
