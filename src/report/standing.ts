/** How a migration stands: how many items are at the destination, of those that there are. */
import type { MigrationReport } from '../transfer/state/migration-report.js';
import { groupwareOf } from '../transfer/source.js';
import { type KindCounts, kindsText } from './kind-words.js';
import { countOf, formatCount, isOrAre, wasOrWere } from './numbers.js';

/** What of the source could go, and what none of the destinations takes. */
interface Moved {
  readonly items: number;
  /** Contacts, events and the like, where there is only a place for mail. */
  readonly others: number;
  /** What they are called: `item` where not all of them are mail. */
  readonly noun: 'message' | 'item';
}

/** Items of the source that a destination takes, and those that none does. */
export function movedOf({ totals }: Pick<MigrationReport, 'totals'>): Moved {
  const others = groupwareOf(totals);
  const items = totals.found - others;
  return { items, others, noun: items === (totals.kinds.mail?.found ?? 0) ? 'message' : 'item' };
}

/** How many items of each kind are at the destination. */
export function arrivedKinds({ totals }: Pick<MigrationReport, 'totals'>): KindCounts {
  return Object.fromEntries(Object.entries(totals.kinds).map(([kind, { exported }]) => [kind, exported]));
}

/** `2,986 of 2,986 messages are at imaps://…`, of several kinds with how many of each; without a dot. */
export function thereText(report: Pick<MigrationReport, 'totals' | 'target'>, whose = ''): string {
  const { exported } = report.totals;
  const { items, noun } = movedOf(report);
  const kinds = noun === 'item' && exported > 0 ? ` (${kindsText(arrivedKinds(report))})` : '';
  return `${formatCount(exported)} of ${countOf(items, noun)}${whose} ${isOrAre(exported)} at ${report.target}${kinds}`;
}

/** How many are there, and what became of the rest. */
export function standingText(report: Pick<MigrationReport, 'totals' | 'target'>): string {
  const { items, others, noun } = movedOf(report);
  // Nobody could be looked at: there is nothing to count.
  if (items + others === 0) return `Nothing is at ${report.target} yet.`;
  const left = report.totals.skipped - others;
  return [
    `${thereText(report)}.`,
    ...(left > 0 ? [`${countOf(left, noun)} ${wasOrWere(left)} left out by rule or by your own filters.`] : []),
    ...(others > 0 ? [othersText(others)] : []),
  ].join(' ');
}

/** What is said of items that are no messages. */
export function othersText(others: number): string {
  return `${countOf(others, 'more item')} of the source ${isOrAre(others)} no mail (contacts, events and the like): kerio-exit export takes ${others === 1 ? 'it' : 'them'}.`;
}
