import { cpSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_OPTIONS } from '../../../src/files/plan/options.js';
import { writeReport } from '../../../src/report/json.js';
import { makeTempDir, removeDir, tempDir } from '../../support/temp.js';
import { exportTo } from '../support.js';
import { found, verify } from './faults.js';

const CONTACTS = 'contacts/alice@example.com/Contacts.vcf';
const CALENDAR = 'calendars/alice@example.com/Calendar.ics';
const TASKS = 'tasks/alice@example.com/Tasks.ics';

let original: string;
beforeAll(async () => {
  original = join(makeTempDir('bundles'), 'export');
  const options = { ...DEFAULT_OPTIONS, users: ['alice'] };
  await writeReport(await exportTo(original, 'fixtures/kerio-store', options), options);
});
afterAll(() => {
  removeDir(dirname(original));
});

/** A copy of the export, in which a file's text was changed. */
function damaged(file: string, change: (text: string) => string): string {
  const out = join(tempDir(), 'export');
  cpSync(original, out, { recursive: true, preserveTimestamps: true });
  const text = readFileSync(join(out, file), 'latin1');
  const changed = change(text);
  if (changed === text) throw new Error(`nothing was changed in ${text}`);
  writeFileSync(join(out, file), changed, 'latin1');
  return out;
}

/** The text between the n-th `BEGIN:name` and its END. */
function component(text: string, name: string, nth: number): string {
  return [...text.matchAll(new RegExp(`BEGIN:${name}\r\n.*?END:${name}\r\n`, 'gs'))][nth]?.[0] ?? '';
}

test('finds nothing where nothing is wrong', async () => {
  const { findings, total } = await verify(original);
  expect(findings).toEqual([]);
  expect(total.compared).toBeGreaterThan(25);
});

describe('contacts', () => {
  test('finds a flipped byte', async () => {
    const out = damaged(CONTACTS, (text) => text.replace(/^(TEL[^:]*:.*)\d\r$/m, '$1x\r'));
    expect(found(await verify(out))).toEqual(['Contacts 1 content']);
  });

  test('finds a card that is lost', async () => {
    const out = damaged(CONTACTS, (text) => text.replace(component(text, 'VCARD', 7), ''));
    expect(found(await verify(out))).toEqual(expect.arrayContaining(['? ? file', 'Contacts 8 file']));
  });

  test('finds a card that is there twice', async () => {
    const out = damaged(CONTACTS, (text) => text + component(text, 'VCARD', 0));
    expect(found(await verify(out))).toEqual(['? ? file']);
  });

  test('finds a card that another one has taken the place of', async () => {
    const out = damaged(CONTACTS, (text) => {
      const [first, second] = [component(text, 'VCARD', 0), component(text, 'VCARD', 1)];
      return text.replace(second, first.slice(0, second.length - 11) + 'END:VCARD\r\n');
    });
    expect(found(await verify(out))).toContainEqual(expect.stringMatching(/^Contacts 2 (?:content|bundle)$/));
  });

  test('finds a UID that two cards have', async () => {
    const uid = (text: string, nth: number) => [...text.matchAll(/^UID:.*\r$/gm)][nth]?.[0] ?? '';
    // Cards 6 and 7 had no UID of their own length: the ones made for them differ in one digit.
    const out = damaged(CONTACTS, (text) => {
      const made = [...text.matchAll(/^UID:.*-0000000\w\r$/gm)].map(([line]) => line);
      return text.replace(made[1] ?? uid(text, 1), made[0] ?? '');
    });
    expect(found(await verify(out))).toEqual([expect.stringMatching(/^Contacts \d bundle$/)]);
  });

  test('finds a table that is short of a row', async () => {
    for (const table of ['outlook', 'google']) {
      const out = damaged(CONTACTS.replace('.vcf', `.${table}.csv`), (text) => text.replace(/\r\n[^\r]*\r\n$/, '\r\n'));
      expect(found(await verify(out))).toEqual(['Contacts ? bundle']);
    }
  });

  test('finds a bundle that is cut, and one that is gone', async () => {
    const out = damaged(CONTACTS, (text) => text.slice(0, -20));
    expect(found(await verify(out))).toEqual(['? ? file', 'Contacts 8 file']);
    rmSync(join(out, CONTACTS));
    expect(found(await verify(out))).toEqual(['Contacts 1 file']);
  });

  test('finds a bundle that no line names', async () => {
    const out = damaged('report.json', (text) => `${text} `);
    writeFileSync(join(out, 'contacts/alice@example.com/Other.vcf'), '');
    expect(found(await verify(out))).toEqual(['? ? file']);
  });
});

describe('calendars', () => {
  test.each([
    ['a title', (text: string) => text.replace(/^SUMMARY:.*\r$/m, (line) => line.replace(/.\r$/, '~\r'))],
    ['a start', (text: string) => text.replace(/^(DTSTART;TZID=[^:]*:\d{8}T)\d/m, '$12')],
  ])('finds a flipped byte in %s', async (_, change) => {
    const found1 = found(await verify(damaged(CALENDAR, change)));
    expect(found1).toEqual([expect.stringMatching(/^Calendar \d+ content$/)]);
  });

  test('finds rules of a time zone by which events are at other times', async () => {
    const out = damaged(CALENDAR, (text) => text.replace(/^TZOFFSETTO:\+0100/gm, 'TZOFFSETTO:+0300'));
    const all = found(await verify(out));
    expect(all.filter((text) => /^Calendar \d+ date$/.test(text)).length).toBeGreaterThan(0);
    // A series that starts in summer, and of which some occurrences are moved.
    for (const text of all) expect(text).toMatch(/^Calendar \d+ (?:date|content)$/);
  });

  test('finds a component that stands twice', async () => {
    const out = damaged(CALENDAR, (text) =>
      text.replace('END:VCALENDAR', `${component(text, 'VEVENT', 0)}END:VCALENDAR`),
    );
    expect(found(await verify(out))).toEqual(['Calendar ? bundle']);
  });

  test('finds a component that is lost', async () => {
    const out = damaged(CALENDAR, (text) => text.replace(component(text, 'VEVENT', 2), ''));
    const all = found(await verify(out));
    expect(all).toContainEqual(expect.stringMatching(/^Calendar 3 (?:content|bundle)$/));
    expect(all.filter((text) => /^Calendar [12] /.test(text))).toEqual([]);
  });

  test('finds a calendar without its end', async () => {
    const out = damaged(CALENDAR, (text) => text.replace('END:VCALENDAR\r\n', ''));
    expect(found(await verify(out))).toContain('Calendar 1 bundle');
  });

  test('finds a calendar that is cut', async () => {
    const out = damaged(CALENDAR, (text) => `${text} `);
    truncateSync(join(out, CALENDAR), statSync(join(out, CALENDAR)).size - 200);
    expect(found(await verify(out))).toContain('Calendar 12 file');
  });

  test('finds a table of tasks that is short of a row', async () => {
    const out = damaged(TASKS.replace('.ics', '.csv'), (text) => text.replace(/\r\n[^\r]*\r\n$/, '\r\n'));
    expect(found(await verify(out))).toEqual(['Tasks ? bundle']);
  });
});

describe('notes', () => {
  test('finds a flipped byte', async () => {
    const out = damaged('notes/alice@example.com/Notes.ics', (text) =>
      text.replace(/^(DESCRIPTION:.*)\w(\r)$/m, '$1~$2'),
    );
    expect(found(await verify(out))).toEqual([expect.stringMatching(/^Notes \d content$/)]);
  });
});
