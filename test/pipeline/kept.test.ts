import { cpSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MailFormat } from '../../src/naming/folders.js';
import { DEFAULT_OPTIONS } from '../../src/pipeline/options.js';
import { runVerify } from '../../src/pipeline/verify/run.js';
import { writeReport } from '../../src/report/json.js';
import { buildFolder } from '../support/store-builder.mjs';
import { exportTo, ledger, makeStore, message, newOut, snapshot } from './support.js';

const GONE = 'gone from the store; kept from an earlier run';
const formats: readonly MailFormat[] = ['mbox', 'thunderbird', 'maildir', 'eml'];

async function run(out: string, source: string, mailFormat: MailFormat = 'mbox', mirror = false) {
  const result = await exportTo(out, source, { mailFormat }, { jobs: 1, mirror });
  await writeReport(result, { ...DEFAULT_OPTIONS, mailFormat });
  return result;
}

async function verify(out: string) {
  const { findings, total } = await runVerify({ out, jobs: 1, readAhead: 0 });
  return { differences: findings.filter(({ severity }) => severity === 'difference'), counts: total.counts };
}

function remove(mailbox: string, folder: string, ...uids: number[]): void {
  for (const uid of uids) rmSync(join(mailbox, folder, '#msgs', `0000000${uid}.eml`));
}

/** Every line as `folder uid`, `+` for kept mail, `-` for mail that is lost; the text of each is looked up in the output. */
function told(out: string): string[] {
  const files = snapshot(out);
  return ledger(out).map(({ folder, uid, result, notes, file, offset, length }) => {
    const bytes = (files[file ?? ''] ?? '').slice(offset ?? 0, (offset ?? 0) + (length ?? 0));
    const text = /\n\n(?:X|\w)?(\w+)\n/.exec(bytes.replaceAll('\r', ''))?.[1] ?? '?';
    const mark = notes?.includes(GONE) !== true ? '' : result === 'exported' ? '+' : '-';
    return `${folder.join('/')} ${String(uid)}${mark} ${/<(\w+)@b\.example>/.exec(bytes)?.[1] ?? (text === '?' ? 'nothing' : text)}`;
  });
}

/** An export of three mails of which the store has the first no more. */
async function keptExport(format: MailFormat) {
  const items = ['one', 'two', 'three'].map((text) => ({ bytes: message(text) }));
  const { source, mailbox } = makeStore({ Work: { items } });
  const out = newOut();
  await run(out, source, format);
  remove(mailbox, 'Work', 1);
  await run(out, source, format);
  expect(told(out)).toEqual(['Work 1+ one', 'Work 2 two', 'Work 3 three']);
  return { out, source, mailbox };
}

const mishaps: readonly (readonly [string, (out: string) => string])[] = [
  [
    'a touched ledger',
    (out) => {
      utimesSync(join(out, 'ledger/jan@company.com.jsonl'), 1, 1);
      return out;
    },
  ],
  [
    'a copy of the output',
    (out) => {
      const copy = newOut();
      cpSync(out, copy, { recursive: true });
      return copy;
    },
  ],
  [
    'a lost state',
    (out) => {
      rmSync(join(out, '.kerio-exit/state/jan@company.com.json'));
      return out;
    },
  ],
  [
    'half a state',
    (out) => {
      const path = join(out, '.kerio-exit/state/jan@company.com.json');
      writeFileSync(path, readFileSync(path, 'utf8').slice(0, 100));
      return out;
    },
  ],
  [
    'a lost folder of our own',
    (out) => {
      rmSync(join(out, '.kerio-exit'), { recursive: true });
      return out;
    },
  ],
];

describe.each(formats)('mail that only the output has, in %s,', (format) => {
  test.each(mishaps)('survives %s', async (_, befall) => {
    const made = await keptExport(format);
    const out = befall(made.out);
    await run(out, made.source, format);
    expect(told(out)).toEqual(['Work 1+ one', 'Work 2 two', 'Work 3 three']);
    buildFolder(join(made.mailbox, 'Work'), { items: [{ uid: 2, bytes: message('two') }, { uid: 4, bytes: message('four') }] });
    remove(made.mailbox, 'Work', 3);
    await run(out, made.source, format);
    expect(told(out)).toEqual(['Work 1+ one', 'Work 2 two', 'Work 3+ three', 'Work 4 four']);
    expect(await verify(out)).toEqual({ differences: [], counts: { difference: 0, new: 0, gone: 2 } });
  });
});

describe.each(formats)('folders whose outputs change their names, in %s,', (format) => {
  const mail = (...texts: string[]) => ({ items: texts.map((text) => ({ bytes: message(text) })) });

  test('take what was kept along', async () => {
    const { source, mailbox } = makeStore({ 'a:b': mail('one', 'two'), 'a?b': mail('three', 'four') });
    const out = newOut();
    await run(out, source, format);
    remove(mailbox, 'a:b', 1);
    remove(mailbox, 'a?b', 2);
    await run(out, source, format);
    // It comes first among the three that want the name a_b.
    buildFolder(join(mailbox, 'a*b'), mail('five'));
    await run(out, source, format);
    const all = ['a*b 1 five', 'a:b 1+ one', 'a:b 2 two', 'a?b 1 three', 'a?b 2+ four'];
    expect(told(out)).toEqual(all);
    expect((await verify(out)).differences).toEqual([]);
    rmSync(join(mailbox, 'a*b'), { recursive: true });
    await run(out, source, format);
    expect(told(out)).toEqual(['a*b 1+ five', ...all.slice(1)].map((line) => (line.startsWith('a*b') ? 'a*b 1 five' : line)));
    expect((await verify(out)).differences).toEqual([]);
  });
});
