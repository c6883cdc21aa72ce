import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sieveDestination } from '../../../src/destinations/sieve/destination.js';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import type { Login } from '../../../src/core/login.js';
import type { Account } from '../../../src/transfer/plan/users-file.js';
import type { MigrateOptions } from '../../../src/transfer/run/migration.js';
import { verifyMigration } from '../../../src/transfer/verify/verify-all.js';
import { CYRUS_ADMIN, startCyrusGroupware } from '../../servers/cyrus.js';
import { type DovecotSieve, startDovecotSieve } from '../../servers/dovecot-sieve.js';
import { buildStore } from '../../support/store-builder.mjs';
import { tempDir } from '../../support/temp.js';
import { account, migrateQuietly, PASSWORD, runOptions } from '../support.js';
import { Running } from '../watch/running.js';

const RULES = `#!1 Boss
if header :contains "From" "boss@example.com" { fileinto "INBOX/Boss"; stop; }
#!0 Holiday
vacation :days 7 "away";
#!1 Odd
if environment :contains "item" "x" { doit "now"; }
#!1 Header
addheader "X-A" "b";
`;

const SCRIPT = `require ["fileinto"];

# rule: Boss (on)
if header :contains "From" "boss@example.com" { fileinto "INBOX/Boss"; stop; }

# rule: Holiday (off)
# vacation :days 7 "away";

# rule: Odd (on)
# not used: doit is nothing that other servers know
# if environment :contains "item" "x" { doit "now"; }

# rule: Header (on)
# not used: it needs editheader, which the server does not have
# addheader "X-A" "b";
`;

function storeWith(rules: string): string {
  const dir = tempDir('sieve-store');
  buildStore(dir, {
    domains: { 'example.com': { anna: { folders: { INBOX: { items: [] } }, files: { 'filter.siv': rules } } } },
  });
  return dir;
}

