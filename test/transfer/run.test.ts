/** What a migration does with single messages, folders and refusals, against a real Dovecot. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLedger } from '../../src/ledger/file.js';
import { imapSource } from '../../src/sources/imap/imap-source.js';
import { runMigration } from '../../src/transfer/run/migration.js';
import { storeSource } from '../../src/sources/kerio/store-source.js';
import { openStore } from '../../src/store/open.js';
import { parseServerAddress } from '../../src/protocols/imap/address.js';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { tempDir } from '../support/temp.js';
import { buildFolder } from '../support/store-builder.mjs';
import { account, contents, makeStore, migrateQuietly, migrateStore, options, PASSWORD, quiet } from './support.js';
import { NEVER } from '../support/never.js';

const RECEIVED = 1_578_020_645;
const mail = (text: string): string => `Message-ID: <${text}@example.com>\nSubject: ${text}\n\n${text}\n`;

/** A state folder that a second run goes on with. */
function keepState(): { stateDir: { state: string; logs: string } } {
  const state = tempDir('state');
  return { stateDir: { state, logs: join(state, 'logs') } };
}

async function ledgerOf(state: string): Promise<unknown[]> {
  const lines: unknown[] = [];
  for await (const line of readLedger(join(state, 'ledger', 'anna@example.com.jsonl'))) lines.push(line);
  return lines;
}

