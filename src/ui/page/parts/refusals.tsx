import { useObserved } from '../state/observed.js';
import { refusal } from '../state/session.js';
import { Notice } from './notice.js';

/** Why the program did not take the last answer. */
export function Refusals() {
  const words = useObserved(refusal);
  return words === null ? null : (
    <Notice tone="attention" alert>
      <p>{words}</p>
    </Notice>
  );
}
