import { useRef, useState } from 'preact/hooks';
import { tell, wordsOf } from '../state/client.js';
import { endedHere, useSession } from '../state/session.js';
import { isBusy } from '../state/work.js';
import { texts } from '../texts.js';
import { Notice } from './notice.js';

/** The button that ends the program; it asks first. */
export function EndProgram() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const busy = isBusy(useSession().work);
  const end = async (): Promise<void> => {
    try {
      await tell('/api/quit', { even: true });
      endedHere();
    } catch (error) {
      setProblem(wordsOf(error));
    }
  };
  return (
    <>
      <button type="button" class="small" onClick={() => dialog.current?.showModal()}>
        {texts.shell.end}
      </button>
      <dialog ref={dialog} aria-labelledby="end-title">
        <h2 id="end-title">{texts.end.title}</h2>
        <p>{busy ? texts.end.busy : texts.end.idle}</p>
        {problem === null ? null : (
          <Notice tone="attention" alert>
            <p>{problem}</p>
          </Notice>
        )}
        <div class="buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            {texts.end.no}
          </button>
          <button type="button" class="primary" onClick={() => void end()}>
            {texts.end.yes}
          </button>
        </div>
      </dialog>
    </>
  );
}
