/** Runs a move, command by command, and says how it ended. */
import type { OutcomeView, SumsView } from '../api.js';
import { filesOf } from './asked.js';
import { type LegEnd, runExportLeg } from './run-export.js';
import { runMigrateLeg } from './run-migrate.js';
import { Meter } from './meter.js';
import type { Ended, MoveAsk, Way } from './messages.js';
import { onceEach } from './prepare.js';

/** At most this many items are named; the reports name more. */
const NAMED = 200;

const NO_SUMS: SumsView = { found: 0, exported: 0, skipped: 0, failed: 0, missing: 0, bytes: 0 };

export async function run(ask: MoveAsk, way: Way): Promise<Ended<OutcomeView>> {
  const files = filesOf(ask, way);
  const meter = new Meter(way);
  const ends: LegEnd[] = [];
  try {
    for (const leg of ask.legs) {
      if (ends.some(({ interrupted }) => interrupted)) break;
      ends.push(
        leg.command === 'export'
          ? await runExportLeg(ask.plan.store, leg.flags, files, { meter, signal: way.signal })
          : await runMigrateLeg(leg.flags, files, { meter, signal: way.signal }),
      );
    }
  } finally {
    meter.end();
  }
  const isDivided = ask.legs.length > 1;
  const outcomes = ends.flatMap((end, at) => {
    if (end.outcome === null) return [];
    return [
      isDivided ? { ...end.outcome, sums: ownSums(end.kinds, ask.legs[at]?.command === 'migrate') } : end.outcome,
    ];
  });
  return {
    interrupted: ends.some(({ interrupted }) => interrupted),
    view: outcomes.length === 0 ? null : joined(outcomes),
    page: outcomes.findLast(({ report }) => report !== null)?.report ?? null,
  };
}

/**
 * The sums of what a command of two stands for: files of everything but mail, mail to the server. Each sees all items, and leaves the
 * other's out.
 */
function ownSums(kinds: LegEnd['kinds'], ofMail: boolean): SumsView {
  const sums = { ...NO_SUMS };
  for (const [kind, counts] of Object.entries(kinds)) if ((kind === 'mail') === ofMail) addTo(sums, counts);
  return sums;
}

type Writable<Counts> = { -readonly [Name in keyof Counts]: Counts[Name] };

function addTo(sums: Writable<SumsView>, more: SumsView): void {
  for (const key of Object.keys(NO_SUMS) as (keyof SumsView)[]) sums[key] += more[key];
}

/** What several commands did, as one. */
function joined(outcomes: readonly OutcomeView[]): OutcomeView {
  const sums = { ...NO_SUMS };
  for (const outcome of outcomes) addTo(sums, outcome.sums);
  // A record without a file is missing to each of them.
  const items = [
    ...new Map(
      outcomes.flatMap((outcome) =>
        outcome.items.map((item) => [`${item.mailbox}\n${item.folder}\n${item.uid}`, item] as const),
      ),
    ).values(),
  ];
  const copied = outcomes.flatMap((outcome) => outcome.copied ?? []);
  const last = outcomes.at(-1);
  return {
    ...{ sums, copied: copied.length === 0 ? null : copied.reduce((all, count) => all + count, 0) },
    code: Math.max(...outcomes.map(({ code }) => code)),
    problems: outcomes.flatMap(({ problems }) => problems),
    questions: onceEach(outcomes.flatMap(({ questions }) => questions)),
    items: items.slice(0, NAMED),
    itemsInAll: sums.failed + sums.missing,
    ...{ place: outcomes[0]?.place ?? '', report: last?.report ?? null },
    next: outcomes.flatMap(({ next }) => next),
  };
}
