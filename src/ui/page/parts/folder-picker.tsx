import { useEffect, useRef, useState } from 'preact/hooks';
import type { FoldersView } from '../../api.js';
import { ask, wordsOf } from '../state/client.js';
import { texts } from '../texts.js';
import { moveByArrows } from './arrows.js';
import { Notice } from './notice.js';

/** A window that lists the folders of this machine. `store`: stores are marked, and a store is looked for. */
export function FolderPicker({
  title,
  start,
  store,
  onChoose,
  onClose,
}: {
  readonly title: string;
  readonly start: string;
  readonly store: boolean;
  readonly onChoose: (path: string) => void;
  readonly onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [path, setPath] = useState(start);
  const [view, setView] = useState<FoldersView | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [below, setBelow] = useState('');
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    let wanted = true;
    ask(`/api/folders?path=${encodeURIComponent(path)}`).then(
      (answer) => {
        if (!wanted) return;
        const inList = list.current?.contains(document.activeElement) === true;
        setView(answer as FoldersView);
        setProblem(null);
        // The folder that was pressed is not there any more: on with the first one in it.
        if (inList) requestAnimationFrame(() => list.current?.querySelector('button')?.focus());
      },
      (error: unknown) => {
        if (wanted) setProblem(wordsOf(error));
      },
    );
    return () => {
      wanted = false;
    };
  }, [path]);
  return (
    <dialog ref={dialog} class="picker" aria-labelledby="picker-title" onClose={onClose}>
      <h2 id="picker-title">{title}</h2>
      {view === null ? null : (
        <>
          <ul class="roots" aria-label={texts.picker.roots}>
            {view.roots.map((root) => (
              <li key={root}>
                <button type="button" class="small" onClick={() => setPath(root)}>
                  {root}
                </button>
              </li>
            ))}
          </ul>
          <p class="here" aria-live="polite">
            <span class="quiet">{texts.picker.here}</span> <code>{view.path}</code>{' '}
            {store && view.isStore ? <span class="tag good">{texts.picker.isStore}</span> : null}
          </p>
        </>
      )}
      {problem === null ? null : (
        <Notice tone="attention" alert>
          <p>{problem}</p>
        </Notice>
      )}
      <ul ref={list} class="folders" aria-label={texts.picker.folders} onKeyDown={(event) => moveByArrows(event, 'li')}>
        {view === null || view.parent === null ? null : (
          <li>
            <button type="button" onClick={() => setPath(view.parent ?? view.path)}>
              {texts.picker.up}
            </button>
          </li>
        )}
        {view?.folders.map((folder) => (
          <li key={folder.path}>
            <button type="button" onClick={() => setPath(folder.path)}>
              <span class="folder">{folder.name}</span>
              {store && folder.isStore ? <span class="tag good">{texts.picker.isStore}</span> : null}
            </button>
          </li>
        ))}
        {view?.folders.length === 0 ? <li class="quiet empty">{texts.picker.none}</li> : null}
      </ul>
      {store ? null : (
        <TextLine label={texts.picker.below} hint={texts.picker.belowHint} value={below} onInput={setBelow} />
      )}
      <div class="buttons">
        <button type="button" onClick={() => dialog.current?.close()}>
          {texts.picker.cancel}
        </button>
        <button
          type="button"
          class="primary"
          disabled={view === null}
          onClick={() => {
            if (view !== null) onChoose(joined(view.path, below.trim()));
            dialog.current?.close();
          }}
        >
          {store ? texts.picker.openStore : texts.picker.choose}
        </button>
      </div>
    </dialog>
  );
}

function TextLine({
  label,
  hint,
  value,
  onInput,
}: {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
}) {
  return (
    <div class="field">
      <label for="picker-below">{label}</label>
      <input
        id="picker-below"
        type="text"
        value={value}
        spellcheck={false}
        autocomplete="off"
        aria-describedby="picker-below-hint"
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <p id="picker-below-hint" class="hint">
        {hint}
      </p>
    </div>
  );
}

/** A folder below another, as the system of this machine writes it. */
function joined(path: string, below: string): string {
  if (below === '') return path;
  const sign = path.includes('\\') ? '\\' : '/';
  return path.endsWith(sign) ? `${path}${below}` : `${path}${sign}${below}`;
}
