import { formatMinute } from '../numbers.js';
import { takeKept, useSession } from '../state/session.js';
import { texts } from '../texts.js';
import { Notice } from './notice.js';

const words = texts.kept;

/** The answers of an earlier session for this store, until somebody takes them or begins anew; and why answers are not kept. */
export function Kept() {
  const { offer, problem } = useSession().kept;
  return (
    <>
      {problem === null ? null : (
        <Notice tone="attention">
          <p>{problem}</p>
        </Notice>
      )}
      {offer === null ? null : (
        <Notice tone="plain" mark={words.title}>
          <p>{words.offer(formatMinute(offer.at), offer.way, offer.decisions)}</p>
          <div class="buttons">
            <button type="button" class="primary" onClick={() => takeKept(true)}>
              {words.take}
            </button>
            <button type="button" onClick={() => takeKept(false)}>
              {words.leave}
            </button>
          </div>
        </Notice>
      )}
    </>
  );
}
