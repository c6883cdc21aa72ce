import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { STEPS, type StepName } from '../../api.js';
import { addressOf } from '../state/route.js';
import { useSession } from '../state/session.js';
import { texts } from '../texts.js';
import { Command } from './copy.js';

/** Whether anything was shown before: at the very first the browser's own focus is right. */
let shownBefore = false;

/** A heading that takes the focus when its part of the page is shown. */
export function FocusedHeading({ level, children }: { readonly level: 1 | 2; readonly children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (shownBefore) {
      heading.current?.focus({ preventScroll: level === 2 });
      if (level === 1) scrollTo(0, 0);
      else heading.current?.scrollIntoView({ block: 'nearest' });
    }
    shownBefore = true;
  }, [level]);
  return level === 1 ? (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  ) : (
    <h2 ref={heading} tabIndex={-1}>
      {children}
    </h2>
  );
}

/** One step: heading, what it is for, its content, the command line that says the same, and the way on. */
export function Step({
  name,
  next = null,
  children,
}: {
  readonly name: StepName;
  /** Whether one can go on; null where there is no next step. */
  readonly next?: { readonly ready: boolean; readonly why: string } | null;
  readonly children: ComponentChildren;
}) {
  const { commands } = useSession();
  const { title, lead } = texts.steps[name];
  const at = STEPS.indexOf(name);
  const before = STEPS[at - 1];
  const after = STEPS[at + 1];
  return (
    <>
      <div class="opening">
        <p class="count">{texts.shell.stepOf(at + 1, STEPS.length)}</p>
        <FocusedHeading level={1}>{title}</FocusedHeading>
        <p class="lead">{lead}</p>
      </div>
      {children}
      <nav class="onward" aria-label={texts.shell.onward}>
        {before === undefined ? (
          <span />
        ) : (
          <a href={addressOf(before)}>{texts.shell.back(texts.steps[before].short)}</a>
        )}
        {next === null || after === undefined ? null : next.ready ? (
          <a class="primary" href={addressOf(after)}>
            {texts.shell.next(texts.steps[after].short)}
          </a>
        ) : (
          <p class="quiet">{next.why}</p>
        )}
      </nav>
      {commands[name] === '' ? null : (
        <details class="same">
          <summary>{texts.shell.sameCommand}</summary>
          <Command line={commands[name]} what={texts.shell.commandOf(title)} />
        </details>
      )}
    </>
  );
}
