import type { ComponentChildren } from 'preact';

/** How a notice is meant. */
export type Tone = 'plain' | 'good' | 'attention';

/** A box that says one thing. `alert` is read out at once: for what somebody has just caused. */
export function Notice({
  tone,
  mark,
  alert = false,
  children,
}: {
  readonly tone: Tone;
  readonly mark?: string;
  readonly alert?: boolean;
  readonly children: ComponentChildren;
}) {
  return (
    <div class={`notice ${tone}`} {...(alert ? { role: 'alert' } : {})}>
      {mark === undefined ? null : <span class="mark">{mark}</span>}
      {children}
    </div>
  );
}

/** A list of sentences that is folded when it is long. */
export function Sentences({ lines, summary }: { readonly lines: readonly string[]; readonly summary: string }) {
  if (lines.length === 0) return null;
  const list = (
    <ul class="sentences">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
  return (
    <details class="fold" open={lines.length <= 3}>
      <summary>{summary}</summary>
      {list}
    </details>
  );
}
