/** A folder that somebody deleted and made again: its UIDs begin anew, and what was exported of the old one stays. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runVerify } from '../../src/files/verify/run.js';
import { buildFolder } from '../support/store-builder.mjs';
import { exportTo, ledger, makeStore, message, newOut, snapshot } from './support.js';

const formats = ['mbox', 'thunderbird', 'maildir', 'eml', 'pst'] as const;

const status = (number: number): string => `T0 G0000000${number}-03bc-46fa-9d94-b5c19be217d7\n`;

/** A folder whose one message has the UID 1 and always the same time. */
const folder = (number: number) => ({ status: status(number), items: [{ bytes: message(`mail ${number}`) }] });

function makeAnew(mailbox: string, number: number): void {
  rmSync(join(mailbox, 'Work'), { recursive: true });
  buildFolder(join(mailbox, 'Work'), folder(number));
}

const KEPT = ['gone from the store; kept from an earlier run'];

describe.each(formats)('%s', (mailFormat) => {
  test('keeps the mail of each folder that had the name', async () => {
    const { source, mailbox } = makeStore({ Work: folder(1) });
    const out = newOut();
    await exportTo(out, source, { mailFormat });
    for (const number of [2, 3]) {
      makeAnew(mailbox, number);
      await exportTo(out, source, { mailFormat });
    }
    expect(ledger(out).map((line) => [line.folder, line.uid, line.result, line.notes])).toEqual([
      [['Work'], 1, 'exported', undefined],
      [['Work (before 2)'], 1, 'exported', KEPT],
      [['Work (before)'], 1, 'exported', KEPT],
    ]);
    const texts = ledger(out).map(({ file, offset, length }) => {
      const bytes = readFileSync(join(out, file ?? ''), 'latin1');
      return bytes.slice(offset ?? 0, mailFormat === 'pst' ? undefined : (offset ?? 0) + (length ?? 0));
    });
    if (mailFormat !== 'pst')
      expect(texts.map((text) => /^mail \d/m.exec(text)?.[0])).toEqual(['mail 3', 'mail 2', 'mail 1']);
    expect((await exportTo(out, source, { mailFormat })).reused).toBe(1);
    const { findings } = await runVerify({ out, source, jobs: 1, readAhead: 0 });
    // Nobody has written a report here.
    expect(findings.map(({ aspect, severity }) => [aspect, severity])).toEqual([
      ['source', 'gone'],
      ['source', 'gone'],
      ['report', 'difference'],
    ]);
    await exportTo(out, source, { mailFormat }, { mirror: true });
    const fresh = newOut();
    await exportTo(fresh, source, { mailFormat });
    expect(snapshot(out)).toEqual(snapshot(fresh));
  });
});

test('a status.fld that was cut while the server wrote it makes no other folder', async () => {
  const { source, mailbox } = makeStore({ Work: folder(1) });
  const out = newOut();
  await exportTo(out, source);
  buildFolder(join(mailbox, 'Work'), { ...folder(1), status: 'T0 G0000000' });
  await exportTo(out, source);
  buildFolder(join(mailbox, 'Work'), folder(1));
  await exportTo(out, source);
  expect(ledger(out).map((line) => [line.folder, line.notes])).toEqual([[['Work'], undefined]]);
});
