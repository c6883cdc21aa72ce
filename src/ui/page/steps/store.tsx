import { useEffect, useRef, useState } from 'preact/hooks';
import { FolderPicker } from '../parts/folder-picker.js';
import { Notice } from '../parts/notice.js';
import { Step } from '../parts/step.js';
import { Working } from '../parts/working.js';
import { go } from '../state/route.js';
import { useSession } from '../state/session.js';
import { isBusy, openStore, workOf } from '../state/work.js';
import { texts } from '../texts.js';

const words = texts.store;

/** The store: found by itself, or chosen. */
export function StoreStep() {
  const session = useSession();
  const { found, draft, revisions, work } = session;
  const busy = isBusy(work);
  const open = useOpening();
  const [picking, setPicking] = useState(false);
  const [path, setPath] = useState<string | null>(null);
  const typed = path ?? (found.includes(draft.store) ? '' : draft.store);
  return (
    <Step name="store" next={{ ready: revisions.inspection > 0, why: words.notYet }}>
      <Working what="open" />
      <section aria-labelledby="found">
        <h2 id="found">{words.found}</h2>
        {found.length === 0 ? <p>{words.foundNone}</p> : null}
        <ul class="choices">
          {found.map((store) => {
            const isOpen = store === draft.store && revisions.inspection > 0;
            return (
              <li key={store} class={store === draft.store ? 'chosen' : ''}>
                <code>{store}</code>
                {isOpen ? <span class="tag good">{words.current}</span> : null}
                <button
                  type="button"
                  class={revisions.inspection > 0 ? '' : 'primary'}
                  disabled={busy}
                  aria-label={isOpen ? words.lookAgainAt(store) : words.lookInto(store)}
                  onClick={() => open(store)}
                >
                  {isOpen ? words.lookAgain : words.look}
                </button>
              </li>
            );
          })}
        </ul>
      </section>
      <section aria-labelledby="other">
        <h2 id="other">{words.other}</h2>
        <form
          class="path"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed !== '') open(typed);
          }}
        >
          <label for="store-path">{words.path}</label>
          <div class="row">
            <input
              id="store-path"
              type="text"
              value={typed}
              spellcheck={false}
              autocomplete="off"
              aria-describedby="store-hint"
              onInput={(event) => setPath(event.currentTarget.value)}
            />
            <button type="button" disabled={busy} onClick={() => setPicking(true)}>
              {texts.picker.browse}
            </button>
            <button type="submit" class={found.length === 0 ? 'primary' : ''} disabled={busy || typed === ''}>
              {words.open}
            </button>
          </div>
          <p id="store-hint" class="hint">
            {words.pathHint}
          </p>
        </form>
        <details class="fold">
          <summary>{words.help}</summary>
          <dl class="facts">
            {words.places.map(([system, place]) => (
              <>
                <dt>{system}</dt>
                <dd>
                  <code>{place}</code>
                </dd>
              </>
            ))}
          </dl>
          <ul>
            {words.helpLines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      </section>
      <Notice tone="good" mark={words.promise}>
        <p>{words.promiseText}</p>
      </Notice>
      {picking ? (
        <FolderPicker
          title={texts.picker.store}
          start={typed === '' ? session.home : typed}
          store
          onChoose={(chosen) => {
            setPath(chosen);
            open(chosen);
          }}
          onClose={() => setPicking(false)}
        />
      ) : null}
    </Step>
  );
}

/** Opens a store, and goes on to its contents when this very tab has asked for it, or has waited for it. */
function useOpening(): (path: string) => void {
  const session = useSession();
  const { inspection } = session.revisions;
  const state = workOf(session, 'open')?.state;
  // The program may have been started with a store, which it is looking into already.
  const asked = useRef<number | null>(state === 'running' ? inspection : null);
  useEffect(() => {
    if (asked.current === null) return;
    if (state === 'failed' || state === 'stopped') asked.current = null;
    else if (state === 'done' && inspection !== asked.current) {
      asked.current = null;
      go('contents');
    }
  }, [state, inspection]);
  return (path) => {
    asked.current = inspection;
    void openStore(path).then((begun) => {
      if (!begun) asked.current = null;
    });
  };
}
