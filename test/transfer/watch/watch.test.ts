import { appendFileSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { WatchedSource } from '../../../src/transfer/watch/watched-source.js';
import { filteredWatch } from '../../../src/transfer/filtered-source.js';
import { ALL_MAIL } from '../../../src/naming/mail-filter.js';
import { watchedStore } from '../../../src/sources/kerio/watched-store.js';
import { readFileIfThere } from '../../../src/store/disk/files.js';
import { startCountingProxy } from '../../servers/counting-proxy.js';
import { type Dovecot, startDovecot } from '../../servers/dovecot.js';
import { startProxy } from '../../servers/proxy.js';
import { runCli } from '../../support/cli.js';
import { buildFolder, buildMailbox, type FolderSpec } from '../../support/store-builder.mjs';
import { tempDir } from '../../support/temp.js';
import { killWhenGrown } from '../journal-size.js';
import { account, contents, makeStore, options, PASSWORD } from '../support.js';
import { type Asked, Running } from './running.js';

const RECEIVED = 1_600_000_000;

const mail = (text: string): string => `Message-ID: <${text}@example.com>\r\nSubject: ${text}\r\n\r\n${text}\r\n`;

/** A watch of a store that sends to the IMAP server at a port. */
function watching(store: string, port: number, more: Asked = {}): Running {
  return new Running(store, (source) => options(port, { source }), more);
}

/** What a server does when a mail arrives: the file, then its record. */
function deliver(folder: string, uid: number, text: string, flags = 0): void {
  const stem = uid.toString(16).padStart(8, '0');
  writeFileSync(join(folder, '#msgs', `${stem}.eml`), mail(text));
  appendFileSync(join(folder, 'index.fld'), record(stem, flags));
}

function record(stem: string, flags: number): string {
  return `U${stem} F${flags.toString(16).padStart(8, '0')} S1 T${RECEIVED.toString(16)} CIPM.Note\n`;
}

function store(folders: Readonly<Record<string, FolderSpec>>): { readonly source: string; readonly mailbox: string } {
  const source = makeStore(folders);
  return { source, mailbox: join(source, 'store/mail/example.com/anna') };
}

describe('a watch that sends to a server', () => {
  let server: Dovecot;
  beforeAll(async () => {
    const names = [
      'told',
      'looking',
      'boris',
      'away',
      'away2',
      'refused',
      'calm',
      'quiet',
      'stopped',
      'killed',
      'chosen',
    ];
    server = await startDovecot({ users: Object.fromEntries(names.map((name) => [name, PASSWORD])) });
  });
  afterAll(() => server.stop());

  /** Mailbox, flags and subject of everything a user has. */
  const there = (user: string): string[] =>
    contents(server, user)
      .map(({ mailbox, flags, bytes }) =>
        [mailbox, flags.join(' '), /Subject: (.*?)\r?\n/.exec(bytes.toString())?.[1]].join('|'),
      )
      .sort();

  test.each([
    ['told', false],
    ['looking', true],
  ])('brings over new mail, new folders, new users and changed flags: %s', async (user, poll) => {
    const { source, mailbox } = store({ INBOX: { items: [{ uid: 1, bytes: mail('one') }] } });
    const accounts = [account(user), ...(poll ? [] : [account('boris', { source: 'boris@example.com' })])];
    const watch = watching(source, server.port, { poll, accounts });
    await watch.sent(1);
    deliver(join(mailbox, 'INBOX'), 2, 'two', 1);
    await watch.sent(2);
    buildFolder(join(mailbox, 'Work'), { items: [{ uid: 7, bytes: mail('deep') }] });
    await watch.sent(3);
    writeFileSync(join(mailbox, 'INBOX', 'index.fld'), `${record('00000001', 5)}${record('00000002', 1)}`);
    await watch.until(({ reflagged }) => reflagged === 1);
    if (!poll) {
      buildMailbox(join(mailbox, '../boris'), { folders: { INBOX: { items: [{ bytes: mail('for boris') }] } } });
      await watch.sent(4);
      expect(there('boris')).toEqual(['INBOX||for boris']);
    }
    const { interrupted, state } = await watch.stop();
    expect(interrupted).toBe(true);
    expect(there(user)).toEqual(['INBOX|\\Flagged \\Seen|one', 'INBOX|\\Seen|two', 'Work||deep']);
    expect(
      contents(server, user).find(({ mailbox: box, flags }) => box === 'INBOX' && flags.length === 1),
    ).toMatchObject({ receivedAt: RECEIVED });
    expect(state?.report).toMatchObject({ complete: true, totals: { exported: poll ? 3 : 4, failed: 0, missing: 0 } });
  });

  test('late mail outside the filter is told as left out by it, and no header is read twice for it', async () => {
    const { source, mailbox } = store({ INBOX: { items: [{ uid: 1, bytes: mail('offer one') }] } });
    let read = 0;
    const inner = watchedStore(source, false);
    const counted: WatchedSource = {
      ...{ store: inner.store, writingMs: inner.writingMs },
      touched: (accounts, dirs, kinds) => inner.touched(accounts, dirs, kinds),
      round: () => {
        const round = inner.round();
        return {
          source: {
            ...{ name: round.source.name, listed: round.source.listed },
            mailbox: async (owner, trace) => {
              const opened = await round.source.mailbox(owner, trace);
              return {
                ...{ shared: false, folders: opened.folders, problems: [], unreadable: [], recoverable: 0 },
                list: (folder) => opened.list(folder),
                open: (folder, messages) => opened.open(folder, messages),
                peek: (folder, messages) => {
                  const asked = [...messages];
                  read += asked.length;
                  return opened.peek(folder, asked);
                },
                close: () => opened.close(),
              };
            },
          },
          end: (owner, done) => round.end(owner, done),
        };
      },
    };
    const filter = { ...ALL_MAIL, subject: ['offer'] };
    const accounts = [account('chosen')];
    const watch = watching(source, server.port, { accounts, watched: filteredWatch(counted, filter) });
    await watch.sent(1);
    deliver(join(mailbox, 'INBOX'), 2, 'lunch');
    await watch.until(({ report }) => report.totals.skipped === 1);
    deliver(join(mailbox, 'INBOX'), 3, 'offer two');
    await watch.sent(2);
    const { state } = await watch.stop();
    expect(there('chosen')).toEqual(['INBOX||offer one', 'INBOX||offer two']);
    expect(state?.report).toMatchObject({ complete: true, totals: { exported: 2, skipped: 1, failed: 0 } });
    expect(state?.report.skipped.map(({ uid, reason }) => [uid, reason])).toEqual([
      [2, 'subject not chosen by --subject'],
    ]);
    expect(read).toBe(3);
  });

  test('waits for a server that is away, and says so; then everything is there once', async () => {
    let away = false;
    const proxy = await startProxy(server.port, (client, behind) => {
      if (away) client.destroy();
      client.pipe(behind);
      behind.pipe(client);
    });
    // Whole beyond doubt: nothing has to be looked at again.
    const { source, mailbox } = store({ INBOX: { items: [{ uid: 1, bytes: mail('one'), mtime: RECEIVED }] } });
    const other = join(mailbox, '../berta');
    buildMailbox(other, { folders: { INBOX: { items: [{ uid: 1, bytes: mail('for berta'), mtime: RECEIVED }] } } });
    const accounts = [account('away'), account('away2', { source: 'berta@example.com' })];
    const watch = watching(source, proxy.port, { accounts });
    await watch.sent(2);
    away = true;
    deliver(join(mailbox, 'INBOX'), 2, 'two');
    const { waiting } = await watch.until((state) => state.waiting !== null);
    expect(waiting).toMatchObject({ accounts: 1 });
    expect(waiting?.reason).toContain('cannot be reached');
    deliver(join(other, 'INBOX'), 2, 'another');
    await watch.until((state) => state.waiting?.accounts === 2);
    away = false;
    await watch.sent(4);
    await watch.stop();
    await proxy.stop();
    expect(there('away')).toEqual(['INBOX||one', 'INBOX||two']);
    expect(there('away2')).toEqual(['INBOX||another', 'INBOX||for berta']);
  });

  test('a refused login is not tried again with every new mail', async () => {
    const { source, mailbox } = store({ INBOX: { items: [{ uid: 1, bytes: mail('one') }] } });
    const other = join(mailbox, '../berta');
    buildMailbox(other, { folders: { INBOX: { items: [{ uid: 1, bytes: mail('for berta') }] } } });
    const accounts = [
      account('refused', { targetPassword: 'guess' }),
      account('calm', { source: 'berta@example.com' }),
    ];
    const watch = watching(source, server.port, { accounts });
    await watch.until(({ waiting }) => waiting !== null);
    deliver(join(mailbox, 'INBOX'), 2, 'two');
    deliver(join(other, 'INBOX'), 2, 'another');
    await watch.until(({ copied }) => copied === 2);
    const { state } = await watch.stop();
    expect(server.log().match(/passwd-file\(refused,.*Password mismatch/g)).toHaveLength(1);
    expect(state?.waiting).toMatchObject({ accounts: 1 });
    expect(state?.report.complete).toBe(false);
  });

  test('asks the server nothing when a directory changed and no message or flag in it', async () => {
    const proxy = await startCountingProxy(server.port);
    const { source, mailbox } = store({
      ...{ INBOX: { items: [{ uid: 1, bytes: mail('one') }] }, Work: { items: [] } },
      Contacts: { kind: 'contacts', items: [] },
    });
    // Whole beyond doubt: nothing has to be looked at again.
    utimesSync(join(mailbox, 'INBOX/#msgs/00000001.eml'), RECEIVED, RECEIVED);
    const watch = watching(source, proxy.port, { accounts: [account('quiet')], poll: true, untilQuiet: 6000 });
    await watch.sent(1);
    await proxy.allClosed();
    const before = proxy.connections;
    writeFileSync(join(mailbox, 'INBOX', 'status.fld'), 'N1\n');
    // Nobody takes contacts or rules here.
    buildFolder(join(mailbox, 'Contacts'), { kind: 'contacts', items: [{ bytes: 'x' }] });
    writeFileSync(join(mailbox, 'filter.siv'), '#!1 x\nkeep;\n');
    mkdirSync(join(mailbox, 'Work', 'no folder'));
    const { interrupted, state } = await watch.end();
    expect(interrupted).toBe(false);
    expect(state?.report.complete).toBe(true);
    expect(proxy.connections).toBe(before);
    await proxy.stop();
  });

  const command = (user: string, source: string, dir: string): string[] => {
    const users = join(dir, 'users.csv');
    writeFileSync(users, `source,target,target_password\nanna@example.com,${user},${PASSWORD}\n`, { mode: 0o600 });
    const to = ['--to', `imap://127.0.0.1:${server.port}`, '--to-plaintext', '--users', users];
    return ['watch', source, ...to, '--state-dir', join(dir, 'state')];
  };

  test('Ctrl-C ends it with 130, and the same command goes on', async () => {
    const { source, mailbox } = store({ INBOX: { items: [{ uid: 1, bytes: mail('one') }] } });
    const dir = tempDir('watch');
    const args = command('stopped', source, dir);
    const isCurrent = (): boolean =>
      Buffer.from(readFileIfThere(join(dir, 'state/report.json')) ?? []).includes('"exported": 1');
    const first = await runCli([...args], {
      onStart: (kill) => {
        const look = setInterval(() => {
          if (!isCurrent()) return;
          clearInterval(look);
          kill('SIGINT');
        }, 100);
      },
    });
    expect(first.code).toBe(130);
    expect(first.err).toContain('interrupted; run the same command again');
    expect(first.out).toContain('1 message sent');
    deliver(join(mailbox, 'INBOX'), 2, 'while nobody watched', 1);
    const [log, told] = [join(dir, 'watch.log'), join(dir, 'told.json')];
    const notify = ['--log-file', log, '--verbose', '--notify', `cat >> '${told}'`];
    const second = await runCli([
      ...args,
      '--until-quiet',
      '1s',
      '--subject',
      'one',
      '--subject',
      'watched',
      ...notify,
    ]);
    expect(second).toMatchObject({ code: 0 });
    expect(second.err).toMatch(/Z: current, 2 messages of 1 mailbox at imap:\/\/127\.0\.0\.1/);
    expect(JSON.parse(readFileSync(told, 'utf8'))).toMatchObject({
      ...{ command: 'watch', event: 'end', code: 0, undecided: [] },
      totals: { exported: 2, failed: 0, skipped: 0 },
    });
    expect(readFileSync(log, 'utf8')).toMatch(/Z \S+: current, 2 messages of 1 mailbox/);
    expect(readFileSync(log, 'utf8')).toMatch(/Z anna@example\.com: done: /);
    expect(there('stopped')).toEqual(['INBOX|\\Seen|while nobody watched', 'INBOX||one']);
  });

  test('killed while mail comes in, and started again, everything is there once', async () => {
    const { source, mailbox } = store({ INBOX: { items: [{ uid: 1, bytes: mail('first') }] } });
    const dir = tempDir('watch');
    const args = command('killed', source, dir);
    let uid = 1;
    const delivering = setInterval(() => {
      uid += 1;
      deliver(join(mailbox, 'INBOX'), uid, `mail ${uid}`, uid % 2);
    }, 100);
    onTestFinished(() => clearInterval(delivering));
    for (const bytes of [1, 2000, 700]) {
      const killed = await runCli(args, { onStart: killWhenGrown(join(dir, 'state'), bytes) });
      expect(killed.code).toBeNull();
    }
    clearInterval(delivering);
    expect(await runCli([...args, '--until-quiet', '2s', '--quiet'])).toMatchObject({ code: 0, out: '', err: '' });
    const expected = Array.from({ length: uid - 1 }, (_, at) => `INBOX|${at % 2 === 1 ? '\\Seen' : ''}|mail ${at + 2}`);
    expect(there('killed')).toEqual(['INBOX||first', ...expected].sort());
  });

  test.each([
    [['--to', 'imaps://mail.example.com'], 'nobody is named: give --users'],
    [['--to', 'imaps://mail.example.com', '--users', 'x', '--mail-format', 'mbox'], '--mail-format is no option'],
    [['--to', 'imaps://mail.example.com', '--users', 'x', '--out', 'y'], '--out is no option'],
    [['--out', 'y', '--rate', '4/s'], '--rate is no option'],
    [[], 'Give --out with a folder, or --to'],
  ])('%j is refused', async (args, words) => {
    const { code, err } = await runCli(['watch', store({}).source, ...args]);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});
