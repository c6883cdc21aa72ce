import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gamBatchFile, gamShellScript } from '../../../src/exporters/accounts/gam-scripts.js';
import { setupScript } from '../../../src/exporters/accounts/setup-ps1.js';
import { tempDir } from '../../support/temp.js';
import { accountsFrom } from '../../users-cfg/config.js';
import { write } from './support.js';

test('gam.sh hands GAM the file names and the names of columns, whatever its folder is called', () => {
  const dir = join(tempDir(), `it's "here" $(date)`);
  mkdirSync(dir);
  const gam = join(dir, 'my gam');
  writeFileSync(gam, '#!/bin/sh\nfor argument; do printf "%s|" "$argument"; done >> said\necho >> said\n');
  writeFileSync(join(dir, 'gam.sh'), gamShellScript());
  chmodSync(gam, 0o755);
  execFileSync('sh', [join(dir, 'gam.sh')], { env: { ...process.env, GAM: gam }, cwd: '/' });
  expect(readFileSync(join(dir, 'said'), 'utf8')).toBe(
    'csv|groups.csv|charset|utf-8|gam|create|group|~email|name|~name|description|~description|whocanpostmessage|~post|messagemoderationlevel|~moderation|\n' +
      'csv|members.csv|charset|utf-8|gam|update|group|~group|add|~role|~email|\n' +
      'csv|aliases.csv|charset|utf-8|gam|create|alias|~Alias|target|~Target|\n' +
      'csv|forwards.csv|charset|utf-8|gam|user|~email|add|forwardingaddress|~forwardto|\n' +
      'csv|forwards.csv|charset|utf-8|gam|user|~email|forward|on|~action|~forwardto|\n',
  );
});

test('gam.bat has the same commands, CRLF and nothing that cmd would expand', () => {
  const batch = gamBatchFile();
  expect(batch.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const commands = (text: string): string[] =>
    text.split(/\r?\n/).flatMap((line) => (/ csv .*$/.exec(line) ?? []).slice(0, 1));
  expect(commands(batch)).toEqual(commands(gamShellScript()));
  for (const command of commands(batch)) expect(command).not.toMatch(/[%!^&|<>]/);
});

test('the columns that the GAM commands name are in the files', () => {
  const { text } = write(accountsFrom({ User: [{ Name: 'jan', Domain: 'a.b' }] }));
  for (const line of gamShellScript().split('\n')) {
    const file = / csv (\S+)/.exec(line)?.[1];
    if (file === undefined) continue;
    const header = /^[^\r\n]*/.exec(text(`google/${file}`))?.[0].split(',');
    for (const [, column] of line.matchAll(/"~(\w+)"/g)) expect(header).toContain(column);
  }
});

test('the columns and files that setup.ps1 names are there', () => {
  const { text, names } = write(accountsFrom({ User: [{ Name: 'jan', Domain: 'a.b' }] }));
  const blocks = setupScript()
    .replace('$row in $forwarding)', "$row in Read-Rows 'forwarding.csv')")
    .split(/foreach \(\$row in (?=Read-Rows)/)
    .slice(1);
  expect(blocks).toHaveLength(6);
  for (const block of blocks) {
    const file = /Read-Rows '([^']+)'/.exec(block)?.[1] ?? '';
    expect(names).toContain(`microsoft/${file}`);
    const header = /^\ufeff?([^\r\n]*)/.exec(text(`microsoft/${file}`))?.[1]?.split(',');
    for (const [, column] of block.matchAll(/\$row\.(\w+)/g)) expect(header, file).toContain(column);
  }
});

test('setup.ps1 is plain ASCII with CRLF, its brackets match', () => {
  const script = setupScript();
  expect(script).toMatch(/^[\t\r\n -~]*$/);
  expect(script.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const bare = script.replace(/<#[\s\S]*?#>/, '').replace(/'[^'\r\n]*'/g, "''");
  for (const [open, close] of ['()', '{}', '[]']) {
    expect(bare.split(open ?? '').length, open).toBe(bare.split(close ?? '').length);
  }
});

/** The loop of imapsync's own example for many users (`sync_loop_unix.sh`). */
const loop = `while IFS=';' read h1 u1 p1 h2 u2 p2 extra fake; do
  { echo "$h1" | tr -d '\\r' | grep -E '^#|^ *$'; } > /dev/null && continue
  printf '<%s>' "$h1" "$u1" "$p1" "$h2" "$u2" "$p2" "$extra" "$fake"; echo
done`;

test('imapsync’s loop reads imapsync.txt, passwords of every kind included', () => {
  const byAddress = new Map([
    ['jan@a.b', ` sp ace "quo'te" $HOME #1`],
    ['eva@a.b', 'semi;colon'],
    ['iva@a.b', 'back\\slash'],
  ]);
  const read = accountsFrom({
    User: [...byAddress.keys(), 'ota@a.b'].map((address) => ({ Name: address.slice(0, 3), Domain: 'a.b' })),
  });
  const { text, leftOut } = write(read, { passwords: { kind: 'given', byAddress } });
  const run = spawnSync('bash', ['-c', loop], { input: text('imap/imapsync.txt'), encoding: 'utf8' });
  const password = byAddress.get('jan@a.b') ?? '';
  expect(run.stdout).toBe(
    `<old.example><jan@a.b><${password}><new.example><jan@a.b><${password}><><>\n` +
      '<old.example><ota@a.b><><new.example><ota@a.b><><><>\n',
  );
  expect(leftOut('failed').filter((line) => line.startsWith('imap/imapsync'))).toHaveLength(2);
});
