import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kerioExit, readLedger } from '../e2e/program.js';
import { type Dovecot, mailOwner, startDovecot } from '../servers/dovecot.js';
import { makeTempDir, removeDir } from '../support/temp.js';

/** Who the commands of the guide are about, and who stands in for them here. */
const [written, user] = ['jan.novak@company.com', 'jan.novak@example.com'];

/** The `doveadm` commands of docs/own-host.md for a host of one's own, as argument lists. */
const commands = [...readFileSync('docs/own-host.md', 'utf8').matchAll(/^doveadm (.*)$/gm)].map(([, args = '']) =>
  args.split(' ').map((arg) => (arg === '""' ? '' : arg.replaceAll(written, user))),
);

describe('the way into Dovecot that docs/own-host.md shows', () => {
  const dir = makeTempDir('guide');
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot({ users: { [user]: 'secret' }, format: 'mdbox' });
    cpSync('fixtures/kerio-store', join(dir, 'store'), { recursive: true });
  });
  afterAll(async () => {
    await dovecot.stop();
    removeDir(dir);
  });

  /** Exports to `<dir>/<name>`, owned by whom Dovecot runs mail as. Gives how many messages there are for the user. */
  function exportMail(name: string, ...options: string[]): number {
    const out = join(dir, name);
    const mail = ['--mail-format', 'maildir', '--target', 'generic', '--only', 'mail'];
    kerioExit('export', join(dir, 'store'), '--out', out, '--quiet', ...mail, ...options);
    execFileSync('chown', ['-R', `${mailOwner.uid}:${mailOwner.gid}`, out]);
    const lines = readLedger(out).get(user) ?? [];
    return lines.filter(({ result, kind }) => result === 'exported' && kind === 'mail').length;
  }

  async function doveadm(command: 'backup' | 'import'): Promise<void> {
    const args = commands.find(([verb]) => verb === command) ?? [];
    await dovecot.doveadm(args.map((arg) => arg.replace('/srv/', `${dir}/`)));
  }

  async function count(): Promise<number> {
    const status = await dovecot.doveadm(['mailbox', 'status', '-u', user, '-t', 'messages', '*']);
    return Number(/messages=(\d+)/.exec(status)?.[1]);
  }

  const addMessage = (stem: string, date: string) =>
    writeFileSync(
      join(dir, 'store/store/mail/example.com/jan.novak/INBOX/#msgs', `${stem}.eml`),
      `Date: ${date}\r\nFrom: a@example.net\r\nSubject: ${stem}\r\nMessage-ID: <${stem}@example.net>\r\n\r\nlate\r\n`,
    );

  test('backup brings everything, a second one nothing, one after another export what is new', async () => {
    const messages = exportMail('export');
    await doveadm('backup');
    expect(await count()).toBe(messages);
    await doveadm('backup');
    expect(await count()).toBe(messages);
    addMessage('00000100', 'Fri, 08 Mar 2024 10:00:00 +0000');
    expect(exportMail('export')).toBe(messages + 1);
    await doveadm('backup');
    expect(await count()).toBe(messages + 1);
  });

  test('import adds late mail to a mailbox in use', async () => {
    const before = await count();
    await dovecot.doveadm(['mailbox', 'create', '-u', user, 'New here']);
    addMessage('00000101', 'Fri, 15 Mar 2024 10:00:00 +0000');
    expect(exportMail('late', '--since', '2024-03-10')).toBe(1);
    await doveadm('import');
    expect(await count()).toBe(before + 1);
    const found = await dovecot.doveadm([
      'fetch',
      '-u',
      user,
      'date.received',
      'mailbox',
      'INBOX',
      'subject',
      '00000101',
    ]);
    expect(found).toContain('2024-03-15');
    expect(await dovecot.doveadm(['mailbox', 'list', '-u', user])).toContain('New here');
  });
});
