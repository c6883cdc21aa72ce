/** What a server gives back, beside what an export writes of the same store: read by python3-icalendar and python3-vobject. */
import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startCyrusGroupware } from '../../servers/cyrus.js';
import { startRadicale } from '../../servers/radicale.js';
import { corpusDir, corpusFiles, corpusNote } from '../../support/corpus.js';
import { tempDir } from '../../support/temp.js';
import { makeStore } from '../support.js';
import { type BothSides, bothSides, componentsOf, type Side } from './both-sides.js';

const USERS = Array.from({ length: 40 }, (_, at) => `u${at}`);

interface Started {
  readonly side: Side;
  readonly stop: () => Promise<void>;
}

async function cyrus(): Promise<Started> {
  const server = await startCyrusGroupware(Object.fromEntries(USERS.map((user) => [user, 'x'])), 1);
  const homes: Side['homes'] = (user) => [`/dav/calendars/user/${user}/`, `/dav/addressbooks/user/${user}/`];
  return { side: { url: server.url, users: [...USERS], homes }, stop: () => server.stop() };
}

async function radicale(): Promise<Started> {
  const server = await startRadicale();
  const homes: Side['homes'] = (user) => [`/${user}/`, `/${user}/`];
  return { side: { url: server.url, users: [...USERS], homes }, stop: () => server.stop() };
}

/** Small stores that were odd once, when somebody has put them there. */
const casesDir = join(corpusDir, '../cases');
const cases = existsSync(casesDir) ? readdirSync(casesDir).sort() : [];

const small = corpusFiles('', ['.ics', '.vcf']).filter((file) => statSync(join(corpusDir, file)).size < 6000);

function corpusStore(): string {
  const items = (ending: string, type: string) =>
    small
      .filter((file) => file.endsWith(ending))
      .map((file) => ({
        bytes: Buffer.concat([
          Buffer.from(`Subject: x\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`),
          readFileSync(join(corpusDir, file)),
        ]),
      }));
  return makeStore({
    Calendar: { kind: 'calendar', items: items('.ics', 'text/calendar') },
    Contacts: { kind: 'contacts', items: items('.vcf', 'text/vcard') },
  });
}

function expectSame({ exported, given }: BothSides, takes = /^/): void {
  for (const parser of ['icalendar', 'vobject'] as const)
    expect({ parser, said: componentsOf(parser, given) }).toEqual({
      parser,
      said: componentsOf(parser, exported).filter((line) => takes.test(line)),
    });
}

describe.each([
  ['Cyrus', cyrus, /^/],
  // It has no calendar of its own, and one that is made for events takes nothing else.
  ['Radicale', radicale, /^\["V(?:EVENT|CARD)"/],
] as const)('source and %s, compared by parsers of other people', (_, start, holds) => {
  let started: Started;
  beforeAll(async () => {
    started = await start();
  });
  afterAll(() => started.stop());

  test('the fixture', async () => {
    const store = tempDir('compared-fixture');
    cpSync('fixtures/kerio-store', store, { recursive: true });
    const sides = await bothSides(store, started.side);
    expect(sides.failed).toEqual(['it is a message: take it with "kerio-exit export" from the store']);
    expect(componentsOf('icalendar', sides.exported).length).toBeGreaterThan(10);
    expectSame(sides);
  });

  test(corpusNote(small), async () => {
    const sides = await bothSides(corpusStore(), started.side);
    // The server refused nothing.
    expect(sides.failed.filter((reason) => /^\d{3} /.test(reason))).toEqual([]);
    expectSame(sides, holds);
  });
});

test(cases.length === 0 ? `no cases at ${casesDir}` : `${cases.length} odd stores on Radicale`, async () => {
  const { side, stop } = await radicale();
  onTestFinished(stop);
  const all: BothSides = { exported: [], given: [], failed: [] };
  for (const name of cases) {
    const store = tempDir('compared-case');
    cpSync(join(casesDir, name), store, { recursive: true });
    const { exported, given, failed } = await bothSides(store, side);
    all.exported.push(...exported);
    all.given.push(...given);
    all.failed.push(...failed);
  }
  expect(all.failed).toEqual([]);
  expectSame(all);
});
