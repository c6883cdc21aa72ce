import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../../src/cli/main.js';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import { verifyMigration } from '../../../src/transfer/verify/verify-all.js';
import type { FakeGoogle } from '../../servers/google/fake-google.js';
import { tempDir } from '../../support/temp.js';
import { account, makeStore, migrateQuietly, runOptions } from '../../transfer/support.js';
import { destinationAt, eachWithGoogle } from './support.js';

const FIXTURE = resolve('fixtures/kerio-store');

let google: FakeGoogle;
eachWithGoogle((fresh) => {
  google = fresh;
});

describe('the bundled store', () => {
  test('goes to Google whole, a second run sends nothing, and both are proven', async () => {
    const names = ['jan.novak', 'alice'];
    const accounts = names.map((name, at) =>
      account(`${name}@company.com`, { source: `${name}@example.com`, line: at + 1 }),
    );
    const state = tempDir('state');
    const options = runOptions([destinationAt(google)], {
      source: storeSource(openStore(FIXTURE)),
      accounts,
      stateDir: { state, logs: join(state, 'logs') },
      settleMs: 20,
      retry: { firstMs: 1, longestMs: 5, tries: 5 },
    });
    const { report } = await migrateQuietly(options);
    const { exported = 0, skipped = 0, failed = 0 } = report?.totals ?? {};
    expect({ exported, skipped, failed }).toEqual({ exported: 86, failed: 1, skipped: 8 });
    expect(report?.attention.map(({ folder, uid, reason }) => `${folder.join('/')} ${uid}: ${reason ?? ''}`)).toEqual([
      'INBOX 16: the index has a record of it, the disk has no file',
      'INBOX 255: the index has a record of it, the disk has no file',
      'Contacts 9: it is a message: take it with "kerio-exit export" from the store',
    ]);
    const alice = google.user('alice@company.com');
    expect(alice.calendars.calendars.map(({ summary }) => summary)).toEqual([
      'alice@company.com',
      'Calendar/Týmový',
      'Termine',
    ]);
    expect(alice.people.contacts()).toHaveLength(10);
    const uploads = (): number =>
      google.requests.filter((request) => /import$|batchCreate|POST \/tasks/.test(request)).length;
    const before = uploads();
    const second = await migrateQuietly(options);
    expect(second.report?.totals).toMatchObject({ exported, copied: 0 });
    expect(uploads()).toBe(before);
    const proof = await verifyMigration(options);
    const differences = proof.accounts.flatMap(({ boxes }) =>
      boxes.flatMap((box) =>
        box.differences.map(({ folder, uid, kind, text }) => `${folder.join('/')} ${uid} ${kind}: ${text}`),
      ),
    );
    expect(differences).toEqual([
      'Contacts 9 unreadable: it is a message: take it with "kerio-exit export" from the store',
    ]);
    expect(proof.accounts.flatMap(({ boxes }) => boxes.flatMap(({ doubled }) => doubled))).toEqual([]);
  });
});

describe('public folders', () => {
  test('go to the account that the users file says, each as something of its own', async () => {
    const { report } = await migrateQuietly(
      runOptions([destinationAt(google)], {
        source: storeSource(openStore(FIXTURE)),
        accounts: [account('public@company.com', { source: '_public@example.com' })],
        settleMs: 20,
      }),
    );
    expect(report?.totals.failed).toBe(0);
    const { mailbox, calendars, people } = google.user('public@company.com');
    const labels = [...mailbox.labels.values()].filter((name) => !/^[A-Z]+$/.test(name));
    expect(labels).toEqual(['Info']);
    expect(calendars.calendars.map(({ summary }) => summary)).toEqual(['public@company.com', 'Calendar']);
    for (const { groups } of people.contacts()) expect(groups).toContain('Contacts');
    expect(people.contacts().length).toBeGreaterThan(0);
  });
});

describe('kerio-exit migrate --to google', () => {
  async function run(...argv: string[]) {
    let [out, err] = ['', ''];
    const code = await main(['migrate', ...argv], {
      interactive: false,
      columns: 100,
      out: (text) => (out += text),
      err: (text) => (err += text),
    });
    return { code, out, err };
  }

  function file(name: string, text: string, mode = 0o600): string {
    const path = join(tempDir('file'), name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  }

  const store = () =>
    makeStore({ INBOX: { items: [{ bytes: 'Message-ID: <a@x>\nDate: Fri, 03 Jan 2020 03:04:05 +0000\n\nbody\n' }] } });
  const target = () => `google://${google.root.slice('http://'.length)}`;

  test('plans, moves, proves; nothing of the key is written down', async () => {
    const state = tempDir('state');
    const key = file('key.json', google.keyFile);
    const users = file('users.csv', 'source;target\nanna@example.com;anna@company.com\n');
    const args = ['--from', store(), '--to', target(), '--google-key', key, '--users', users, '--state-dir', state];
    const plan = await run(...args, '--dry-run');
    expect(plan).toMatchObject({ code: 0 });
    expect(plan.out).toContain('Gmail keeps the time of the Date field and no received time');
    expect(plan.out).toContain('anna@example.com: takes 0.3 s, by the limits there are\n');
    expect(plan.out).toContain('All of it takes 0.3 s with 1 account at a time, by the limits there are.\n');
    expect(google.mailbox('anna@company.com').lines()).toEqual([]);
    const moved = await run(...args);
    expect(moved).toMatchObject({ code: 0 });
    expect(google.mailbox('anna@company.com').lines()).toHaveLength(1);
    const proof = await run(...args, '--verify');
    expect(proof).toMatchObject({ code: 0 });
    expect(proof.out).toContain('Everything is there, once.');
    const written = readdirSync(state, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      .join('\n');
    for (const secret of ['PRIVATE KEY', 'eyJ', 'Bearer']) expect(written).not.toContain(secret);
  });

  test.each([
    ['no key', [], '--to google needs --google-key'],
    ['a key that is none', ['none'], 'the secret file is no JSON'],
    ['a key that others can read', ['open'], 'can be read by others (mode 644)'],
  ])('%s is said before anything is done', async (_, kinds, words) => {
    const key = kinds.flatMap((kind) => [
      '--google-key',
      kind === 'none' ? file('key.json', 'no') : file('key.json', google.keyFile, 0o644),
    ]);
    const users = file('users.csv', 'source;target\nanna@example.com;anna@company.com\n');
    await expect(run('--from', store(), '--to', 'google', ...key, '--users', users)).resolves.toMatchObject({
      code: 2,
      err: expect.stringContaining(words) as string,
    });
  });
});
