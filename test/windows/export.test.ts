/** Export on Windows: the same bytes as on Linux, on another drive than the store. */
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Windows } from '../servers/wine.js';
import { runCli } from '../support/cli.js';
import { buildStore } from '../support/store-builder.mjs';
import { makeTempDir, removeDir, tempDir } from '../support/temp.js';
import { entriesOf, writeZip } from '../support/zip.js';
import { differences } from './trees.js';

const fixture = join(import.meta.dirname, '../../fixtures/kerio-store');
const choices = ['--include', 'archive', '--include', 'recoverable', '--exclude-unlisted'];

let windows: Windows;
/** What is on the drive `K:`. */
const drive = makeTempDir('drive-k');
beforeAll(() => {
  windows = Windows.start('k', drive);
});
afterAll(() => {
  windows.stop();
  removeDir(drive);
});

/** Exports here and there, and compares what came of it. Gives the folder of the Linux one. */
async function both(store: string, name: string, ...args: readonly string[]): Promise<string> {
  const linux = join(drive, `${name}-linux`);
  const one = await runCli(['export', store, '--out', linux, ...choices, ...args]);
  const out = windows.other(name);
  const other = await windows.kerioExit('export', windows.path(store), '--out', out, ...choices, ...args);
  expect(other).toMatchObject({ code: one.code, stderr: one.err });
  expect(differences(linux, join(drive, name))).toEqual([]);
  return linux;
}

test.each(['mbox', 'eml', 'thunderbird', 'pst'])('as %s it is that of Linux, byte for byte', async (format) => {
  await both(fixture, format, '--mail-format', format);
});

test('verify proves it', async () => {
  for (const format of ['mbox', 'pst'])
    expect(await windows.kerioExit('verify', windows.other(format), '--quiet')).toMatchObject({ code: 0, stderr: '' });
});

describe.each(['mbox', 'eml'])('again and again, as %s', (format) => {
  test('what was kept, moved, changed and taken out is that of Linux', async () => {
    const store = join(tempDir('store'), 'kerio');
    cpSync(fixture, store, { recursive: true, preserveTimestamps: true });
    const run = async (...more: string[]): Promise<string> =>
      both(store, `again-${format}`, '--mail-format', format, ...more);
    await run();

    const jan = join(store, 'store/mail/example.com/jan.novak');
    const messages = join(jan, 'INBOX/#msgs');
    const names = readdirSync(messages).sort();
    // The store lost one in the middle, and has one before all others.
    rmSync(join(messages, names[4] ?? ''));
    cpSync(join(messages, names[5] ?? ''), join(messages, '00000000.eml'), { preserveTimestamps: true });
    renameSync(join(jan, 'Restored'), join(jan, 'Brought back'));
    const index = join(jan, 'Sent Items/index.fld');
    writeFileSync(index, readFileSync(index, 'latin1').replaceAll('F00000001', 'F00000005'), 'latin1');
    await run();

    for (const out of [`again-${format}-linux`, `again-${format}`]) {
      const mail = join(drive, out, 'mail/jan.novak@example.com');
      // Somebody's mail program wrote to one, and somebody took one away.
      if (format === 'mbox') writeFileSync(join(mail, 'Drafts.mbox'), 'From x\n\nmine\n\n', { flag: 'a' });
      else {
        writeFileSync(join(mail, 'Drafts', 'mine.eml'), 'mine');
        utimesSync(join(mail, 'Drafts', 'mine.eml'), 1_700_000_000, 1_700_000_000);
      }
      rmSync(join(mail, format === 'mbox' ? 'INBOX.mbox' : 'INBOX'), { recursive: true });
    }
    rmSync(join(store, 'store/mail/example.com/marta'), { recursive: true });
    await run();
    await run('--mirror');
  });
});

test('names that Windows knows otherwise, and paths that are too long for it', async () => {
  const long = 'Sehr lange Ordner haben sehr lange Namen, und das sind viele Zeichen';
  let deep: Record<string, object> = { Ende: { items: [{}] } };
  for (let level = 0; level < 6; level += 1) deep = { [`${level} ${long}`]: { items: [{}], folders: deep } };
  const names = [
    'CON',
    'nul.txt',
    'Offers.',
    'blank ',
    'Work',
    'work',
    'Cafe\u0301',
    'Re\uf022 a\uf021b',
    'COM1',
    '~tilde',
    '..',
  ];
  const folders = Object.fromEntries(
    names.map((name) => [name, { items: [{}], rawName: name === '..' ? '...' : name }]),
  );
  const dir = tempDir('names');
  const { install, mail } = buildStore(join(dir, 'kerio'), {
    domains: { 'example.com': { anna: { folders: { INBOX: { items: [{}] }, ...folders, ...deep } } } },
  });
  const out = `names/${'ein tiefer Ordner '.repeat(6).trim()}`;
  await both(install, out, '--mail-format', 'eml');
  // A disk on which letter case does not count: the new name is the old file.
  renameSync(join(mail, 'example.com/anna/Offers.'), join(mail, 'example.com/anna/OFFERS.'));
  const args = ['--mail-format', 'eml', ...choices];
  expect(await windows.kerioExit('export', windows.path(install), '--out', windows.other(out), ...args)).toMatchObject({
    code: 0,
    stderr: '',
  });
  expect(await windows.kerioExit('verify', windows.other(out), '--quiet')).toMatchObject({ code: 0, stderr: '' });
  const files = readdirSync(join(drive, out), { recursive: true, encoding: 'utf8' });
  expect(Math.max(...files.map((file) => windows.other(`${out}/${file}`).length))).toBeGreaterThan(300);
});

test("Kerio's backup zips are a store on Windows, too, and a whole drive is an output folder", async () => {
  const backup = join(tempDir('backup'), 'F20200103T020405Z.zip');
  writeZip(backup, entriesOf(fixture));
  const linux = join(tempDir('linux'), 'out');
  const args = ['--mail-format', 'eml', '--domain', 'example.org', ...choices];
  const one = await runCli(['export', backup, '--out', linux, ...args]);
  const whole = tempDir('drive-n');
  const other = Windows.start('n', whole);
  const run = await windows.kerioExit('export', windows.path(backup), '--out', other.other(''), ...args);
  other.stop();
  expect(run).toMatchObject({ code: one.code, stderr: one.err });
  expect(differences(linux, whole)).toEqual([]);
});

test('the store is never written to, however its path is spelt', async () => {
  const mail = windows.path(join(fixture, 'store/mail'));
  for (const out of [`${mail}\\x`, `\\\\?\\${mail}\\x`, `${mail.toUpperCase()}\\x`, `${mail}\\..\\..\\store\\x`]) {
    const run = await windows.kerioExit('export', windows.path(fixture), '--out', out);
    expect(run, out).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('lies inside the store: nothing is ever written there.') as string,
    });
  }
  const maildir = await windows.kerioExit(
    'export',
    mail,
    '--out',
    windows.other('maildir'),
    '--mail-format',
    'maildir',
  );
  expect(maildir).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'kerio-exit: Maildir needs file names with a colon, which Windows does not have: give --mail-format mbox, eml or thunderbird, or export on Linux or macOS\n',
  });
});
