/** How a migration stands: how many messages are at the destination, of those that there are. */
import type { MigrationReport } from '../transfer/state/migration-report.js';
import { groupwareOf } from '../transfer/source.js';
import { countOf, formatCount, isOrAre, wasOrWere } from './numbers.js';

/** Messages of the source, and what of it is none: contacts, events and the like, which do not go by IMAP. */
export function messagesOf({ totals }: Pick<MigrationReport, 'totals'>): { messages: number; others: number } {
  const others = groupwareOf(totals);
  return { messages: totals.found - others, others };
}

/** `2,986 of 2,986 messages are at imaps://…`, and what became of the rest. */
export function standingText(report: Pick<MigrationReport, 'totals' | 'target'>): string {
  const { exported, skipped } = report.totals;
  const { messages, others } = messagesOf(report);
  const left = skipped - others;
  return [
    `${formatCount(exported)} of ${countOf(messages, 'message')} ${isOrAre(exported)} at ${report.target}.`,
    ...(left > 0 ? [`${countOf(left, 'message')} ${wasOrWere(left)} left out by rule or by your own filters.`] : []),
    ...(others > 0 ? [othersText(others)] : []),
  ].join(' ');
}

/** What is said of items that are no messages. */
export function othersText(others: number): string {
  return `${countOf(others, 'more item')} of the source ${isOrAre(others)} no mail (contacts, events and the like): kerio-exit export takes ${others === 1 ? 'it' : 'them'}.`;
}
