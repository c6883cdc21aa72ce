import { createHash } from 'node:crypto';
import { cpSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LedgerLine } from '../../src/ledger/line.js';
import { withoutTimes } from '../support/times.js';
import { makeTempDir, removeDir } from '../support/temp.js';
import { expectedLedger } from './expected-ledger.js';
import { filesBelow, kerioExit, readLedger, type Run } from './program.js';
import { differencesByDovecot, differencesByPython, differencesOfFiles } from './read-back.js';
import { sourcesOf } from './sources.js';

const store = 'fixtures/kerio-store';
const everything = ['--include', 'archive,recoverable'];
const sourceOf = sourcesOf(store);
let dir: string;
beforeAll(() => {
  dir = makeTempDir('e2e');
});
afterAll(() => {
  removeDir(dir);
});

/** An export into a folder of that name. */
function exportTo(name: string, ...options: readonly string[]): { out: string; run: Run } {
  const out = join(dir, name);
  return { out, run: kerioExit('export', store, '--out', out, ...options) };
}

/** A line for every output file with its hash; the program's own memory of its runs holds times of files, and is left out. */
function hashesOf(out: string): readonly string[] {
  const hash = (name: string): string =>
    createHash('sha256')
      .update(withoutTimes(name, readFileSync(join(out, name), 'latin1')), 'latin1')
      .digest('hex');
  const names = filesBelow(out).filter((name) => !name.startsWith('.kerio-exit/'));
  return names.map((name) => `${hash(name)} ${name}`);
}

