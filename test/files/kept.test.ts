import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MailFormat } from '../../src/naming/folders.js';
import { DEFAULT_OPTIONS } from '../../src/files/plan/options.js';
import { runVerify } from '../../src/files/verify/run.js';
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

/** What verify finds wrong, as `folder uid sentence`. */
async function differences(out: string): Promise<string[]> {
  const { findings } = await runVerify({ out, jobs: 1, readAhead: 0 });
  return findings
    .filter(({ severity }) => severity === 'difference')
    .map(({ folder, uid, what }) => [...folder, ...(uid === null ? [] : [uid]), what].join(' '));
}

function remove(mailbox: string, folder: string, ...uids: number[]): void {
  for (const uid of uids) rmSync(join(mailbox, folder, '#msgs', `0000000${uid}.eml`));
}

const mail = (...texts: string[]) => ({ items: texts.map((text) => ({ bytes: message(text) })) });

/** Every line as `folder uid text`, the text being what lies at its place; `+` is kept mail, `-` mail that is lost. */
function told(out: string): string[] {
  const files = snapshot(out);
  return ledger(out).map(({ folder, uid, result, notes, file, offset, length }) => {
    const bytes = (files[file ?? ''] ?? '').slice(offset ?? 0, (offset ?? 0) + (length ?? 0));
    const mark = notes?.includes(GONE) !== true ? '' : result === 'exported' ? '+' : '-';
    return `${folder.join('/')} ${uid}${mark} ${/<(\w+)@b\.example>/.exec(bytes)?.[1] ?? result}`;
  });
}

/** An export of three mails of which the store has the second no more. */
async function keptExport(format: MailFormat = 'mbox') {
  const { source, mailbox } = makeStore({ Work: mail('one', 'two', 'three') });
  const out = newOut();
  await run(out, source, format);
  remove(mailbox, 'Work', 2);
  await run(out, source, format);
  return { out, source, mailbox };
}

const state = '.kerio-exit/state/jan@company.com.json';
const mishaps = {
  'a touched ledger': (out: string) => {
    utimesSync(join(out, 'ledger/jan@company.com.jsonl'), 1, 1);
    return out;
  },
  'a copy of the output': (out: string) => {
    const copy = newOut();
    cpSync(out, copy, { recursive: true });
    return copy;
  },
  'half a state': (out: string) => {
    writeFileSync(join(out, state), readFileSync(join(out, state), 'utf8').slice(0, 100));
    return out;
  },
  'a lost state': (out: string) => {
    rmSync(join(out, state));
    return out;
  },
  'a lost folder of our own': (out: string) => {
    rmSync(join(out, '.kerio-exit'), { recursive: true });
    return out;
  },
};

test.each([
  ...(Object.keys(mishaps) as (keyof typeof mishaps)[]).map((mishap) => ['mbox', mishap] as const),
  ['thunderbird', 'a lost state'],
  ['maildir', 'a touched ledger'],
  ['maildir', 'a lost folder of our own'],
  ['eml', 'a lost state'],
] as const)('mail that only the output has, in %s, survives %s', async (format, mishap) => {
  const { out: first, source, mailbox } = await keptExport(format);
  const out = mishaps[mishap](first);
  await run(out, source, format);
  expect(told(out)).toEqual(['Work 1 one', 'Work 2+ two', 'Work 3 three']);
  buildFolder(join(mailbox, 'Work'), { items: [{ bytes: message('one') }, { uid: 4, bytes: message('four') }] });
  remove(mailbox, 'Work', 3);
  await run(out, source, format);
  expect(told(out)).toEqual(['Work 1 one', 'Work 2+ two', 'Work 3+ three', 'Work 4 four']);
  expect(await differences(out)).toEqual([]);
});

test('a touched output is not read again', async () => {
  const { out, source } = await keptExport();
  const { reused } = await run(mishaps['a copy of the output'](out), source);
  expect(reused).toBe(2);
});

