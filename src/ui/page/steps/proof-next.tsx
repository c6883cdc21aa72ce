import { useState } from 'preact/hooks';
import type { GuideStepView, OutcomeView } from '../../api.js';
import { Command } from '../parts/copy.js';
import { addressOf } from '../state/route.js';
import { texts } from '../texts.js';

const words = texts.proof;

/** What is left to do, to be ticked off. Ticks are kept by the browser, for this place. `proven`: the comparison was made here. */
export function NextSteps({
  outcome: { next, place },
  proven,
}: {
  readonly outcome: OutcomeView;
  readonly proven: boolean;
}) {
  const [own, setOwn] = useState<ReadonlySet<string>>(() => readTicks(place));
  const ticked = proven ? new Set([...own, ...next.filter(isComparison).map(({ title }) => title)]) : own;
  const tick = (title: string, done: boolean): void => {
    const now = new Set(own);
    if (done) now.add(title);
    else now.delete(title);
    setOwn(now);
    writeTicks(place, now);
  };
  const done = next.filter(({ title }) => ticked.has(title)).length;
  const current = next.find(({ title }) => !ticked.has(title))?.title;
  return (
    <section aria-labelledby="next">
      <h2 id="next">{words.next}</h2>
      {next.length === 0 ? <p>{words.nextNone}</p> : <p class="quiet">{words.ticked(done, next.length)}</p>}
      <ol class="next">
        {next.map((step) => (
          <NextStep
            key={step.title}
            step={step}
            done={ticked.has(step.title)}
            open={step.title === current}
            onDone={(value) => tick(step.title, value)}
          />
        ))}
      </ol>
      <h3>{words.late}</h3>
      <p>
        {words.lateText} <a href={addressOf('run')}>{texts.steps.run.title}</a>
      </p>
    </section>
  );
}

function NextStep({
  step: { title, text, commands, limits, time },
  done,
  open,
  onDone,
}: {
  readonly step: GuideStepView;
  readonly done: boolean;
  /** It is the next one to do. */
  readonly open: boolean;
  readonly onDone: (done: boolean) => void;
}) {
  return (
    <li class={done ? 'card ticked' : 'card'}>
      <input
        type="checkbox"
        checked={done}
        aria-label={words.tick(title)}
        onChange={(event) => onDone(event.currentTarget.checked)}
      />
      <details open={open}>
        <summary>
          <h3>{title}</h3>
        </summary>
        {text.map((line) => (
          <p key={line}>{line}</p>
        ))}
        {commands.map((line) => (
          <Command key={line} line={line} what={words.command(title)} />
        ))}
        {limits.length === 0 ? null : (
          <>
            <p class="quiet">{words.limits}</p>
            <ul class="limits">
              {limits.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </>
        )}
        {time === null ? null : (
          <p class="quiet">
            {words.time} {time}
          </p>
        )}
      </details>
    </li>
  );
}

function isComparison({ commands }: GuideStepView): boolean {
  return commands.length > 0 && commands.every((line) => line.startsWith('kerio-exit verify '));
}

const storageKey = (place: string): string => `kerio-exit next ${place}`;

function readTicks(place: string): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey(place)) ?? '[]');
    return new Set(Array.isArray(kept) ? kept.map(String) : []);
  } catch {
    return new Set();
  }
}

function writeTicks(place: string, ticked: ReadonlySet<string>): void {
  try {
    localStorage.setItem(storageKey(place), JSON.stringify([...ticked]));
  } catch {
    // A browser that keeps nothing: the ticks last as long as the tab.
  }
}
