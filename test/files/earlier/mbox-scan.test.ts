import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { KeptMail } from '../../../src/files/earlier/kept-mail.js';
import { isMessageAt, messageKey, type OpenMbox, receivedAt, scanMbox } from '../../../src/files/earlier/mbox-scan.js';
import { tempDir } from '../../support/temp.js';

const opened: number[] = [];
afterEach(() => {
  for (const fd of opened.splice(0)) closeSync(fd);
});

function write(text: string): string {
  const path = join(tempDir('mbox'), 'x.mbox');
  writeFileSync(path, text, 'latin1');
  return path;
}

function open(text: string): OpenMbox {
  const fd = openSync(write(text), 'r');
  opened.push(fd);
  return { fd, size: text.length };
}

const message = (second: number, text: string, fields = ''): string =>
  `From a@b Fri Jan  3 02:04:0${second} 2020\n${fields}Message-ID: <${second}@b>\n\n${text}\n\n`;
const one = message(1, 'one\n>From here');
const two = message(2, 'x'.repeat(300_000));
const three = message(3, '\n\nthree\n\n\n');

describe('an mbox', () => {
  test('is cut at From lines below empty lines, wherever pieces of the file end', () => {
    for (let extra = 0; extra < 8; extra += 1) {
      const long = message(2, 'x'.repeat(256 * 1024 - one.length - 60 + extra));
      const mbox = open(one + long + three);
      expect([...scanMbox(mbox)].map(({ offset, length }) => [offset, length])).toEqual([
        [0, one.length],
        [one.length, long.length],
        [one.length + long.length, three.length],
      ]);
    }
    expect([...scanMbox(open(''))]).toEqual([]);
  });

  test('has a message where one begins and ends, of that time', () => {
    const mbox = open(one + two + three);
    const at = { offset: one.length, length: two.length };
    const time = Date.UTC(2020, 0, 3, 2, 4, 2);
    expect(receivedAt(mbox, at.offset)).toBe(time);
    expect(isMessageAt(mbox, at, time)).toBe(true);
    expect(isMessageAt(mbox, at, null)).toBe(true);
    expect(isMessageAt(mbox, at, time + 1000)).toBe(false);
    expect(isMessageAt(mbox, { offset: 0, length: one.length + two.length }, null)).toBe(false);
    expect(isMessageAt(mbox, { ...at, length: at.length - 1 }, null)).toBe(false);
    expect(isMessageAt(mbox, { ...at, offset: at.offset + 1 }, null)).toBe(false);
    expect(isMessageAt(mbox, { offset: one.length + two.length, length: three.length }, null)).toBe(true);
    expect(isMessageAt(mbox, { offset: one.length + two.length, length: three.length + 1 }, null)).toBe(false);
  });

  test('has the same key for a message whose fields a mail program changed, another for another text or Message-ID', () => {
    const keyOf = (text: string): number => messageKey(open(text), { offset: 0, length: text.length });
    expect(keyOf(message(2, 'text', 'Status: RO\nX-Status: A\n'))).toBe(keyOf(message(2, 'text')));
    expect(keyOf(`${message(2, 'text')}\n`)).toBe(keyOf(message(2, 'text')));
    expect(keyOf(message(3, 'text'))).not.toBe(keyOf(message(2, 'text')));
    expect(keyOf(message(2, 'texts'))).not.toBe(keyOf(message(2, 'text')));
    expect(keyOf(message(2, 'a\n\nb'))).not.toBe(keyOf(message(2, 'a\nb')));
  });
});

describe('kept mail', () => {
  const place = (offset: number, text: string, second: number) => ({
    offset,
    length: text.length,
    receivedAt: `2020-01-03T02:04:0${second}Z`,
  });

  test('is found where it was, elsewhere by time and length, and by its time where its length has changed', () => {
    const kept = new KeptMail();
    const path = write(three + one + message(2, 'changed'));
    expect(kept.isAt(path, place(0, three, 3))).toBe(true);
    expect(kept.isAt(path, place(0, one, 1))).toBe(false);
    expect(kept.find(path, place(0, one, 1))).toMatchObject({ offset: three.length, length: one.length });
    expect(kept.find(path, place(one.length, two, 2))).toMatchObject({ offset: three.length + one.length });
    expect(kept.incomplete.size).toBe(0);
    expect(kept.find(path, place(5, message(4, ''), 4))).toBe(null);
    expect([...kept.incomplete]).toEqual([path]);
    kept.close();
  });

  test('is given once: of two of one second and length each has its own', () => {
    const kept = new KeptMail();
    const [a, b] = [message(1, 'aa'), message(1, 'bb')];
    const path = write(three + a + b);
    expect(kept.find(path, place(1, a, 1))?.offset).toBe(three.length);
    expect(kept.find(path, place(2, a, 1))?.offset).toBe(three.length + a.length);
    expect(kept.find(path, place(3, a, 1))).toBe(null);
    expect(kept.find(join(path, 'x'), place(0, a, 1))).toBe(null);
    kept.close();
  });
});
