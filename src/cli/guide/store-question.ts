/** Where is the store, and what is in it? */
import { log, select } from '@clack/prompts';
import { type Inspection, inspectStore, type MailboxInspection } from '../../files/inspect.js';
import { openStore, type Store } from '../../store/open.js';
import { displayPath } from '../../core/escaped-path.js';
import { makeCounter } from '../output/counter.js';
import { countOf, formatBytes, formatCount, printable } from '../output/format.js';
import { mailboxTable } from '../output/mailbox-table.js';
import type { Terminal } from '../terminal.js';
import { askPath } from './asking.js';
import type { Talk } from './talk.js';
import { findStores, surroundings, usualPlaces } from '../../options/usual-places.js';

/** The store that was chosen, and what it holds. */
export interface ChosenStore {
  readonly path: string;
  readonly store: Store;
  readonly inspection: Inspection;
}

/** Stores that were looked at: going back asks again, and does not read again. */
export type KnownStores = Map<string, ChosenStore>;

/** Stores at the places where one usually lies. */
export function placesWithStores(): string[] {
  return findStores(usualPlaces(surroundings()));
}

/** Asks for the store and shows what is in it. */
export async function askStore(
  talk: Talk,
  terminal: Terminal,
  known: KnownStores,
  places: readonly string[],
): Promise<ChosenStore> {
  const path = await askStorePath(talk, places);
  const chosen = known.get(path) ?? lookAt(path, terminal);
  known.set(path, chosen);
  talk.say(() => showInspection(path, chosen.inspection, terminal));
  return chosen;
}

function lookAt(path: string, terminal: Terminal): ChosenStore {
  // Archives are opened to be counted; whether they are exported is a question of its own.
  const store = openStore(path, { archive: true, recoverable: true });
  const counter = makeCounter(terminal, false);
  const inspection = inspectStore(store, (items) => counter.add(items));
  counter.stop();
  return { path, store, inspection };
}

async function askStorePath(talk: Talk, found: readonly string[]): Promise<string> {
  if (found.length > 0) {
    const message = 'Where is the Kerio store?';
    const chosen = await talk.ask<string>(message, (earlier) =>
      select({
        message,
        options: [
          ...found.map((path) => ({ value: path, label: printable(displayPath(path)) })),
          { value: '', label: 'Somewhere else' },
        ],
        ...(earlier === undefined ? {} : { initialValue: earlier }),
      }),
    );
    if (chosen !== '') return chosen;
  }
  return askPath(talk, {
    message: 'The path of the store: install folder, store, store/mail, a mailbox, or a folder of backup zips',
    placeholder: '/opt/kerio/mailserver',
    check: (path) => openStore(path),
  });
}

/** A longer table would push everything else off the screen. */
const MOST_ROWS = 12;

function showInspection(path: string, { mailboxes, sums }: Inspection, terminal: Terminal): void {
  log.info(
    printable(
      `${displayPath(path)}: ${countOf(mailboxes.length, 'mailbox')}, ${countOf(sums.found, 'item')}, ${formatBytes(sums.bytes)}`,
    ),
  );
  terminal.out(largestMailboxes(mailboxes, terminal));
}

/** The table of `inspect`, of many mailboxes only the largest, in the order of the store. */
export function largestMailboxes(mailboxes: readonly MailboxInspection[], terminal: Terminal | null = null): string {
  const rest = mailboxes.length - MOST_ROWS;
  if (rest <= 0) return mailboxTable(mailboxes, terminal);
  const kept = new Set([...mailboxes].sort((a, b) => b.sums.bytes - a.sums.bytes).slice(0, MOST_ROWS));
  const table = mailboxTable(
    mailboxes.filter((mailbox) => kept.has(mailbox)),
    terminal,
  );
  return `${table}and ${formatCount(rest)} smaller ones: kerio-exit inspect shows all of them, and every problem\n`;
}