describe.each(formats)('folders whose outputs change their names, in %s,', (format) => {
  test('take what was kept along; what is gone gets a name that nobody has', async () => {
    const { source, mailbox } = makeStore({
      'a:b': mail('one', 'two'),
      'a?b': mail('three', 'four'),
      'c:d': mail('five'),
    });
    const out = newOut();
    await run(out, source, format);
    remove(mailbox, 'a:b', 1);
    remove(mailbox, 'a?b', 2);
    await run(out, source, format);
    // It comes first of the three that want to be called a_b.
    buildFolder(join(mailbox, 'a*b'), mail('six'));
    rmSync(join(mailbox, 'c:d'), { recursive: true });
    buildFolder(join(mailbox, 'c*d'), mail('seven'));
    await run(out, source, format);
    const lines = told(out).map((line) => line.replace('c:d 1+', 'c:d 1'));
    expect(lines).toEqual([
      ...['a*b 1 six', 'a:b 1+ one', 'a:b 2 two', 'a?b 1 three', 'a?b 2+ four'],
      ...['c*d 1 seven', 'c:d 1 five'],
    ]);
    expect(await differences(out)).toEqual([]);
    expect(existsSync(join(out, '.kerio-exit/aside'))).toBe(false);
  });

  test('a folder that is gone goes along with one that shares its output, and leaves it when the store is mirrored', async () => {
    const three = { items: [{ uid: 3, bytes: message('three') }] };
    const { source, mailbox } = makeStore({ Sent: mail('one', 'two'), 'Sent Items': three });
    const out = newOut();
    await run(out, source, format);
    rmSync(join(mailbox, 'Sent Items'), { recursive: true });
    const { mailboxes } = await run(out, source, format);
    expect(told(out)).toEqual(['Sent 1 one', 'Sent 2 two', 'Sent Items 3+ three']);
    expect(mailboxes[0]?.folders.map(({ path, gone }) => [path[0], gone])).toEqual([
      ['INBOX', false],
      ['Sent', false],
      ['Sent Items', true],
    ]);
    // One of its number comes to the folder that is left.
    buildFolder(join(mailbox, 'Sent'), mail('one', 'two', 'four'));
    await run(out, source, format);
    expect(told(out)).toEqual(['Sent 1 one', 'Sent 2 two', 'Sent 3 four', 'Sent Items 3+ three']);
    expect(await differences(out)).toEqual([]);
    await run(out, source, format, true);
    expect(told(out)).toEqual(['Sent 1 one', 'Sent 2 two', 'Sent 3 four']);
    expect(await differences(out)).toEqual([]);
  });
});

test('a label follows its folder, and kept mail follows the label', async () => {
  const { source, mailbox } = makeStore({ work: mail('one', 'two') });
  const out = newOut();
  await run(out, source);
  remove(mailbox, 'work', 1);
  buildFolder(join(mailbox, 'Work'), mail('three'));
  await run(out, source);
  expect(told(out)).toEqual(['Work 1 three', 'work 1+ one', 'work 2 two']);
  const labels = Object.entries(snapshot(out)).flatMap(([path, text]) =>
    path.endsWith('.mbox') ? [...text.matchAll(/^X-Gmail-Labels: (.*)$/gm)].map(([, label]) => [path, label]) : [],
  );
  expect(labels).toEqual([
    ['mail/jan@company.com/Work.mbox', '"Work","Unread"'],
    ['mail/jan@company.com/work (2).mbox', '"work (2)","Unread"'],
    ['mail/jan@company.com/work (2).mbox', '"work (2)","Unread"'],
  ]);
});

