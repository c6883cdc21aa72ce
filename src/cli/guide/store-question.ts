/** Where is the store, and what is in it? */
import { log, select } from '@clack/prompts';
import { type Inspection, inspectStore, type MailboxInspection } from '../../files/inspect.js';
import { openStore, type Store } from '../../store/open.js';
import { displayPath } from '../../core/escaped-path.js';
import { makeCounter } from '../output/counter.js';
import { countOf, formatBytes, formatCount, printable } from '../output/format.js';
import { mailboxTable } from '../output/mailbox-table.js';
import type { Terminal } from '../terminal.js';
import { answered, askPath } from './asking.js';
import { findStores, surroundings, usualPlaces } from './usual-places.js';

/** The store that was chosen, and what it holds. */
export interface ChosenStore {
  readonly path: string;
  readonly store: Store;
  readonly inspection: Inspection;
}

/** Asks for the store and shows what is in it. */
export async function askStore(terminal: Terminal): Promise<ChosenStore> {
  const path = await askStorePath();
  // Archives are opened to be counted; whether they are exported is a question of its own.
  const store = openStore(path, { archive: true, recoverable: true });
  const counter = makeCounter(terminal, false);
  const inspection = inspectStore(store, (items) => counter.add(items));
  counter.stop();
  showInspection(path, inspection, terminal);
  return { path, store, inspection };
}

async function askStorePath(): Promise<string> {
  const found = findStores(usualPlaces(surroundings()));
  if (found.length > 0) {
    const chosen = answered(
      await select({
        message: 'Where is the Kerio store?',
        options: [
          ...found.map((path) => ({ value: path, label: printable(displayPath(path)) })),
          { value: '', label: 'Somewhere else' },
        ],
      }),
    );
    if (chosen !== '') return chosen;
  }
  return askPath({
    message: 'The path of the store: install folder, store, store/mail, a mailbox, or a folder of backup zips',
    placeholder: '/opt/kerio/mailserver',
    check: (path) => openStore(path),
  });
}

/** A longer table would push everything else off the screen. */
const MOST_ROWS = 25;

function showInspection(path: string, { mailboxes, sums }: Inspection, terminal: Terminal): void {
  log.info(
    printable(
      `${displayPath(path)}: ${countOf(mailboxes.length, 'mailbox')}, ${countOf(sums.found, 'item')}, ${formatBytes(sums.bytes)}`,
    ),
  );
  terminal.out(largestMailboxes(mailboxes));
}

/** The table of `inspect`, of many mailboxes only the largest, in the order of the store. */
export function largestMailboxes(mailboxes: readonly MailboxInspection[]): string {
  const rest = mailboxes.length - MOST_ROWS;
  if (rest <= 0) return mailboxTable(mailboxes);
  const kept = new Set([...mailboxes].sort((a, b) => b.sums.bytes - a.sums.bytes).slice(0, MOST_ROWS));
  const table = mailboxTable(mailboxes.filter((mailbox) => kept.has(mailbox)));
  return `${table}and ${formatCount(rest)} smaller ones: kerio-exit inspect shows all of them, and every problem\n`;
}