describe('rules for mail into Dovecot', () => {
  const users = ['anna', 'bert', 'cora', 'dora', 'emil'];
  let server: DovecotSieve;
  beforeAll(async () => {
    server = await startDovecotSieve({ users: Object.fromEntries(users.map((user) => [user, PASSWORD])) });
  });
  afterAll(() => server.stop());

  function optionsFor(user: string, state: string, activate = false, rules = RULES): MigrateOptions {
    const destination = sieveDestination({
      ...{ host: 'localhost', port: server.sieve, plaintext: false, verifyCertificate: true, timeoutMs: 30_000 },
      ...{ trusted: readFileSync(server.certificate), name: 'sieve:', activate },
      login: ({ target }) => ({ kind: 'password', user: target, password: PASSWORD }),
    });
    const source = storeSource(openStore(storeWith(rules)));
    const stateDir = { state, logs: `${state}/logs` };
    return runOptions([destination], { source, accounts: [account(user)], stateDir });
  }

  const stored = (user: string): string =>
    readFileSync(join(server.home(user), 'sieve/kerio.sieve'), 'utf8').replace(/\r\n/g, '\n');
  const active = (user: string): string | null => {
    const link = join(server.home(user), '.dovecot.sieve');
    return existsSync(link) ? readlinkSync(link) : null;
  };

  test('go as a script that is not in use, with what the server does not know as comments', async () => {
    const [user, state] = ['anna', tempDir('sieve-state')];
    const { report } = await migrateQuietly(optionsFor(user, state));
    expect(stored(user)).toBe(SCRIPT);
    expect(active(user)).toBeNull();
    expect(report?.totals.kinds).toMatchObject({ filters: { found: 1, exported: 1, failed: 0 } });
    expect(report?.totals.notes).toEqual({
      'rule "Odd" is a comment in the script: doit is nothing that other servers know': 1,
      'rule "Header" is a comment in the script: it needs editheader, which the server does not have': 1,
    });
    const again = await migrateQuietly(optionsFor(user, state));
    expect(again.plan.totals.messages).toBe(0);
    const proof = await verifyMigration(optionsFor(user, state));
    expect(proof.accounts[0]?.boxes).toMatchObject([{ expected: 1, there: 1, differences: [] }]);
    // What changed at the source goes over, as long as nobody changed it there.
    await migrateQuietly(optionsFor(user, state, false, '#!1 Other\nkeep;\n'));
    expect(stored(user)).toBe('# rule: Other (on)\nkeep;\n');
    await migrateQuietly(optionsFor(user, state));
    expect(stored(user)).toBe(SCRIPT);
    const back = await migrateQuietly(optionsFor(user, state));
    expect(back.plan.totals.messages).toBe(0);
    writeFileSync(join(server.home(user), 'sieve/kerio.sieve'), 'discard;\r\n');
    const third = await migrateQuietly(optionsFor(user, state, false, '#!1 Third\nstop;\n'));
    expect(stored(user)).toBe('discard;\n');
    expect(third.report?.totals.notes).toEqual({ 'a script called kerio was there already, and was left as it is': 1 });
  });

  test('are in use when that is asked for, later too', async () => {
    const [user, state] = ['bert', tempDir('sieve-state')];
    await migrateQuietly(optionsFor(user, state));
    expect(active(user)).toBeNull();
    await migrateQuietly(optionsFor(user, state, true));
    expect(active(user)).toBe('sieve/kerio.sieve');
    expect(readdirSync(join(server.home(user), 'sieve')).filter((name) => name.endsWith('.sieve'))).toEqual([
      'kerio.sieve',
    ]);
  });

  test.each([
    ['dora', false],
    ['emil', true],
  ])('that change while people still work on the old server go over: %s', async (user, poll) => {
    const state = tempDir('sieve-state');
    const store = storeWith(RULES);
    const watch = new Running(store, (source) => ({ ...optionsFor(user, state), source }), { poll });
    await watch.sent(1);
    expect(stored(user)).toBe(SCRIPT);
    writeFileSync(join(store, 'store/mail/example.com/anna/filter.siv'), '#!1 Later\nkeep;\n');
    await watch.sent(2);
    await watch.stop();
    expect(stored(user)).toBe('# rule: Later (on)\nkeep;\n');
  });

  test('check says what is there', async () => {
    const [destination] = optionsFor('cora', tempDir('sieve-state'), true).destinations;
    const found = await destination?.check?.(account('cora'), undefined);
    expect(found?.slice(0, 2)).toMatchObject([
      { what: 'login', ok: true, words: expect.stringContaining('Pigeonhole') as string },
      { what: 'scripts', ok: true, words: '0, none is in use' },
    ]);
    expect(found?.[2]?.words).toContain('fileinto');
  });

  test('a wrong password, a certificate that nobody knows', async () => {
    const state = tempDir('sieve-state');
    const { plan } = await migrateQuietly(optionsFor('nobody', state));
    expect(plan.accounts[0]?.problem).toMatchObject({ side: 'target', kind: 'login' });
    const strange = sieveDestination({
      ...{ host: 'localhost', port: server.sieve, plaintext: false, verifyCertificate: true, timeoutMs: 30_000 },
      ...{ trusted: null, name: 'sieve:', activate: false },
      login: ({ target }) => ({ kind: 'password', user: target, password: PASSWORD }),
    });
    await expect(strange.open(account('anna'), undefined)).rejects.toMatchObject({ kind: 'tls' });
  });
});

test('rules for mail into Cyrus, by passwords and by one administrator', async () => {
  const server = await startCyrusGroupware({ anna: PASSWORD, bert: PASSWORD }, 1);
  try {
    const own = ({ target }: Account): Login => ({ kind: 'password', user: target, password: PASSWORD });
    const admin = ({ target }: Account): Login => ({ kind: 'admin', user: target, ...CYRUS_ADMIN });
    const destination = (activate: boolean, login: typeof own) =>
      sieveDestination({
        ...{ host: '127.0.0.1', port: server.sieve, plaintext: true, verifyCertificate: true, timeoutMs: 30_000 },
        ...{ trusted: null, name: 'sieve:', activate },
        login,
      });
    const source = storeSource(openStore(storeWith(RULES)));
    for (const [activate, user, login] of [
      [false, 'anna', own],
      [true, 'anna', own],
      [true, 'bert', admin],
    ] as const) {
      const options = runOptions([destination(activate, login)], { source, accounts: [account(user)] });
      const { report } = await migrateQuietly(options);
      expect(report?.totals).toMatchObject({ found: 1, exported: 1, failed: 0 });
      expect((await verifyMigration(options)).accounts[0]?.boxes).toMatchObject([
        { expected: 1, there: 1, differences: [] },
      ]);
    }
  } finally {
    await server.stop();
  }
});
