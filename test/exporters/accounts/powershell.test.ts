/** Every PowerShell that this program writes or shows is parsed. None of it was run: there is no PowerShell here. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { setupScript } from '../../../src/exporters/accounts/setup-ps1.js';
import { shellOf } from '../../../src/naming/shells.js';
import { runCli } from '../../support/cli.js';
import { powershellErrors } from '../../support/powershell.js';

test('the parser knows what is no PowerShell', async () => {
  expect(await powershellErrors('foreach ($row in Get-Rows) { Write-Host $row }')).toEqual([]);
  expect(await powershellErrors("if ($a -eq 1 {\n'x\n")).not.toEqual([]);
});

test('setup.ps1', async () => {
  expect(await powershellErrors(setupScript())).toEqual([]);
  expect(setupScript()).toContain("Connect-MgGraph -Scopes 'User-PasswordProfile.ReadWrite.All'");
  expect(setupScript()).not.toContain("-Scopes 'User.ReadWrite.All'");
});

test('the script for completion', async () => {
  const { out } = await runCli(['complete', 'powershell']);
  expect(await powershellErrors(out)).toEqual([]);
});

test('what guides say for PowerShell', async () => {
  const shell = shellOf('powershell');
  const moved = new Map([
    ["o'brien@a.example", 'x@b.example'],
    ['old@a.example', null],
  ]);
  const lines = [
    shell.set('CUTOVER', '2026-03-07T18:00:00Z'),
    shell.eachMailbox(
      'C:/my export/mail',
      new Map([['a.example', 'b.example']]),
      (dir, user) => `gyb ${user} ${dir}`,
      moved,
    ),
    shell.orNote('gyb --email x', "'x'", 'failed.txt'),
    shell.search('out/ledger', '.jsonl', '"result":"failed"'),
  ];
  for (const line of lines) expect(await powershellErrors(line), line).toEqual([]);
});

test('blocks of PowerShell in the documents', async () => {
  for (const name of readdirSync('docs').filter((file) => file.endsWith('.md'))) {
    const text = readFileSync(join('docs', name), 'utf8');
    for (const [, block = ''] of text.matchAll(/^```(?:powershell|ps1)\n([^]*?)^```$/gm))
      expect(await powershellErrors(block), `${name}: ${block}`).toEqual([]);
  }
});