describe('a migration', () => {
  let server: Dovecot;
  const users = ['rules', 'flags', 'merge', 'late', 'empty', 'dates', 'rate', 'dry', 'stop', 'two', 'gone', 'unlisted'];
  beforeAll(async () => {
    server = await startDovecot({ users: Object.fromEntries(users.map((name) => [name, PASSWORD])) });
  });
  afterAll(() => server.stop());

  const imap = async (user: string): Promise<ImapFlow> => {
    const client = new ImapFlow({
      ...{ host: '127.0.0.1', port: server.port, secure: false, doSTARTTLS: false, logger: false },
      auth: { user, pass: PASSWORD },
    });
    await client.connect();
    return client;
  };

  test('says of every message what became of it and where it is', async () => {
    const state = keepState();
    const store = makeStore({
      INBOX: {
        items: [
          { bytes: mail('one'), flags: 5, received: RECEIVED },
          { bytes: mail('two'), received: null, created: null, mtime: RECEIVED },
          { bytes: null, received: RECEIVED },
          {
            bytes: 'Content-Type: text/vcard\n\nBEGIN:VCARD\nVERSION:3.0\nFN:x\nEND:VCARD\n',
            received: RECEIVED,
            messageClass: 'IPM.Contact',
          },
          { bytes: mail('large').padEnd(5000, 'x\n'), received: RECEIVED },
        ],
      },
      Calendar: { kind: 'calendar', items: [{ bytes: 'BEGIN:VCALENDAR\nEND:VCALENDAR\n', received: RECEIVED }] },
      'Junk E-mail': { items: [{ bytes: mail('junk'), received: RECEIVED }] },
    });
    const { report } = await migrateStore(store, server, 'rules', {
      ...state,
      maxSize: 4000,
      excludeFolders: ['junk*'],
    });
    const outcome = (await ledgerOf(state.stateDir.state)).map((line) => {
      const { folder, uid, result, reason, action, target, notes } = line as Record<string, unknown>;
      return { folder, uid, result, reason, action, target, ...(notes === undefined ? {} : { notes }) };
    });
    const nowhere = { action: null, target: null };
    const vcard = 'contacts are not mail: take them with "kerio-exit export" from the store';
    const notes = ['line ends became CRLF'];
    expect(outcome).toEqual([
      {
        folder: ['Calendar'],
        uid: 1,
        result: 'skipped',
        reason: 'calendar entries are not mail: take them with "kerio-exit export" from the store',
        ...nowhere,
      },
      {
        folder: ['INBOX'],
        uid: 1,
        result: 'exported',
        reason: null,
        action: 'copied',
        target: { mailbox: 'INBOX', uid: 1 },
        notes,
      },
      {
        folder: ['INBOX'],
        uid: 2,
        result: 'exported',
        reason: null,
        action: 'copied',
        target: { mailbox: 'INBOX', uid: 2 },
        notes,
      },
      {
        folder: ['INBOX'],
        uid: 3,
        result: 'missing',
        reason: 'the index has a record of it, the disk has no file',
        ...nowhere,
      },
      { folder: ['INBOX'], uid: 4, result: 'skipped', reason: vcard, ...nowhere },
      {
        folder: ['INBOX'],
        uid: 5,
        result: 'failed',
        reason: expect.stringMatching(/^too large: \d+ octets, the limit is 4000$/) as string,
        ...nowhere,
      },
      { folder: ['Junk E-mail'], uid: 1, result: 'skipped', reason: 'folder left out by --exclude-folder', ...nowhere },
    ]);
    expect(report?.totals).toMatchObject({ found: 6, exported: 2, copied: 2, skipped: 3, failed: 1, missing: 1 });
    expect(report).toMatchObject({ complete: true, command: 'migrate' });
    expect(contents(server, 'rules').map(({ receivedAt, flags }) => [receivedAt, flags])).toEqual([
      [RECEIVED, ['\\Flagged', '\\Seen']],
      [RECEIVED, []],
    ]);
    const failed = join(state.stateDir.state, 'failed/anna@example.com/INBOX/5.eml');
    expect(readFileSync(failed, 'utf8')).toContain('Subject: large');
  });

  test('tries again what failed, with the file that was mended by hand', async () => {
    const state = keepState();
    const store = makeStore({
      INBOX: { items: [{ bytes: mail('big').padEnd(900, 'y\n'), flags: 1, received: RECEIVED }] },
    });
    await migrateStore(store, server, 'two', { ...state, maxSize: 500 });
    const failed = join(state.stateDir.state, 'failed/anna@example.com/INBOX/1.eml');
    writeFileSync(failed, mail('mended'));
    buildFolder(join(store, 'store/mail/example.com/anna/New'), {
      items: [{ bytes: mail('new'), received: RECEIVED }],
    });
    const { report } = await migrateStore(store, server, 'two', { ...state, maxSize: 500, retryFailed: true });
    expect(report?.totals).toMatchObject({ found: 2, copied: 1, failed: 1 });
    const [message] = contents(server, 'two');
    expect(message).toMatchObject({ flags: ['\\Seen'], receivedAt: RECEIVED });
    expect(message?.bytes.toString()).toContain('Subject: mended');
    expect(existsSync(failed)).toBe(false);
  });

  test('brings flags over that changed, leaves those that changed there, deletes nothing', async () => {
    const state = keepState();
    const items = (...bits: number[]) => ({
      items: bits.map((flags, at) => ({ uid: at + 1, bytes: mail(`m${at}`), flags, received: RECEIVED + at })),
    });
    const store = makeStore({ INBOX: items(0, 1, 4, 0) });
    await migrateStore(store, server, 'flags', state);
    const client = await imap('flags');
    await client.mailboxOpen('INBOX');
    await client.messageFlagsAdd('4', ['\\Flagged', 'mine'], { uid: true });
    await client.append('INBOX', mail('somebody else wrote').replaceAll('\n', '\r\n'), []);
    await client.logout();
    const inbox = join(store, 'store/mail/example.com/anna/INBOX');
    rmSync(inbox, { recursive: true });
    buildFolder(inbox, { items: items(1, 1, 0, 0).items.slice(0, 3) });
    const { report } = await migrateStore(store, server, 'flags', state);
    expect(report?.mailboxes[0]).toMatchObject({ reflagged: 2, totals: { copied: 0, before: 3 } });
    expect(contents(server, 'flags').map(({ flags }) => flags)).toEqual([
      ['\\Seen'],
      ['\\Seen'],
      [],
      ['\\Flagged', 'mine'],
      [],
    ]);
  });

  test('puts two folders into one and keeps what they have both', async () => {
    const same = { items: [{ bytes: mail('same'), received: RECEIVED }] };
    const store = makeStore({ 'Sent Items': same, 'Sent Messages': same, Sent: same });
    const first = await migrateStore(store, server, 'merge');
    expect(first.report?.totals).toMatchObject({ copied: 3 });
    expect(contents(server, 'merge').map(({ mailbox }) => mailbox)).toEqual(['Sent', 'Sent', 'Sent']);
    const again = await migrateStore(store, server, 'merge');
    expect(again.report?.totals).toMatchObject({ copied: 0, present: 3 });
  });

  test('does not send what came to both servers while people moved', async () => {
    const state = keepState();
    const store = makeStore({ INBOX: { items: [{ bytes: mail('old'), received: RECEIVED }] } });
    await migrateStore(store, server, 'late', state);
    const client = await imap('late');
    await client.append('INBOX', mail('to both').replaceAll('\n', '\r\n'), ['\\Answered']);
    await client.logout();
    const inbox = join(store, 'store/mail/example.com/anna/INBOX');
    rmSync(inbox, { recursive: true });
    const late = { uid: 2, bytes: mail('to both'), flags: 1, received: RECEIVED + 9 };
    buildFolder(inbox, { items: [{ uid: 1, bytes: mail('old'), received: RECEIVED }, late] });
    const { report } = await migrateStore(store, server, 'late', state);
    expect(report?.totals).toMatchObject({ copied: 0, before: 1, present: 1 });
    expect(contents(server, 'late').map(({ flags }) => flags)).toEqual([[], ['\\Answered', '\\Seen']]);
  });

  test('makes empty folders too, and sends again where the mailbox was removed and made anew', async () => {
    const state = keepState();
    const store = makeStore({ Work: { items: [{ bytes: mail('w'), received: RECEIVED }] }, Later: { items: [] } });
    await migrateStore(store, server, 'empty', state);
    const client = await imap('empty');
    expect((await client.list()).map(({ path }) => path).sort()).toEqual(['INBOX', 'Later', 'Work']);
    await client.mailboxDelete('Work');
    await client.logout();
    const { report } = await migrateStore(store, server, 'empty', state);
    expect(report?.totals).toMatchObject({ copied: 1 });
    expect(contents(server, 'empty')).toHaveLength(1);
  });

  test('takes the Date field where the received time cannot be kept', async () => {
    const state = keepState();
    const bytes = `Date: Fri, 3 Jan 2020 03:04:05 +0000\n${mail('future')}`;
    const store = makeStore({ INBOX: { items: [{ bytes, received: 3_000_000_000 }] } });
    const { report } = await migrateStore(store, server, 'dates', state);
    expect(contents(server, 'dates')[0]?.receivedAt).toBe(RECEIVED);
    expect(report?.totals.notes).toMatchObject({ 'the received time cannot be kept; the Date field was taken': 1 });
  });

  test('only looks when asked to, and writes the plan', async () => {
    const state = keepState();
    const store = makeStore({ 'Sent Items': { items: [{ bytes: mail('a') }, { bytes: mail('b') }] } });
    const { plan, report } = await migrateStore(store, server, 'dry', {
      ...state,
      dryRun: true,
      maxSize: 10,
      rate: { messages: 1, bytes: null },
    });
    expect(report).toBeNull();
    expect(plan.accounts[0]).toMatchObject({
      target: 'dry',
      server: 'Dovecot',
      toSend: { messages: 2 },
      seconds: 2,
      folders: [
        { folder: ['Sent Items'], target: ['Sent'], rule: 'usual name', create: true, messages: 2, tooLarge: 2 },
      ],
    });
    expect(JSON.parse(readFileSync(join(state.stateDir.state, 'plan.json'), 'utf8'))).toEqual(plan);
    expect(contents(server, 'dry')).toEqual([]);
    expect(readdirSync(state.stateDir.state).sort()).toEqual(['logs', 'plan.json']);
  });

  test('names every bad account at once, and moves the others', async () => {
    const store = makeStore({ INBOX: { items: [{ bytes: mail('x'), received: RECEIVED }] } });
    const accounts = [
      account('nobody', { line: 1 }),
      account('unlisted', { line: 2 }),
      account('rate', { source: 'eva@example.com', line: 3 }),
    ];
    const { plan, report } = await migrateStore(store, server, 'unlisted', { accounts });
    expect(plan.accounts.map(({ problem }) => problem?.kind ?? null)).toEqual(['login', null, 'input']);
    expect(report?.mailboxes.map(({ outcome }) => outcome)).toEqual(['stopped', 'done', 'stopped']);
    expect(report?.complete).toBe(false);
    expect(report?.problems.join('\n')).toContain('the store has no mailbox eva@example.com');
    expect(contents(server, 'unlisted')).toHaveLength(1);
  });

  test('stops cleanly when asked to, and goes on afterwards', async () => {
    const state = keepState();
    const items = Array.from({ length: 300 }, (_, at) => ({ bytes: mail(`n${at}`), received: RECEIVED }));
    const store = makeStore({ INBOX: { items } });
    const controller = new AbortController();
    const run = options(server.port, {
      source: storeSource(openStore(store)),
      accounts: [account('stop')],
      ...state,
      rate: { messages: 100, bytes: null },
      signal: controller.signal,
    });
    const stopped = await runMigration(run, { ...quiet, onCounts: () => controller.abort() });
    expect(stopped.interrupted).toBe(true);
    const { report } = await migrateStore(store, server, 'stop', state);
    expect(report?.totals).toMatchObject({ exported: 300, failed: 0 });
    expect(contents(server, 'stop')).toHaveLength(300);
  });

  /** All that a Kerio server has. */
  const KERIO_KEYWORDS = ['$MDNSent', '$Forwarded', '$AutoJunk', '$AutoNotJunk', '$Junk', '$NotJunk'];

  test('from a live server: flags, keywords, dates and large messages', async () => {
    const large = `Subject: large\r\n\r\n${'0123456789abcdef\r\n'.repeat(300_000)}`;
    const client = await imap('rate');
    await client.mailboxCreate('Work/Práce & co');
    await client.append(
      'Work/Práce & co',
      large,
      ['\\Flagged', '$Label', ...KERIO_KEYWORDS],
      new Date(RECEIVED * 1000),
    );
    for (let at = 0; at < 5; at += 1) await client.append('INBOX', mail(`i${at}`).replaceAll('\n', '\r\n'), ['\\Seen']);
    await client.logout();
    const state = keepState();
    const spoolDir = join(state.stateDir.state, 'spool');
    const source = imapSource({
      endpoint: {
        address: parseServerAddress(`imap://127.0.0.1:${server.port}`, true),
        verifyCertificate: true,
        trusted: null,
        timeoutMs: NEVER,
      },
      login: ({ source: user }) => ({ kind: 'password', user, password: PASSWORD }),
      retry: { firstMs: 10, longestMs: 100, tries: 3 },
      spoolDir,
    });
    const run = options(server.port, { source, accounts: [account('gone', { source: 'rate' })], ...state });
    const { report } = await migrateQuietly(run);
    expect(report?.totals).toMatchObject({ found: 6, copied: 6, failed: 0 });
    const there = contents(server, 'gone');
    expect(there.map(({ mailbox }) => mailbox)).toEqual([...Array<string>(5).fill('INBOX'), 'Work/Práce & co']);
    expect(there[5]).toMatchObject({ flags: [...KERIO_KEYWORDS, '$Label', '\\Flagged'].sort(), receivedAt: RECEIVED });
    // Compared by hand: a difference of five megabytes is nothing to print.
    expect(there[5]?.bytes.toString('latin1').replaceAll('\n', '\r\n') === large).toBe(true);
    expect(existsSync(spoolDir) ? readdirSync(spoolDir) : []).toEqual([]);
    const again = await migrateQuietly(run);
    expect(again.report?.totals).toMatchObject({ copied: 0, before: 6 });
  });
});

