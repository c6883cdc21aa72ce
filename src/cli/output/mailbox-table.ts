import type { MailboxInspection } from '../../files/inspect.js';
import type { Sums } from '../../ledger/sums.js';
import { fitTo, formatBytes, formatCount, formatTable, printable } from './format.js';

/** What is counted of a mailbox or folder. */
export const SUM_COLUMNS = ['items', 'mail', 'contacts', 'events', 'tasks', 'notes', 'size', 'oldest', 'newest'];

/** The cells of those columns. */
export function sumCells(sums: Sums): string[] {
  const count = (number: number | undefined): string =>
    number === undefined || number === 0 ? '' : formatCount(number);
  return [
    formatCount(sums.found),
    count(sums.kinds.mail?.found),
    count(sums.kinds.contacts?.found),
    count(sums.kinds.calendar?.found),
    count(sums.kinds.tasks?.found),
    count((sums.kinds.notes?.found ?? 0) + (sums.kinds.journal?.found ?? 0)),
    formatBytes(sums.bytes),
    sums.oldest?.slice(0, 10) ?? '',
    sums.newest?.slice(0, 10) ?? '',
  ];
}

/** Columns of numbers, counted from `first`. */
export const numbersFrom = (first: number): Set<number> =>
  new Set([0, 1, 2, 3, 4, 5, 6, 7].map((column) => column + first));

/** Whether a person looks, and at how many columns. */
type Look = Parameters<typeof fitTo>[0];

/** One line a mailbox: what is in it, and how many problems it has. */
export function mailboxTable(mailboxes: readonly MailboxInspection[], terminal: Look = null): string {
  const rows = mailboxes.map(({ mailbox, folders, sums, problems, skips }) => [
    printable(mailbox.address),
    formatCount(folders.length),
    ...sumCells(sums),
    formatCount(
      problems.length +
        folders.reduce((count, folder) => count + folder.problems.length, 0) +
        skips.length +
        sums.missing,
    ),
  ]);
  return formatTable(
    ['mailbox', 'folders', ...SUM_COLUMNS, 'problems'],
    rows,
    new Set([...numbersFrom(1), 11]),
    // Items and size say most of a store.
    fitTo(terminal, [7, 6, 1, 9, 11, 5, 4, 10, 3]),
  );
}
