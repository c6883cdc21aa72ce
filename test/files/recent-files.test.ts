/** Mail that is read while the server still writes it. */
import { appendFileSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportTo, ledger, makeStore, message, newOut, snapshot } from './support.js';

const formats = ['mbox', 'thunderbird', 'maildir', 'eml'] as const;
const whole = message('two');
const half = whole.slice(0, -9);

function store() {
  const { source, mailbox } = makeStore({ Work: { items: [{ bytes: message('one') }, { bytes: half }] } });
  return { source, file: join(mailbox, 'Work/#msgs/00000002.eml'), messages: join(mailbox, 'Work/#msgs') };
}

/** Lets a file, or a directory, look as if nobody had touched it for an hour. */
function age(path: string): void {
  const time = statSync(path).mtimeMs / 1000 - 3600;
  utimesSync(path, time, time);
}

/** What is kept of the young files of jan's folders. */
function young(out: string): unknown[] {
  const { jobs } = JSON.parse(readFileSync(join(out, '.kerio-exit/state/jan@company.com.json'), 'utf8')) as {
    jobs: Record<string, { folders: { young?: unknown[] }[] }>;
  };
  return Object.values(jobs).flatMap(({ folders }) => folders.flatMap((folder) => folder.young ?? []));
}

describe.each(formats)('%s', (mailFormat) => {
  test('a mail that was written to its end since, without any change of the index, is written again', async () => {
    const { source, file } = store();
    const out = newOut();
    await exportTo(out, source, { mailFormat });
    appendFileSync(file, whole.slice(half.length));
    const { reused } = await exportTo(out, source, { mailFormat });
    const fresh = newOut();
    await exportTo(fresh, source, { mailFormat });
    expect(snapshot(out)).toEqual(snapshot(fresh));
    expect(ledger(out).map(({ bytes }) => bytes)).toEqual([message('one').length, whole.length]);
    expect(reused).toBe(0);
    expect((await exportTo(out, source, { mailFormat })).reused).toBe(2);
  });

  test('a mail that was there whole before its bytes were is written again', async () => {
    const { source, file } = store();
    writeFileSync(file, Buffer.alloc(whole.length));
    const out = newOut();
    await exportTo(out, source, { mailFormat });
    expect(ledger(out)[1]?.result).toBe('failed');
    writeFileSync(file, whole);
    utimesSync(file, 1_900_000_000, 1_900_000_000);
    await exportTo(out, source, { mailFormat });
    expect(ledger(out)[1]).toMatchObject({ result: 'exported', bytes: whole.length });
  });

  test('new mail does not make anybody forget the one that is not whole yet', async () => {
    const { source, file, messages } = store();
    const out = newOut();
    await exportTo(out, source, { mailFormat });
    writeFileSync(join(messages, '00000003.eml'), message('three'));
    await exportTo(out, source, { mailFormat });
    appendFileSync(file, whole.slice(half.length));
    await exportTo(out, source, { mailFormat });
    const fresh = newOut();
    await exportTo(fresh, source, { mailFormat });
    expect(snapshot(out)).toEqual(snapshot(fresh));
  });
});

test('files of a store at rest are not asked for', async () => {
  const { source, messages } = store();
  age(messages);
  const out = newOut();
  await exportTo(out, source);
  expect(young(out)).toEqual([]);
});

test('files that nobody writes to any more are forgotten', async () => {
  const { source, messages } = store();
  for (const name of ['00000001.eml', '00000002.eml']) age(join(messages, name));
  const out = newOut();
  await exportTo(out, source);
  expect(young(out)).toEqual([]);
  utimesSync(join(messages, '00000001.eml'), Date.now() / 1000, Date.now() / 1000);
  const again = newOut();
  await exportTo(again, source);
  expect(young(again)).toHaveLength(1);
  const state = join(again, '.kerio-exit/state/jan@company.com.json');
  const text = readFileSync(state, 'utf8');
  // As if the run had been an hour ago.
  const [[name, size, mtimeMs]] = young(again) as [[string, number, number]];
  age(join(messages, name));
  const then = statSync(join(messages, name)).mtimeMs;
  writeFileSync(state, text.replace(JSON.stringify([name, size, mtimeMs]), JSON.stringify([name, size, then])));
  expect((await exportTo(again, source)).reused).toBe(2);
  expect(young(again)).toEqual([]);
});