describe('the bundled store as mbox', () => {
  let run: Run;
  let out: string;
  let before: readonly (readonly [string, number])[];
  const modified = (): readonly (readonly [string, number])[] =>
    filesBelow(store).map((name) => [name, statSync(join(store, name)).mtimeMs]);
  beforeAll(() => {
    before = modified();
    ({ out, run } = exportTo('mbox', ...everything));
  });

  test('ends with 1, because two items are missing in the store', () => {
    expect(run).toMatchObject({ code: 1, stderr: '' });
  });

  test('leaves the source as it was', () => {
    expect(modified()).toEqual(before);
  });

  test('has the expected line for every item', () => {
    const row = ({ folder, uid, kind, receivedAt, flags, result, file }: LedgerLine): string => {
      const became = kind === 'mail' ? (file?.split('/').slice(2).join('/') ?? result) : '*';
      const names = flags.map((flag) => flag.slice(1)).join(' ');
      return [folder.join('/'), uid, kind, receivedAt, names === '' ? '-' : names, became].join(' | ');
    };
    const rows = [...readLedger(out)].map(([address, lines]) => [address, lines.map(row)]);
    const expected = Object.entries(expectedLedger).map(([address, text]) => [address, text.trim().split('\n')]);
    expect(rows).toEqual(expected);
  });

  test('has exactly one line for every file below #msgs', () => {
    const files = filesBelow(store).filter((name) => /#msgs\/[^/]*\.eml$/i.test(name) && !name.includes('/__'));
    const named = [...readLedger(out)].flatMap(([address, lines]) =>
      lines.filter(({ result }) => result !== 'missing').map((line) => sourceOf(address, line)),
    );
    expect(named.map((file) => file.slice(file.indexOf(store) + store.length + 1)).sort()).toEqual(files);
  });

  test('reads back exactly in Python', () => {
    expect(differencesByPython(out, sourceOf)).toEqual([]);
  });

  test('reads back exactly in Dovecot, with folders, flags and received times', () => {
    expect(differencesByDovecot(out, 'mbox', sourceOf)).toEqual([]);
  });

  test('has the same bytes whatever the number of threads, and when it is run again', () => {
    const first = hashesOf(out);
    expect(hashesOf(exportTo('one thread', ...everything, '--jobs', '1').out)).toEqual(first);
    expect(hashesOf(exportTo('three threads', ...everything, '--jobs', '3').out)).toEqual(first);
    exportTo('mbox', ...everything);
    expect(hashesOf(out)).toEqual(first);
  });

  test('a flipped byte, a lost message, a wrong flag and a wrong time would be found', () => {
    const inbox = 'mail/jan.novak@example.com/INBOX.mbox';
    const spoil = (change: (text: string) => string): string => {
      const spoiled = join(dir, 'spoiled');
      removeDir(spoiled);
      cpSync(out, spoiled, { recursive: true });
      writeFileSync(join(spoiled, inbox), change(readFileSync(join(out, inbox), 'latin1')), 'latin1');
      return spoiled;
    };
    const byteFlipped = spoil((text) => text.replace('Hello', 'Hallo').replace('the tables are', 'the fables are'));
    expect(differencesByPython(byteFlipped, sourceOf)).toContainEqual(expect.stringMatching(/INBOX 1: bytes$/));
    expect(differencesByDovecot(byteFlipped, 'mbox', sourceOf)).toContainEqual(expect.stringMatching(/INBOX 1: not/));
    const lost = spoil((text) => text.slice(0, text.lastIndexOf('\nFrom ') + 1));
    expect(differencesByPython(lost, sourceOf)).toContainEqual(expect.stringMatching(/18 messages, ledger 19$/));
    const unread = spoil((text) => text.replace('Status: RO', 'Status: O'));
    expect(differencesByDovecot(unread, 'mbox', sourceOf)).toContainEqual(expect.stringMatching(/INBOX 1: not/));
    const late = spoil((text) => text.replace('07:15:32 2024\n', '07:15:33 2024\n'));
    expect(differencesByPython(late, sourceOf)).toContainEqual(expect.stringMatching(/INBOX 1: date/));
    expect(differencesByDovecot(late, 'mbox', sourceOf)).toContainEqual(expect.stringMatching(/INBOX 1: not/));
  });
});

test('the bundled store as Maildir reads back exactly in Dovecot', () => {
  const { out, run } = exportTo('maildir', ...everything, '--only', 'mail', '--mail-format', 'maildir');
  expect(run).toMatchObject({ code: 1, stderr: '' });
  expect(differencesByDovecot(out, 'maildir', sourceOf)).toEqual([]);
});

test('the bundled store as single files is the same files', () => {
  const { out, run } = exportTo('eml', ...everything, '--only', 'mail', '--mail-format', 'eml');
  expect(run).toMatchObject({ code: 1, stderr: '' });
  expect(differencesOfFiles(out, sourceOf)).toEqual([]);
});

test('the bundled store for Thunderbird reads back exactly in Python', () => {
  const { out, run } = exportTo('thunderbird', ...everything, '--only', 'mail', '--mail-format', 'thunderbird');
  expect(run).toMatchObject({ code: 1, stderr: '' });
  expect(differencesByPython(out, sourceOf)).toEqual([]);
});

test('the names of Kerio stay where the target is generic', () => {
  const { out } = exportTo('generic', '--only', 'mail', '--target', 'generic');
  const files = filesBelow(join(out, 'mail/jan.novak@example.com'));
  expect(files).toEqual(
    expect.arrayContaining(['Sent Items.mbox', 'Sent.mbox', 'Junk E-mail.mbox', 'Deleted Items.mbox']),
  );
  expect(differencesByPython(out, sourceOf)).toEqual([]);
});

test('the names of Exchange where the target is Microsoft 365', () => {
  const { out } = exportTo('microsoft', '--only', 'mail', '--target', 'microsoft');
  expect(filesBelow(join(out, 'mail/jan.novak@example.com'))).toEqual(
    expect.arrayContaining(['Sent Items.mbox', 'Junk Email.mbox', 'Deleted Items.mbox']),
  );
  expect(filesBelow(join(out, 'mail/alice@example.com'))).toContain('Contacts (Kerio).mbox');
  expect(differencesByPython(out, sourceOf)).toEqual([]);
});