describe('an mbox that a mail program has changed', () => {
  const mbox = (out: string): string => join(out, 'mail/jan@company.com/Work.mbox');
  const edit = (out: string, change: (messages: string[]) => string[]): void => {
    const messages = readFileSync(mbox(out), 'latin1').split(/(?<=\n\n)(?=From )/);
    writeFileSync(mbox(out), change(messages).join(''), 'latin1');
  };

  test('still gives what was kept, wherever it lies now and whatever fields it has got', async () => {
    const { out, source, mailbox } = await keptExport();
    edit(out, ([, ...rest]) => rest.map((text) => text.replace('Status: O\n', 'Status: O\nX-Evolution: 1\n')));
    remove(mailbox, 'Work', 3);
    await run(out, source);
    expect(told(out)).toEqual(['Work 1 one', 'Work 2+ two', 'Work 3+ three']);
    expect(await differences(out)).toEqual([]);
    expect(existsSync(join(out, '.kerio-exit/changed'))).toBe(false);
  });

  test('is made anew without what was taken out of it; that is named, at every run and by verify, until the store is mirrored', async () => {
    const { out, source, mailbox } = await keptExport();
    edit(out, (messages) => messages.toSpliced(1, 1));
    expect(await differences(out)).toContain(
      'Work 2 another message lies at its place in mail/jan@company.com/Work.mbox; the source has it no more',
    );
    await run(out, source);
    remove(mailbox, 'Work', 3);
    const { sums } = await run(out, source);
    expect(sums).toMatchObject({ exported: 2, missing: 1 });
    expect(told(out)).toEqual(['Work 1 one', 'Work 2- missing', 'Work 3+ three']);
    expect(await differences(out)).toEqual([
      'Work 2 an earlier run kept it, and neither the output nor the source has it any more',
    ]);
    buildFolder(join(mailbox, 'Work'), mail('one'));
    await run(out, source, 'mbox', true);
    expect(told(out)).toEqual(['Work 1 one']);
  });

  test('stays beside the new one when it holds what no other does', async () => {
    const { out, source } = await keptExport();
    appendFileSync(mbox(out), 'From x Fri Jan  3 02:04:05 2020\nMessage-ID: <mine@b.example>\n\nmine\n\n');
    const changed = readFileSync(mbox(out), 'latin1');
    const { mailboxes } = await run(out, source);
    expect(told(out)).toEqual(['Work 1 one', 'Work 2+ two', 'Work 3 three']);
    const [problem = ''] = mailboxes[0]?.folders.flatMap(({ problems }) => problems) ?? [];
    const [, kept = ''] =
      /^mail\/jan@company\.com\/Work\.mbox was not as the ledger says, and held a message that is not in the new one: it lies in (.*)$/.exec(
        problem,
      ) ?? [];
    expect(readFileSync(join(out, kept), 'latin1')).toBe(changed);
    expect(await differences(out)).toEqual([expect.stringContaining(`${kept} is a mail file that was changed`)]);
  });

  test('stays beside the new one when the ledger that tells of it is lost', async () => {
    const { out, source } = await keptExport();
    const before = readFileSync(mbox(out), 'latin1');
    rmSync(join(out, 'ledger/jan@company.com.jsonl'));
    await run(out, source);
    const kept = Object.values(snapshot(join(out, '.kerio-exit/changed')));
    expect(kept).toEqual([before]);
  });

  test('is named message by message when it is gone with what was kept', async () => {
    const { out, source } = await keptExport();
    rmSync(mbox(out));
    expect(await differences(out)).toContain(
      'Work 2 mail/jan@company.com/Work.mbox is not there; the source has it no more',
    );
    await run(out, source);
    expect(told(out)).toEqual(['Work 1 one', 'Work 2- missing', 'Work 3 three']);
  });
});

describe.each(['maildir', 'eml'] as const)('a kept message of %s', (format) => {
  test('is named when somebody removed its file, by verify and by the next run', async () => {
    const { out, source, mailbox } = await keptExport(format);
    const file = ledger(out)[1]?.file ?? '';
    rmSync(join(out, file));
    expect(await differences(out)).toEqual([`Work 2 ${file} is not there; the source has it no more`]);
    remove(mailbox, 'Work', 3);
    await run(out, source, format);
    expect(told(out)).toEqual(['Work 1 one', 'Work 2- missing', 'Work 3+ three']);
  });
});

test.each(['mbox', 'eml'] as const)(
  'a message that is damaged in the store by now keeps its copy in %s',
  async (format) => {
    const { source, mailbox } = makeStore({ Work: mail('one', 'two', 'three') });
    const out = newOut();
    await run(out, source, format);
    buildFolder(join(mailbox, 'Work'), {
      items: [
        { bytes: Buffer.alloc(300), flags: 1 },
        { bytes: Buffer.alloc(0), flags: 1 },
        { bytes: message('three') },
      ],
    });
    await run(out, source, format);
    expect(told(out)).toEqual(['Work 1 one', 'Work 2 two', 'Work 3 three']);
    expect(ledger(out).map(({ notes }) => notes)).toEqual([
      ['damaged in the store; kept from an earlier run'],
      ['damaged in the store; kept from an earlier run'],
      undefined,
    ]);
    expect(await differences(out)).toEqual([]);
  },
);
