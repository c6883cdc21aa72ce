import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureDebian } from '../../servers/debian.js';
import { startProcess } from '../../servers/process.js';
import { makeTempDir, removeDir } from '../../support/temp.js';
import { accountsFrom } from '../../users-cfg/config.js';
import { write } from './support.js';

test('a real Dovecot lets in who is in dovecot-users, with the password and not without', async () => {
  ensureDebian(['dovecot-core', 'dovecot-imapd']);
  const byAddress = new Map([
    ['jan@company.com', 'heslo: "ž" $x'],
    ['off@company.com', 'abc'],
  ]);
  const read = accountsFrom({
    User: [
      { Name: 'jan', Domain: 'company.com', FullName: 'Jan: Novák' },
      { Name: 'off', Domain: 'company.com', Account_enabled: '0' },
      { Name: 'eva', Domain: 'company.com' },
    ],
  });
  const dir = makeTempDir('passwd');
  mkdirSync(join(dir, 'run'));
  writeFileSync(
    join(dir, 'users'),
    write(read, { passwords: { kind: 'given', byAddress } }).text('imap/dovecot-users'),
  );
  writeFileSync(
    join(dir, 'dovecot.conf'),
    `base_dir = ${dir}/run
state_dir = ${dir}
instance_name = passwd
protocols =
log_path = /dev/stderr
ssl = no
auth_failure_delay = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
passdb {
  driver = passwd-file
  args = ${dir}/users
}
userdb {
  driver = passwd-file
  args = ${dir}/users
}
`,
  );
  const server = await startProcess({
    command: 'dovecot',
    args: ['-F', '-c', join(dir, 'dovecot.conf')],
    ready: { log: /starting up/ },
  });
  const doveadm = (...args: string[]): { ok: boolean; said: string } => {
    const run = spawnSync('doveadm', ['-c', join(dir, 'dovecot.conf'), ...args], { encoding: 'utf8' });
    return { ok: run.status === 0, said: run.stdout + run.stderr };
  };
  try {
    expect(doveadm('auth', 'test', 'jan@company.com', 'heslo: "ž" $x').ok).toBe(true);
    expect(doveadm('auth', 'test', 'jan@company.com', 'wrong').ok).toBe(false);
    expect(doveadm('auth', 'test', 'eva@company.com', '').ok).toBe(false);
    expect(doveadm('auth', 'test', 'off@company.com', 'abc').said).toContain('nologin');
    expect(doveadm('user', 'jan@company.com').said).toContain(
      'uid\t5000\ngid\t5000\nhome\t/var/vmail/company.com/jan\n',
    );
  } finally {
    await server.stop();
    removeDir(dir);
  }
});
