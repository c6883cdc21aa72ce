import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Guide } from '../../src/report/guide.js';
import { runCli } from '../support/cli.js';
import { makeTempDir, removeDir } from '../support/temp.js';

const dir = makeTempDir('next');
const out = join(dir, 'out');

beforeAll(async () => {
  await runCli(['export', 'fixtures/kerio-store', '--out', out, '--target', 'microsoft', '--quiet']);
});
afterAll(() => {
  removeDir(dir);
});

test("the guide for the export's own destination, in numbered steps", async () => {
  const { code, out: text, err } = await runCli(['next', out]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(text).toMatch(/^Microsoft 365\n\n1\. Prove the export\n {3}Compares every item/);
  expect(text).toContain(`\n     pwsh -ExecutionPolicy Bypass -File ${out}/accounts/microsoft/setup.ps1\n`);
  expect(text).not.toContain('?');
  // Commands are whole, whatever their length; text is not.
  for (const line of text.split('\n').filter((text) => /^ {3}\S/.test(text)))
    expect(line.length).toBeLessThanOrEqual(100);
});

test('another destination, and JSON', async () => {
  const { out: text } = await runCli(['next', out, '--for', 'dovecot', '--json']);
  const guide = JSON.parse(text) as Guide;
  expect(guide).toMatchObject({ destination: 'dovecot', title: 'Dovecot, mailcow' });
  expect(guide.steps.flatMap(({ commands }) => commands)).toContain(`kerio-exit verify ${out}`);
});

test('the steps as a checklist to print: beside the report, and for another destination where it is wanted', async () => {
  const read = (file: string): string => readFileSync(file, 'utf8').replace(/<[^>]*>/g, '');
  expect(read(join(out, 'checklist.html'))).toContain('Checklist: example.com, ');
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('href="checklist.html"');
  const file = join(dir, 'lists/dovecot.html');
  expect(await runCli(['next', out, '--for', 'dovecot', '--html', file])).toMatchObject({ code: 0, err: '' });
  expect(read(file)).toContain('to Dovecot, mailcow');
  expect(read(file)).toContain(`kerio-exit verify ${out}`);
  expect(readFileSync(file, 'utf8')).not.toContain('href=');
  const refused = await runCli(['next', out, '--html', 'fixtures/kerio-store/x.html']);
  expect({ code: refused.code, err: refused.err }).toMatchObject({ code: 2 });
});

test('a name with typographic quotes stays what it is, so that commands work', async () => {
  const quoted = join(dir, 'l’été');
  await runCli(['export', 'fixtures/kerio-store', '--out', quoted, '--user', 'alice', '--only', 'mail', '--quiet']);
  expect((await runCli(['next', quoted])).out).toContain(`kerio-exit verify '${quoted}'`);
});

test.each([
  ['none', 'has no report.json that can be read (ENOENT)'],
  ['broken', 'has no report.json that can be read (it is no JSON)'],
  ['other', 'is not of an export'],
])('a folder with %s report is refused in one sentence', async (name, message) => {
  mkdirSync(join(dir, name));
  if (name === 'broken') writeFileSync(join(dir, name, 'report.json'), '{');
  if (name === 'other') writeFileSync(join(dir, name, 'report.json'), '{"command":"migrate"}');
  const { code, out: text, err } = await runCli(['next', join(dir, name)]);
  expect({ code, text }).toEqual({ code: 2, text: '' });
  expect(err).toContain(message);
  expect(err).toContain('give the folder that kerio-exit export wrote to.\n');
});

test('on Windows, and with --shell anywhere, commands are for PowerShell', async () => {
  const quoted = join(dir, 'two words');
  await runCli(['export', 'fixtures/kerio-store', '--out', quoted, '--domain', 'example.com', '--quiet']);
  const of = async (destination: string): Promise<readonly string[]> => {
    const args = ['next', quoted, '--for', destination, '--shell', 'powershell', '--json'];
    return (JSON.parse((await runCli(args)).out) as Guide).steps.flatMap(({ commands }) => commands);
  };
  const out = quoted.replaceAll('/', '\\');
  const google = await of('google');
  expect(google).toContain(`kerio-exit verify '${out}'`);
  expect(google).toContain(`& '${out}\\accounts\\google\\gam.bat'`);
  expect(google).toContain("$CUTOVER = '2026-03-07T18:00:00Z'");
  expect(google).toContain(
    `Get-ChildItem '${out}\\mail' -Directory -Filter '*@*' | Where-Object Name -NotMatch '^_(public|archive|resources)@' | ` +
      'ForEach-Object { $dir = $_.FullName; $user = $_.Name; gyb --email $user --action restore-mbox --local-folder $dir ' +
      '--service-account; if ($LASTEXITCODE -ne 0) { Add-Content gyb-failed.txt $user } }',
  );
  for (const destination of ['google', 'microsoft', 'imap', 'files'])
    for (const command of await of(destination)) expect(command).not.toMatch(/\|\||\$\(|"\$|; do |<<|^[A-Z]+=/);
  // What cannot be made on Windows, and what runs on the host itself, is for Linux.
  expect(await of('dovecot')).toContainEqual(
    expect.stringMatching(/^kerio-exit export \S+ --out kerio-exit-maildir .*--mail-format maildir/),
  );
  expect(await of('imap')).toContainEqual(expect.stringMatching(/^curl\.exe .* --data-binary '@/));
});
