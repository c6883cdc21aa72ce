/** A move of Anna's folders to a server in memory, and what is there afterwards. */
import { onTestFinished } from 'vitest';
import { readFolderRules } from '../../../src/naming/folder-rules.js';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import { verifyMigration } from '../../../src/transfer/verify/verify-all.js';
import { linesOf } from '../../servers/dav-reader.js';
import { type Odd, type OddDav, startOddDav } from '../../servers/odd-dav.js';
import type { FolderSpec } from '../../support/store-builder.mjs';
import { tempDir } from '../../support/temp.js';
import { makeStore, migrateQuietly, runOptions } from '../support.js';
import { davAccount, davAt, EVENTS } from './support.js';

export type Folders = Readonly<Record<string, FolderSpec>>;

/** Starts such a server until the test ends. */
export async function odd(what?: Odd, map: readonly string[] = []) {
  const server = await startOddDav(what);
  onTestFinished(() => server.stop());
  const state = tempDir('odd-state');
  const optionsFor = (folders: Folders, withJournal = true) => ({
    ...runOptions([davAt(server.url)], {
      source: storeSource(openStore(makeStore(folders))),
      accounts: [davAccount('anna')],
      retry: { firstMs: 1, longestMs: 5, tries: 6 },
      settleMs: 1,
      ...(withJournal ? { stateDir: { state, logs: `${state}/logs` } } : {}),
    }),
    map: readFolderRules(map),
  });
  return {
    server,
    move: (folders: Folders, withJournal = true) => migrateQuietly(optionsFor(folders, withJournal)),
    prove: (folders: Folders) => verifyMigration(optionsFor(folders)),
  };
}

/** A calendar with an event of each name. */
export const calendar = (...names: readonly string[]): Folders => ({
  Calendar: { kind: 'calendar', items: names.map((name) => EVENTS.item(name)) },
});

/** The events of a server below an address. */
export function eventsOf({ objects }: OddDav, below = '/'): string[] {
  const texts = [...objects].filter(([path]) => path.startsWith(below)).map(([, text]) => text);
  return texts.map((text) => linesOf(text, ['UID', 'SUMMARY']).join('|')).sort();
}

/** One of them. */
export const said = (name: string): string => `UID:${name}@example.com|SUMMARY:Meeting ${name}`;

/** An event as somebody else has put it there. */
export function foreign(name: string, more: readonly string[] = []): string {
  return [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', 'BEGIN:VEVENT', `UID:${name}@example.com`],
    ...['DTSTAMP:20240101T000000Z', 'DTSTART:20310301T090000Z', 'DTEND:20310301T100000Z', `SUMMARY:Meeting ${name}`],
    ...[...more, 'END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n');
}
