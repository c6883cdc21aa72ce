/** What a server gives back, beside what an export writes of the same store: read by python3-icalendar and python3-vobject. */
import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_OPTIONS, runExport } from '../../../src/library/export.js';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import { type CyrusGroupware, startCyrusGroupware } from '../../servers/cyrus.js';
import { readHome } from '../../servers/dav-reader.js';
import { corpusDir, corpusFiles, corpusNote } from '../../support/corpus.js';
import { parseStrictly, type PimFile, type StrictParser } from '../../support/strict-parsers.js';
import { tempDir } from '../../support/temp.js';
import { makeStore, migrateQuietly, runOptions } from '../support.js';
import { davAt } from './support.js';

const USERS = ['u0', 'u1', 'u2', 'u3', 'u4', 'u5', 'u6', 'u7', 'u8', 'u9'];

describe('source and destination, compared by parsers of other people', () => {
  let server: CyrusGroupware;
  const free = [...USERS];
  beforeAll(async () => {
    server = await startCyrusGroupware(Object.fromEntries(USERS.map((user) => [user, 'x'])), 1);
  });
  afterAll(() => server.stop());

  /** Moves every mailbox of a store, and gives both sides as files. */
  async function bothSides(
    store: string,
  ): Promise<{ exported: PimFile[]; given: PimFile[]; failed: readonly string[] }> {
    const out = tempDir('compared');
    await runExport(
      {
        source: store,
        out,
        options: { ...DEFAULT_OPTIONS, only: ['contacts', 'calendars', 'tasks', 'notes'] },
        jobs: 1,
      },
      {},
    );
    const source = openStore(store);
    const accounts = source.mailboxes
      .filter(({ type }) => type !== 'archive')
      .map(({ address }, line) => ({
        ...{
          source: address,
          sourcePassword: null,
          target: free.shift() ?? '',
          targetPassword: 'x',
          fullName: null,
          line,
        },
      }));
    const { report } = await migrateQuietly(runOptions([davAt(server.url)], { source: storeSource(source), accounts }));
    const given: PimFile[] = [];
    for (const { target: user } of accounts) {
      const who = { url: server.url, user, password: 'x' };
      for (const home of [`/dav/calendars/user/${user}/`, `/dav/addressbooks/user/${user}/`])
        for (const { path, text } of await readHome(who, home))
          given.push({
            name: path,
            kind: home.includes('addressbooks') ? 'card' : 'calendar',
            bytes: Buffer.from(text),
          });
    }
    const failed = (report?.attention ?? []).flatMap(({ result, reason }) =>
      result === 'failed' ? [reason ?? ''] : [],
    );
    return { exported: pimFiles(out), given, failed };
  }

  test.each(['icalendar', 'vobject'] as const)('the fixture, by %s', async (parser) => {
    const store = tempDir('compared-fixture');
    cpSync('fixtures/kerio-store', store, { recursive: true });
    const { exported, given, failed } =
      parser === 'icalendar' ? (fixture = await bothSides(store)) : (fixture ?? (await bothSides(store)));
    expect(failed).toEqual(['it is a message: take it with "kerio-exit export" from the store']);
    const expected = componentsOf(parser, exported);
    expect(expected.length).toBeGreaterThan(10);
    expect(componentsOf(parser, given)).toEqual(expected);
  });
  let fixture: Awaited<ReturnType<typeof bothSides>> | null = null;

  const small = corpusFiles('', ['.ics', '.vcf']).filter((file) => statSync(join(corpusDir, file)).size < 6000);
  test(corpusNote(small), async () => {
    const items = (ending: string, type: string) =>
      small
        .filter((file) => file.endsWith(ending))
        .map((file) => ({
          bytes: Buffer.concat([
            Buffer.from(
              `Subject: x\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`,
            ),
            readFileSync(join(corpusDir, file)),
          ]),
        }));
    const { exported, given, failed } = await bothSides(
      makeStore({
        Calendar: { kind: 'calendar', items: items('.ics', 'text/calendar') },
        Contacts: { kind: 'contacts', items: items('.vcf', 'text/vcard') },
      }),
    );
    // What is no event, task, journal entry or card: the server refused nothing.
    expect(failed.filter((reason) => /^\d{3} /.test(reason))).toEqual([]);
    expect(componentsOf('icalendar', given)).toEqual(componentsOf('icalendar', exported));
  });
});

/** What a parser finds, sorted: kind, UID, instants, occurrences. */
function componentsOf(parser: StrictParser, files: readonly PimFile[]): string[] {
  return parseStrictly(parser, files)
    .flatMap(({ components }) => components)
    .map(({ kind, uid, recurrenceId, start, end, occurrences }) =>
      // An event that ends when it begins has no end at a server, or lasts a minute.
      JSON.stringify([kind, uid, recurrenceId, start, isNothing(start, end) ? null : end, occurrences]),
    )
    .sort();
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
