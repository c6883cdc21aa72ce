import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Journal, readJournal } from '../../src/transfer/journal/journal.js';
import { LogBook } from '../../src/transfer/journal/log-book.js';
import { keyPrint } from '../../src/transfer/journal/mark.js';
import { tempDir } from '../support/temp.js';

async function fresh(): Promise<{ path: string; journal: Journal; box: number; source: number }> {
  const path = join(tempDir('journal'), 'a', 'anna.jsonl');
  const journal = await Journal.open(path);
  return { path, journal, box: journal.box('INBOX', '17'), source: journal.source(['INBOX'], null) };
}

test('its lines, and what they mean when it is opened again', async () => {
  const { path, journal, box, source } = await fresh();
  journal.add({ b: box, s: source, scanned: 5 });
  journal.add({
    b: box,
    s: source,
    send: [
      [1, '<a@b>'],
      [2, '<c@d>'],
      ['odd', '#x'],
      [4, '#y'],
    ],
  });
  journal.add({ b: box, s: source, stored: [[1, 501, '\\Seen']] });
  journal.add({ b: box, s: source, refused: ['odd'] });
  journal.add({ b: box, s: source, found: [[3, 400, '']] });
  journal.add({ b: box, s: source, skipped: [[9, 'no mail']] });
  journal.add({ b: box, s: source, stored: [[4, 0, '']] });
  await journal.close();
  expect(readFileSync(path, 'utf8').split('\n').slice(0, 4)).toEqual([
    '{"box":1,"name":"INBOX","validity":"17"}',
    '{"src":2,"path":["INBOX"],"validity":null}',
    '{"b":1,"s":2,"scanned":5}',
    '{"b":1,"s":2,"send":[[1,"<a@b>"],[2,"<c@d>"],["odd","#x"],[4,"#y"]]}',
  ]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const { book: again } = await readJournal(path);
  const record = again.record(again.boxNumber('INBOX', '17') ?? 0, again.sourceNumber(['INBOX'], null) ?? 0);
  expect(record).toMatchObject({ scanned: 5, unknownRefs: 1 });
  expect([...record.doubts]).toEqual([[2, '<c@d>']]);
  expect([1, 2, 3, 4, 9, 'odd'].map((uid) => record.isSettled(uid))).toEqual([true, false, true, true, true, false]);
  expect(record.stored.get(3)).toMatchObject({ uid: 400, flags: '', found: true });
  expect([...again.knownRefs(1)].sort()).toEqual([400, 501]);
});

test('another UIDVALIDITY at either end makes what was known void', async () => {
  const { journal, box, source } = await fresh();
  journal.add({ b: box, s: source, stored: [[1, 501, '']] });
  const newBox = journal.box('INBOX', '18');
  expect(newBox).not.toBe(box);
  expect(journal.book.record(newBox, source).stored.size).toBe(0);
  journal.add({ b: newBox, s: source, stored: [[1, 1, '']] });
  const newSource = journal.source(['INBOX'], '99');
  expect(journal.book.knownRefs(newBox).size).toBe(0);
  expect(journal.book.record(newBox, newSource).stored.size).toBe(0);
  // A line of the old mailbox, written late, changes nothing.
  journal.add({ b: box, s: source, stored: [[7, 7, '']] });
  expect(journal.book.knownRefs(box).size).toBe(0);
  await journal.close();
});

test('a line that a crash cut is removed, and the journal goes on', async () => {
  const { path, journal, box, source } = await fresh();
  journal.add({ b: box, s: source, stored: [[1, 501, '']] });
  await journal.close();
  appendFileSync(path, '{"b":1,"s":2,"stored":[[2,5');
  const again = await Journal.open(path);
  again.add({ b: box, s: source, stored: [[3, 503, '']] });
  await again.close();
  const { book } = await readJournal(path);
  expect([...book.record(box, source).stored.keys()]).toEqual([1, 3]);
  expect(readFileSync(path, 'utf8')).not.toContain('[[2,5');
});

test('a line that cannot be read costs only itself', async () => {
  const { path, journal, box, source } = await fresh();
  journal.add({ b: box, s: source, stored: [[1, 501, '']] });
  await journal.close();
  appendFileSync(path, '\0\0\0\n{"b":1,"s":2,"stored":5}\nnull\n{"b":1,"s":2,"stored":[[3,503,""]]}\n');
  expect([...(await readJournal(path)).book.record(box, source).stored.keys()]).toEqual([1, 3]);
});

test('cut anywhere, it never tells of a message that was not written down', async () => {
  const { path, journal, box, source } = await fresh();
  for (let uid = 1; uid <= 20; uid += 1) {
    journal.add({ b: box, s: source, send: [[uid, `<${uid}@x>`]] });
    journal.add({ b: box, s: source, stored: [[uid, 100 + uid, '\\Seen']] });
    await journal.commit();
  }
  await journal.close();
  const whole = readFileSync(path);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length), async (length) => {
      writeFileSync(path, whole);
      truncateSync(path, length);
      const opened = await Journal.open(path);
      await opened.close();
      const { book } = await readJournal(path);
      const { stored, doubts } = book.record(box, source);
      const last = stored.size;
      expect([...stored.keys()]).toEqual(Array.from({ length: last }, (_, at) => at + 1));
      expect([...doubts.keys()].every((uid) => uid === last + 1)).toBe(true);
      expect(whole.subarray(0, statSync(path).size).equals(readFileSync(path))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('after the disk failed once, nothing is promised any more', async () => {
  const { journal, box, source } = await fresh();
  await journal.close();
  journal.add({ b: box, s: source, send: [[1, 'x']] });
  await expect(journal.commit()).rejects.toThrow();
  await expect(journal.commit()).rejects.toThrow();
});

test('flags and notes are kept; a message that was not there after all is sent again', () => {
  const book = new LogBook();
  book.apply({ box: 1, name: 'A', validity: '1' });
  book.apply({ src: 2, path: ['A'], validity: null });
  book.apply({ b: 1, s: 2, stored: [[1, 5, '']] });
  book.apply({ b: 1, s: 2, flags: [[1, '\\Seen']] });
  book.apply({ b: 1, s: 2, notes: [[1, 'one\ntwo']] });
  book.apply({ b: 1, s: 2, notes: [[1, 'two\nthree']] });
  expect(book.record(1, 2).stored.get(1)).toMatchObject({ uid: 5, flags: '\\Seen', found: false });
  expect(book.record(1, 2).notes.get(1)).toBe('one\ntwo\nthree');
  book.apply({ b: 1, s: 2, gone: [1] });
  expect(book.record(1, 2).isSettled(1)).toBe(false);
});

test('a journal that was read a moment ago is not read again, unless it has grown or was cut', async () => {
  const path = join(tempDir(), 'j.jsonl');
  const first = await Journal.open(path);
  first.source(['A'], null);
  await first.close();
  const known = await readJournal(path);
  const same = await Journal.open(path, known);
  expect(same.book).toBe(known.book);
  same.source(['B'], null);
  await same.close();
  const grown = await Journal.open(path, known);
  expect(grown.book).not.toBe(known.book);
  expect(grown.book.sourceNumber(['B'], null)).toBe(2);
  await grown.close();
  appendFileSync(path, '{"src":3,"pa');
  const cut = await Journal.open(path, await readJournal(path));
  await cut.close();
  expect(readFileSync(path, 'utf8').endsWith('}\n')).toBe(true);
});

test('keys and marks of what is there are kept: with another mark it may be another message', () => {
  const book = new LogBook();
  book.apply({ box: 1, name: 'INBOX', validity: '1' });
  book.apply({ src: 2, path: ['INBOX'], validity: 'G1' });
  book.apply({
    b: 1,
    s: 2,
    send: [
      [1, '<a@b>', 77],
      [2, '<c@d>'],
    ],
  });
  book.apply({
    b: 1,
    s: 2,
    stored: [
      [1, 5, ''],
      [2, 6, ''],
    ],
  });
  book.apply({ b: 1, s: 2, found: [[3, 7, '']] });
  book.apply({
    b: 1,
    s: 2,
    marks: [
      [3, '<e@f>', 78],
      [4, '<g@h>', 79],
    ],
  });
  const { stored } = book.record(1, 2);
  expect([1, 2, 3, 4].map((uid) => stored.get(uid)?.mark)).toEqual([77, null, 78, undefined]);
  expect([...stored.values()].map(({ key }) => key)).toEqual(['<a@b>', '<c@d>', '<e@f>'].map(keyPrint));
  expect([1, 2, 3].map((uid) => book.record(1, 2).isSettled(uid, 78))).toEqual([false, true, true]);
  book.apply({ b: 1, s: 2, scanned: 9 });
  book.apply({ b: 1, s: 2, scanned: 0 });
  expect(book.record(1, 2).scanned).toBe(0);
});
