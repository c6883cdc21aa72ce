import { chmodSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newOut } from '../files/support.js';
import { runCli } from '../support/cli.js';
import { buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';

/** Another user of the system: `nobody`. */
const OTHER = 65_534;

function company(): string {
  const dir = tempDir('no-right');
  chmodSync(dir, 0o755);
  const user = { folders: { INBOX: { items: [{}] } } };
  buildStore(dir, { domains: { 'company.com': { jan: user, eva: user } } });
  return dir;
}

/** As root the program is run as somebody else; anybody else has no right to a folder of mode 000. */
const isRoot = process.getuid?.() === 0;
const asOther = isRoot ? { uid: OTHER } : {};
const owner = isRoot ? 'root' : '\\S+';

test.each([
  ['.', 'inspect', '.', ''],
  ['store', 'inspect', '.', '/store'],
  ['store', 'inspect', 'store/mail/company.com', '/store'],
  ['store/mail', 'export', '.', '/store/mail'],
  ['store/mail/company.com', 'export', '.', '/store/mail/company.com'],
])('no right to read %s is said as such, with the remedy, by %s of %s', async (barred, command, path, named) => {
  const dir = company();
  chmodSync(join(dir, barred), 0o000);
  const options = command === 'export' ? ['--out', newOut()] : [];
  const { code, err } = await runCli([command, join(dir, path), ...options], asOther);
  chmodSync(join(dir, barred), 0o755);
  expect(code).toBe(2);
  expect(err).toMatch(new RegExp(`^kerio-exit: ${dir}${named} belongs to ${owner}: run with sudo\\.\\n$`));
});

test('of one mailbox among others it is a loss, told with the remedy', async () => {
  const dir = company();
  const out = newOut();
  const eva = join(dir, 'store/mail/company.com/eva');
  chmodSync(eva, 0o000);
  chmodSync(join(out, '..'), 0o777);
  if (isRoot) chownSync(join(out, '..'), OTHER, OTHER);
  const { code, out: said } = await runCli(['export', dir, '--out', out], asOther);
  chmodSync(eva, 0o755);
  expect(code).toBe(1);
  expect(said).toMatch(
    new RegExp(
      `1 place could not be read:\\n  ${eva} cannot be listed \\(EACCES\\): it belongs to ${owner}: run with sudo; what lies in it is not in the output\\n`,
    ),
  );
});
