/** What a server gives back of a store, beside what an export writes of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_OPTIONS, runExport } from '../../../src/library/export.js';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import type { Destination } from '../../../src/transfer/destination.js';
import { readHome } from '../../servers/dav-reader.js';
import { parseStrictly, type PimFile, type StrictParser } from '../../support/strict-parsers.js';
import { tempDir } from '../../support/temp.js';
import { migrateQuietly, runOptions } from '../support.js';
import { davAt } from './support.js';

/** A server, and users of it that nobody has moved to yet. */
export interface Side {
  readonly url: string;
  /** How everybody is moved there; by passwords of their own unless told. */
  readonly destination?: Destination;
  readonly users: string[];
  /** Where a user's calendars and address books are; the same twice where they lie side by side. */
  /** Collections that the server fills by itself. */
  readonly isItsOwn?: (path: string) => boolean;
  readonly homes: (user: string) => readonly [calendars: string, books: string];
}

export interface BothSides {
  readonly exported: PimFile[];
  readonly given: PimFile[];
  /** Reasons of what was not moved. */
  readonly failed: string[];
}

/** Moves every mailbox of a store, and gives both sides as files. */
export async function bothSides(
  store: string,
  { url, users, homes, destination = davAt(url), isItsOwn = () => false }: Side,
): Promise<BothSides> {
  const out = tempDir('compared');
  const only = ['contacts', 'calendars', 'tasks', 'notes'] as const;
  await runExport({ source: store, out, options: { ...DEFAULT_OPTIONS, only }, jobs: 1 }, {});
  const source = openStore(store);
  const accounts = source.mailboxes
    .filter(({ type }) => type !== 'archive')
    .map(({ address }, line) => {
      const target = users.shift() ?? '';
      return { source: address, sourcePassword: null, target, targetPassword: 'x', fullName: null, line };
    });
  const { report } = await migrateQuietly(runOptions([destination], { source: storeSource(source), accounts }));
  const given: PimFile[] = [];
  for (const { target: user } of accounts)
    for (const home of new Set(homes(user)))
      for (const { path, text } of await readHome({ url, user, password: 'x' }, home))
        if (!isItsOwn(path))
          given.push({
            name: path,
            kind: text.startsWith('BEGIN:VCARD') ? 'card' : 'calendar',
            bytes: Buffer.from(text),
          });
  const failed = (report?.attention ?? []).flatMap(({ result, reason }) => (result === 'failed' ? [reason ?? ''] : []));
  return { exported: pimFiles(out), given, failed };
}

/** What a parser finds, sorted: kind, UID, instants, occurrences. */
export function componentsOf(parser: StrictParser, files: readonly PimFile[]): string[] {
  return parseStrictly(parser, files.map(inCapitals))
    .flatMap(({ components }) => components)
    .map(({ kind, uid, recurrenceId, start, end, occurrences }) =>
      // An event that ends when it begins has no end at a server, or lasts a minute.
      JSON.stringify([kind, uid, recurrenceId, start, isNothing(start, end) ? null : end, occurrences]),
    )
    .sort();
}

/** python3-icalendar passes over the zone of a time whose name is in small letters, as some writers have it. */
function inCapitals(file: PimFile): PimFile {
  const text = Buffer.from(file.bytes).toString('latin1');
  return {
    ...file,
    bytes: Buffer.from(
      text.replace(/^[a-z-]+(?=[;:])/gm, (name) => name.toUpperCase()),
      'latin1',
    ),
  };
}

function isNothing(start: number | null, end: number | null): boolean {
  return start !== null && end !== null && (end === start || end === start + 60);
}

function pimFiles(dir: string): PimFile[] {
  return ['contacts', 'calendars', 'tasks', 'notes'].flatMap((part) => {
    const root = join(dir, part);
    const names = existsSync(root) ? readdirSync(root, { recursive: true, encoding: 'utf8' }) : [];
    return (
      names
        // A contact that lies among mail is no contact of the address book.
        .filter((name) => /\.(?:ics|vcf)$/.test(name) && !name.includes('INBOX'))
        .map(
          (name): PimFile => ({
            name,
            kind: name.endsWith('.vcf') ? 'card' : 'calendar',
            bytes: readFileSync(join(root, name)),
          }),
        )
    );
  });
}
