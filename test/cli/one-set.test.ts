/** One set of account files: whoever makes it first, passwords that were made up stay until somebody says that they go. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.js';
import { buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';
import { configXml } from '../users-cfg/config.js';

test('export keeps the passwords that accounts made up in its folder; next hands them out and deletes them', async () => {
  const dir = tempDir();
  const out = join(dir, 'out');
  const { install: store } = buildStore(join(dir, 'kerio'), {
    domains: { 'a.example': { anna: { folders: { INBOX: { items: [{}] } } } } },
    files: { 'users.cfg': configXml({ User: [{ Name: 'anna', Domain: 'a.example', FullName: 'Anna A' }] }) },
  });
  const read = (path: string): string => readFileSync(join(out, 'accounts', path), 'utf8');

  const made = await runCli(['accounts', store, '--out', out, '--passwords', 'generate']);
  expect(made.out).toContain(`Give export the same --out ${out}: then there is one set of account files`);
  const [, password = ''] = /^anna@a\.example,(\S+)\r\n/m.exec(read('passwords.csv')) ?? [];
  expect(password).not.toBe('');

  for (const more of [[], ['--fresh']]) {
    expect((await runCli(['export', store, '--out', out, ...more])).code).toBe(0);
    expect(read('passwords.csv')).toContain(password);
    expect(read('google/users.csv')).toContain(password);
    expect(read('imap/migrate.csv')).toContain(password);
  }
  const steps = (await runCli(['next', out, '--for', 'google'])).out;
  expect(steps).toContain(`Hand out the passwords\n`);
  expect(steps).toContain(`     ${out}/accounts/passwords.csv\n`);
  expect(steps).toContain(`     kerio-exit export ${store} --out ${out} --passwords none\n`);

  // Deleted by hand: verify has nothing to compare the columns with, and says nothing.
  rmSync(join(out, 'accounts/passwords.csv'));
  expect((await runCli(['verify', out])).code).toBe(0);

  // Deleted as the step says.
  await runCli(['export', store, '--out', out, '--passwords', 'none']);
  expect(existsSync(join(out, 'accounts/passwords.csv'))).toBe(false);
  for (const path of ['google/users.csv', 'imap/migrate.csv', 'microsoft/passwords.csv'])
    expect(existsSync(join(out, 'accounts', path)) ? read(path) : '').not.toContain(password);
  expect((await runCli(['verify', out])).code).toBe(0);
  // Google makes no account without one.
  const empty = (await runCli(['next', out, '--for', 'google'])).out;
  expect(empty).toContain(`     kerio-exit export ${store} --out ${out} --passwords generate\n`);
});
