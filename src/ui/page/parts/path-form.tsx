import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { wordsOf } from '../state/client.js';
import { texts } from '../texts.js';
import { Notice } from './notice.js';

/** A file of this machine by its path, folded, and a button that does something with it. */
export function PathForm({
  title,
  hint,
  usual,
  button,
  onPath,
}: {
  readonly title: string;
  readonly hint: string;
  /** The path that stands there at first. */
  readonly usual: string;
  readonly button: string;
  /** Does it, and gives what is to be said of that. What it rejects with is shown. */
  readonly onPath: (path: string) => Promise<ComponentChildren>;
}) {
  const id = useId();
  const [path, setPath] = useState(usual);
  const [ended, setEnded] = useState<{ readonly good: boolean; readonly words: ComponentChildren } | null>(null);
  const act = async (): Promise<void> => {
    try {
      setEnded({ good: true, words: await onPath(path) });
    } catch (error) {
      setEnded({ good: false, words: <p>{wordsOf(error)}</p> });
    }
  };
  return (
    <details class="fold">
      <summary>{title}</summary>
      <form
        class="path"
        onSubmit={(event) => {
          event.preventDefault();
          void act();
        }}
      >
        <label for={id}>{texts.who.filePath}</label>
        <div class="row">
          <input
            id={id}
            type="text"
            value={path}
            spellcheck={false}
            autocomplete="off"
            aria-describedby={`${id}h`}
            onInput={(event) => setPath(event.currentTarget.value)}
          />
          <button type="submit">{button}</button>
        </div>
        <p id={`${id}h`} class="hint">
          {hint}
        </p>
      </form>
      {ended === null ? null : (
        <Notice tone={ended.good ? 'good' : 'attention'} alert>
          {ended.words}
        </Notice>
      )}
    </details>
  );
}
