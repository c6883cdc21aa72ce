import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_OPTIONS, type ExportOptions } from '../../src/files/plan/options.js';
import { runVerify } from '../../src/files/verify/run.js';
import { writeReport } from '../../src/report/json.js';
import { readAll } from '../exporters/pst/support.js';
import { textIn } from '../../src/exporters/pst/read/values.js';
import { buildFolder } from '../support/store-builder.mjs';
import { checkPst } from '../support/pst-checker.js';
import { exportTo, type Folders, ledger, makeStore, message, newOut } from './support.js';

const mail = (...texts: readonly string[]) => ({ items: texts.map((text) => ({ bytes: message(text) })) });
const card =
  'Content-Type: text/vcard\r\n\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nUID:a\r\nFN:Anna\r\nEMAIL:a@b.example\r\nEND:VCARD\r\n';
const event =
  'Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:e\r\nDTSTAMP:20240101T000000Z\r\nDTSTART:20240304T090000Z\r\nSUMMARY:Meet\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';

async function run(out: string, source: string, options: Partial<ExportOptions> = {}, mirror = false) {
  const result = await exportTo(out, source, { mailFormat: 'pst', ...options }, { jobs: 1, mirror });
  await writeReport(result, { ...DEFAULT_OPTIONS, mailFormat: 'pst', ...options });
  return result;
}

async function exported(folders: Folders, options: Partial<ExportOptions> = {}) {
  const { source, mailbox } = makeStore(folders);
  const out = newOut();
  await run(out, source, options);
  return { source, mailbox, out };
}

/** Subjects or names of all items of a mailbox's files, by folder. */
function contents(out: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const file of files(out)) {
    const path = join(out, 'pst', file);
    expect(checkPst(path)).toEqual([]);
    for (const [folder, items] of readAll(path)) {
      const names = items.map(
        ({ properties }) =>
          textIn(properties, 0x1000)?.trim() ??
          textIn(properties, 0x3001) ??
          textIn(properties, 0x0037)?.slice(2) ??
          '',
      );
      found[folder] = [...(found[folder] ?? []), ...names];
    }
  }
  return found;
}

