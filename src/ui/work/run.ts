/** Runs a move, command by command, and says how it ended. */
import type { OutcomeView } from '../api.js';
import { filesOf } from './asked.js';
import { type LegEnd, runExportLeg } from './run-export.js';
import { runMigrateLeg } from './run-migrate.js';
import { Meter } from './meter.js';
import type { Ended, MoveAsk, Way } from './messages.js';
import { onceEach } from './prepare.js';

/** At most this many items are named; the reports name more. */
const NAMED = 200;

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
  const outcomes = ends.flatMap(({ outcome }) => outcome ?? []);
  return {
    interrupted: ends.some(({ interrupted }) => interrupted),
    view: outcomes.length === 0 ? null : joined(outcomes),
    page: outcomes.findLast(({ report }) => report !== null)?.report ?? null,
  };
}

/** What several commands did, as one. */
function joined(outcomes: readonly OutcomeView[]): OutcomeView {
  const sums = { found: 0, exported: 0, skipped: 0, failed: 0, missing: 0, bytes: 0 };
  for (const outcome of outcomes)
    for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += outcome.sums[key];
  const copied = outcomes.flatMap((outcome) => outcome.copied ?? []);
  const last = outcomes.at(-1);
  return {
    ...{ sums, copied: copied.length === 0 ? null : copied.reduce((all, count) => all + count, 0) },
    code: Math.max(...outcomes.map(({ code }) => code)),
    problems: outcomes.flatMap(({ problems }) => problems),
    questions: onceEach(outcomes.flatMap(({ questions }) => questions)),
    items: outcomes.flatMap(({ items }) => items).slice(0, NAMED),
    itemsInAll: outcomes.reduce((all, { itemsInAll }) => all + itemsInAll, 0),
    ...{ place: outcomes[0]?.place ?? '', report: last?.report ?? null },
    next: outcomes.flatMap(({ next }) => next),
  };
}
