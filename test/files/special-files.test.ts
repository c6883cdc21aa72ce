/** Pipes, links, sockets and devices in a store: nothing waits, nothing is read for ever, nothing outside is read. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runVerify } from '../../src/files/verify/run.js';
import { tempDir } from '../support/temp.js';
import { exportTo, ledger, makeStore, message, newOut, snapshot } from './support.js';

const SECRET = 'what stands outside of the store';

function results(out: string): unknown[] {
  return ledger(out).map(({ folder, uid, result, reason }) => [folder.join('/'), uid, result, reason]);
}

test('pipes are passed by and named', async () => {
  const { source, mailbox } = makeStore({ Work: { items: [{ bytes: message('one') }] }, Other: { items: [{}] } });
  for (const path of [
    'Work/#msgs/00000002.eml',
    'Work/filter.siv',
    'filter.siv',
    'Other/index.fld',
    'Other/status.fld',
  ]) {
    rmSync(join(mailbox, path), { force: true });
    execFileSync('mkfifo', [join(mailbox, path)]);
  }
  const out = newOut();
  const { mailboxes, filters } = await exportTo(out, source);
  expect(results(out)).toEqual([
    ['Other', 1, 'exported', null],
    ['Work', 1, 'exported', null],
    ['Work', 2, 'failed', 'it is no plain file, but a pipe, a socket or a device'],
  ]);
  expect(filters).toEqual([]);
  const problems = mailboxes.flatMap(({ folders }) => folders.flatMap((folder) => folder.problems));
  expect(problems.join('\n')).toContain('index.fld');
});

test('a socket and a directory with the name of a message are named', async () => {
  const { source, mailbox } = makeStore({ W: { items: [{ bytes: message('one') }] } });
  mkdirSync(join(mailbox, 'W/#msgs/00000002.eml'));
  const server = createServer().listen(join(mailbox, 'W/#msgs/00000003.eml'));
  onTestFinished(() => void server.close());
  const out = newOut();
  await exportTo(out, source);
  expect(results(out)).toEqual([
    ['W', 1, 'exported', null],
    ['W', 2, 'failed', 'the file cannot be read (EISDIR)'],
    ['W', 3, 'failed', 'the file cannot be read (ENXIO)'],
  ]);
});

test('a device that never ends is not read on', async () => {
  const { source, mailbox } = makeStore({ Work: { items: [{ bytes: message('one') }] } });
  try {
    execFileSync('mknod', [join(mailbox, 'Work/#msgs/00000002.eml'), 'c', '1', '5'], { stdio: 'ignore' });
    execFileSync('mknod', [join(mailbox, 'Work/#msgs/00000003.eml'), 'c', '1', '3'], { stdio: 'ignore' });
  } catch {
    // Only root may make devices, and not everywhere.
    return;
  }
  const out = newOut();
  await exportTo(out, source);
  for (const [, uid, result, reason] of results(out).slice(1) as [string, number, string, string][])
    expect([uid, result, reason]).toEqual([
      uid,
      'failed',
      // A disk may be mounted so that devices on it cannot be opened.
      expect.stringMatching(
        /^(?:it is no plain file, but a pipe, a socket or a device|the file cannot be read \(EACCES\))$/,
      ),
    ]);
});

test('links are not followed: neither to messages, nor to indexes, nor to filters, nor round in circles', async () => {
  const outside = tempDir('outside');
  writeFileSync(join(outside, 'secret'), `Subject: ${SECRET}\r\n\r\n# ${SECRET}\r\n`);
  mkdirSync(join(outside, 'Folder/#msgs'), { recursive: true });
  writeFileSync(join(outside, 'Folder/#msgs/00000001.eml'), SECRET);
  const { source, mailbox } = makeStore({
    Work: { items: [{ bytes: message('one') }] },
    Other: { items: [{ bytes: message('two') }] },
  });
  symlinkSync(join(outside, 'secret'), join(mailbox, 'Work/#msgs/00000002.eml'));
  symlinkSync('00000003.eml', join(mailbox, 'Work/#msgs/00000003.eml'));
  symlinkSync(join(outside, 'secret'), join(mailbox, 'filter.siv'));
  rmSync(join(mailbox, 'Other/index.fld'));
  symlinkSync(join(outside, 'secret'), join(mailbox, 'Other/index.fld'));
  symlinkSync(join(outside, 'Folder'), join(mailbox, 'Linked'));
  symlinkSync('..', join(mailbox, 'Work/Round'));
  symlinkSync(mailbox, join(mailbox, 'Work/Back'));
  const out = newOut();
  const { mailboxes } = await exportTo(out, source);
  expect(results(out)).toEqual([
    ['Other', 1, 'exported', null],
    ['Work', 1, 'exported', null],
    ['Work', 2, 'failed', 'it is a symbolic link, which is not followed'],
    ['Work', 3, 'failed', 'it is a symbolic link, which is not followed'],
  ]);
  expect(mailboxes[0]?.skips).toEqual([expect.objectContaining({ rule: 'link', files: 5 })]);
  expect(JSON.stringify(snapshot(out))).not.toContain(SECRET);
  const { total } = await runVerify({ out, jobs: 1, readAhead: 0 });
  expect(total.compared).toBe(2);
});
