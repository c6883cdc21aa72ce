import { useState } from 'preact/hooks';
import { announce } from '../state/announce.js';
import { texts } from '../texts.js';

/** A button that puts a text into the clipboard, and says so. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announce(texts.copy.done);
      setTimeout(() => setCopied(false), 2000);
    } catch {
      announce(texts.copy.failed);
    }
  };
  return (
    <button type="button" class="small copy" onClick={() => void copy()}>
      {copied ? texts.copy.done : texts.copy.label}
      <span class="hidden"> {what}</span>
    </button>
  );
}

/** A command line, with a button to copy it. */
export function Command({ line, what }: { readonly line: string; readonly what: string }) {
  return (
    <div class="command">
      <pre tabIndex={0} aria-label={what}>
        <code>{line}</code>
      </pre>
      <CopyButton text={line} what={what} />
    </div>
  );
}