function files(out: string): string[] {
  return readdirSync(join(out, 'pst')).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

async function findings(out: string): Promise<string[]> {
  const result = await runVerify({ out, jobs: 1, readAhead: 0 });
  return result.findings.filter(({ severity }) => severity === 'difference').map(({ what }) => what);
}

test('a mailbox is one file with all it has, beside the files of each kind', async () => {
  const { out } = await exported({
    Work: mail('one', 'two'),
    Sent: mail('sent'),
    'Sent Items': mail('sent too'),
    Trash: mail('old'),
    Contacts: { kind: 'contacts', items: [{ bytes: card }] },
    Calendar: { kind: 'calendar', items: [{ bytes: event }] },
    Empty: mail(),
  });
  expect(contents(out)).toEqual({
    ...{ Calendar: ['Meet'], Contacts: ['Anna'], 'Deleted Items': ['old'], Empty: [], Inbox: [] },
    ...{ 'Sent Items': ['sent', 'sent too'], Work: ['one', 'two'] },
  });
  expect(existsSync(join(out, 'mail'))).toBe(false);
  expect(readFileSync(join(out, 'contacts/jan@company.com/Contacts.vcf'), 'utf8')).toContain('FN:Anna');
  const lines = ledger(out).filter(({ kind }) => kind === 'mail');
  expect(new Set(lines.map(({ file }) => file))).toEqual(new Set(['pst/jan@company.com.pst']));
  expect(lines.every(({ offset }) => ((offset ?? 0) & 31) === 4)).toBe(true);
  expect(await findings(out)).toEqual([]);
});

test('what --only leaves out is not in the file', async () => {
  const { out } = await exported(
    { Work: mail('one'), Contacts: { kind: 'contacts', items: [{ bytes: card }] } },
    { only: ['mail'] },
  );
  expect(contents(out)).toEqual({ 'Deleted Items': [], Inbox: [], Work: ['one'] });
  expect(await findings(out)).toEqual([]);
});

test('a second run writes only the files of mailboxes that have changed, and the same bytes', async () => {
  const { out, source, mailbox } = await exported({ Work: mail('one') });
  const path = join(out, 'pst/jan@company.com.pst');
  const before = statSync(path).mtimeMs;
  await run(out, source);
  expect(statSync(path).mtimeMs).toBe(before);
  const bytes = readFileSync(path);
  const again = newOut();
  await run(again, source);
  expect(readFileSync(join(again, 'pst/jan@company.com.pst')).equals(bytes)).toBe(true);
  buildFolder(join(mailbox, 'Work'), mail('one', 'new'));
  await run(out, source);
  expect(contents(out)['Work']).toEqual(['one', 'new']);
  expect(await findings(out)).toEqual([]);
});

test('mail that is gone from the store stays, with all it had; --mirror takes it out', async () => {
  const { out, source, mailbox } = await exported({ Work: mail('one', 'two', 'three'), Gone: mail('lost folder') });
  rmSync(join(mailbox, 'Work/#msgs/00000002.eml'));
  rmSync(join(mailbox, 'Gone'), { recursive: true });
  await run(out, source);
  await run(out, source);
  expect(contents(out)).toMatchObject({ Work: ['one', 'two', 'three'], Gone: ['lost folder'] });
  const kept = ledger(out).filter(({ notes }) => notes?.[0]?.startsWith('gone from the store') === true);
  expect(kept.map(({ folder, uid, result }) => [...folder, uid, result])).toEqual([
    ['Gone', 1, 'exported'],
    ['Work', 2, 'exported'],
  ]);
  expect(await findings(out)).toEqual([]);
  await run(out, source, {}, true);
  expect(contents(out)).toEqual({ 'Deleted Items': [], Inbox: [], Work: ['one', 'three'] });
});

test('kept mail that somebody took out of the file is told as lost', async () => {
  const { out, source, mailbox } = await exported({ Work: mail('one', 'two') });
  rmSync(join(mailbox, 'Work/#msgs/00000002.eml'));
  rmSync(join(out, 'pst/jan@company.com.pst'));
  await run(out, source);
  expect(ledger(out).map(({ uid, result }) => [uid, result])).toEqual([
    [1, 'exported'],
    [2, 'missing'],
  ]);
});

test('a mailbox that is too large for one file is cut into several, which have numbers', async () => {
  const large = {
    items: Array.from({ length: 12 }, (_, at) => ({ bytes: `${message(`m${at}`)}${'x'.repeat(100_000)}\r\n` })),
  };
  const { out, source, mailbox } = await exported({ Work: large, Other: mail('last') }, { pstSize: 1_000_000 });
  const names = ['1', '2', '3', '4'].map((number) => `jan@company.com.${number}.pst`);
  expect(files(out)).toEqual(names);
  expect(Object.values(contents(out)).flat()).toHaveLength(13);
  expect([...new Set(ledger(out).map(({ file }) => file))]).toEqual(
    names
      .map((name) => `pst/${name}`)
      .reverse()
      .sort(),
  );
  expect(await findings(out)).toEqual([]);
  for (let uid = 3; uid <= 12; uid += 1) rmSync(join(mailbox, `Work/#msgs/${uid.toString(16).padStart(8, '0')}.eml`));
  await run(out, source, { pstSize: 1_000_000 }, true);
  expect(files(out)).toEqual(['jan@company.com.pst']);
  expect(await findings(out)).toEqual([]);
});

test('verify finds what is damaged, cut off or not in the file', async () => {
  const { out } = await exported({
    Work: mail('one', 'two'),
    Contacts: { kind: 'contacts', items: [{ bytes: card }] },
  });
  const path = join(out, 'pst/jan@company.com.pst');
  const bytes = readFileSync(path);
  const damaged = async (change: (copy: Buffer) => Buffer): Promise<string[]> => {
    writeFileSync(path, change(Buffer.from(bytes)));
    return findings(out);
  };
  const flipped = (text: string) => (copy: Buffer) => {
    const at = copy.indexOf(Buffer.from(text, 'utf16le'));
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  };
  expect(await damaged(flipped('two\r\n'))).toEqual([
    expect.stringMatching(/damaged: block \d+ at \d+ is damaged/),
    expect.stringMatching(/damaged: block \d+ at \d+ is damaged/),
  ]);
  expect(await damaged(flipped('Anna'))).toHaveLength(2);
  expect(await damaged((copy) => copy.subarray(0, -512))).toContainEqual(expect.stringContaining('it is cut off'));
  expect(await damaged((copy) => copy)).toEqual([]);
  rmSync(path);
  expect((await findings(out)).some((what) => what.includes('is not there'))).toBe(true);
});
