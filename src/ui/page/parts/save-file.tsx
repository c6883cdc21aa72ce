import { useState } from 'preact/hooks';
import { tell, wordsOf } from '../state/client.js';
import { texts } from '../texts.js';
import { Notice } from './notice.js';

/** Writes a file because somebody asks for it. */
export function SaveFile({
  what,
  title,
  hint,
  usual,
}: {
  readonly what: 'plan' | 'users';
  readonly title: string;
  readonly hint: string;
  /** The path that stands there at first. */
  readonly usual: string;
}) {
  const [path, setPath] = useState(usual);
  const [ended, setEnded] = useState<{ readonly good: boolean; readonly words: string } | null>(null);
  const save = async (): Promise<void> => {
    try {
      await tell('/api/save', { what, path });
      setEnded({ good: true, words: texts.who.saved(path) });
    } catch (error) {
      setEnded({ good: false, words: wordsOf(error) });
    }
  };
  return (
    <details class="fold">
      <summary>{title}</summary>
      <form
        class="path"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label for={`save-${what}`}>{texts.who.filePath}</label>
        <div class="row">
          <input
            id={`save-${what}`}
            type="text"
            value={path}
            spellcheck={false}
            autocomplete="off"
            aria-describedby={`save-${what}-hint`}
            onInput={(event) => setPath(event.currentTarget.value)}
          />
          <button type="submit">{texts.who.save}</button>
        </div>
        <p id={`save-${what}-hint`} class="hint">
          {hint}
        </p>
      </form>
      {ended === null ? null : (
        <Notice tone={ended.good ? 'good' : 'attention'} alert>
          <p>{ended.words}</p>
        </Notice>
      )}
    </details>
  );
}
