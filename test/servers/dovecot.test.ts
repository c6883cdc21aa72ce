import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tempDir } from '../support/temp.js';
import { type Dovecot, startDovecot } from './dovecot.js';
import { readWithDovecot } from './dovecot-reader.js';

describe('a Dovecot started by a test', () => {
  let server: Dovecot;
  beforeAll(async () => {
    server = await startDovecot({
      users: { anna: 'pass-anna', boris: 'pass-boris' },
      master: { name: 'root', password: 'pass-root' },
    });
  });
  afterAll(() => server.stop());

  const connection = (user: string, pass: string, secure: boolean): ImapFlow =>
    new ImapFlow({
      host: server.host,
      port: secure ? server.tlsPort : server.port,
      secure,
      servername: 'localhost',
      tls: { ca: readFileSync(server.certificate) },
      auth: { user, pass },
      logger: false,
    });

  test.each([
    ['in plain text or STARTTLS', false],
    ['over TLS with its own certificate', true],
  ])('takes a message %s', async (_, secure) => {
    const client = connection('anna', 'pass-anna', secure);
    await client.connect();
    await client.append('INBOX', 'Subject: hello\r\n\r\nbody\r\n', ['\\Seen'], new Date('2020-01-03T03:04:05Z'));
    await client.logout();
    const listed = await server.doveadm(['fetch', '-u', 'anna', 'flags hdr.subject', 'mailbox', 'INBOX']);
    expect(listed).toContain('\\Seen');
    expect(listed).toContain('hello');
  });

  test('lets the master user in for another, and nobody with a wrong password', async () => {
    const master = connection('boris*root', 'pass-root', false);
    await master.connect();
    await master.logout();
    await expect(connection('boris', 'wrong', false).connect()).rejects.toThrow();
  });
});

describe('mail read back from disk by doveadm', () => {
  test('Maildir: folders, flags, keywords, dates, bytes', () => {
    const dir = tempDir();
    for (const folder of ['cur', 'new', 'tmp', '.A&AOk-.B/cur']) mkdirSync(join(dir, folder), { recursive: true });
    writeFileSync(join(dir, 'dovecot-keywords'), '0 $Forwarded\n');
    const odd = Buffer.from('Subject: one\n\nline \xff\n\f\nFrom nobody\n', 'latin1');
    writeFileSync(join(dir, 'cur/1.a:2,FSa'), odd);
    writeFileSync(join(dir, '.A&AOk-.B/cur/1.b:2,'), 'Subject: two\r\n\r\n');
    utimesSync(join(dir, 'cur/1.a:2,FSa'), 1_578_020_645, 1_578_020_645);
    utimesSync(join(dir, '.A&AOk-.B/cur/1.b:2,'), 1, 1);
    expect(readWithDovecot(dir, 'maildir:%DIR')).toEqual([
      { mailbox: 'Aé/B', uid: 1, flags: [], receivedAt: 1, bytes: Buffer.from('Subject: two\r\n\r\n') },
      { mailbox: 'INBOX', uid: 1, flags: ['$Forwarded', '\\Flagged', '\\Seen'], receivedAt: 1_578_020_645, bytes: odd },
    ]);
  });

  test('mbox: folders in folders, flags, dates, bytes', () => {
    const dir = tempDir();
    mkdirSync(join(dir, 'Work'));
    const message = (subject: string): string => `Status: RO\nX-Status: F\nSubject: ${subject}\n\n>From here\n`;
    const envelope = 'From a@example.com Fri Jan  3 03:04:05 2020\n';
    writeFileSync(join(dir, 'INBOX.mbox'), `${envelope}${message('one')}\n${envelope}${message('two')}\n`);
    writeFileSync(join(dir, 'Work/Old.mbox'), `${envelope}${message('three')}\n`);
    const read = readWithDovecot(dir, 'mbox:%DIR:INBOX=%DIR/INBOX.mbox');
    const text = (subject: string): Buffer => Buffer.from(`Subject: ${subject}\n\n>From here\n`);
    const common = { flags: ['\\Flagged', '\\Seen'], receivedAt: 1_578_020_645 };
    expect(read).toEqual([
      { mailbox: 'INBOX', uid: 1, ...common, bytes: text('one') },
      { mailbox: 'INBOX', uid: 2, ...common, bytes: text('two') },
      { mailbox: 'Work/Old.mbox', uid: 1, ...common, bytes: text('three') },
    ]);
  });
});