describe('a server with limits', () => {
  let server: Dovecot;
  beforeAll(async () => {
    server = await startDovecot({
      users: { full: PASSWORD, sized: PASSWORD },
      config: `mail_plugins = $mail_plugins quota
plugin {
  quota = count:User
  quota_vsizes = yes
  quota_rule = *:storage=20K
  quota_max_mail_size = 8K
}
protocol imap {
  mail_plugins = $mail_plugins quota imap_quota
}
`,
    });
  });
  afterAll(() => server.stop());

  test('refuses what is too large, in its own words, and takes the rest of the batch', async () => {
    const items = [mail('a'), mail('big').padEnd(9000, 'z\n'), mail('b'), mail('c')].map((bytes) => ({
      bytes,
      received: RECEIVED,
    }));
    const { report } = await migrateStore(makeStore({ INBOX: { items } }), server, 'sized');

    expect(report?.totals).toMatchObject({ copied: 3, failed: 1 });
    expect(report?.attention[0]?.reason).toMatch(/^NO \[LIMIT\] Mail size is larger/);
    expect(contents(server, 'sized')).toHaveLength(3);
  });

  test('that is full stops the account, after all that fits, and the plan said so', async () => {
    const items = Array.from({ length: 12 }, (_, at) => ({
      bytes: mail(`q${at}`).padEnd(4000, 'x\n'),
      received: RECEIVED + at,
    }));
    const { plan, report } = await migrateStore(makeStore({ INBOX: { items } }), server, 'full');
    expect(plan.accounts[0]).toMatchObject({ quota: { used: 0, limit: 20_480 } });
    expect(plan.accounts[0]?.notes).toContain('the mailbox at the destination is too small for what will be sent');
    expect(report?.mailboxes[0]).toMatchObject({ outcome: 'stopped' });
    expect(report?.problems[0]).toMatch(/the mailbox is full: NO \[OVERQUOTA\]/);
    const there = contents(server, 'full').length;
    expect(there).toBeGreaterThan(2);
    expect(report?.totals).toMatchObject({ exported: there, failed: 12 - there });
  });
});
