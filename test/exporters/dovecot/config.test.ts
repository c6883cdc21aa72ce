import { expect, test } from 'vitest';
import { dovecotConfig } from '../../../src/exporters/dovecot/config.js';
import { dovecotPasswords, dovecotUsers } from '../../../src/exporters/dovecot/users.js';

const owner = { user: '65534', group: '65534', needsRoot: true };

/** The value of a setting that stands once. */
function setting(config: string, name: string): string | undefined {
  return new RegExp(`^ *${name} = (.*)$`, 'm').exec(config)?.[1];
}

test('paths are quoted, and a % in them begins no variable', () => {
  const config = dovecotConfig('/srv/a "b" #1 \\ 100%u/dovecot', owner);
  expect(setting(config, 'log_path')).toBe('"/srv/a \\"b\\" #1 \\\\ 100%u/dovecot/dovecot.log"');
  expect(setting(config, 'acl')).toBe('"vfile:/srv/a \\"b\\" #1 \\\\ 100%%u/dovecot/acl"');
  expect(setting(config, 'args')).toBe('"username_format=%u /srv/a \\"b\\" #1 \\\\ 100%%u/dovecot/users"');
  expect(config).toContain(`dovecot -c '/srv/a "b" #1 \\ 100%u/dovecot/dovecot.conf'\n`);
});

test('where the path is too long for the names of sockets, they lie elsewhere', () => {
  expect(setting(dovecotConfig('/srv/out/dovecot', owner), 'base_dir')).toBe('"/srv/out/dovecot/run"');
  expect(setting(dovecotConfig(`/srv/${'long/'.repeat(20)}dovecot`, owner), 'base_dir')).toMatch(
    /^"\/run\/kerio-exit-[0-9a-f]{8}"$/,
  );
});

test('whoever exported may start it, where he has a name and is not root', () => {
  expect(dovecotConfig('/srv/out/dovecot', owner)).not.toContain('default_internal_user');
  const config = dovecotConfig('/srv/out/dovecot', { user: 'eva', group: 'staff', needsRoot: false });
  expect(setting(config, 'default_login_user')).toBe('"eva"');
  expect(setting(config, 'mail_gid')).toBe('"staff"');
  expect(config).not.toContain('user = root');
});

test('users and passwords, as their files hold them', () => {
  const users = [
    { name: 'Jan.Novak@company.com', password: 'a"b,c' },
    { name: '#x@company.com', password: 'secret' },
  ];
  expect(dovecotPasswords(users)).toBe(
    'address,password\r\njan.novak@company.com,"a""b,c"\r\n_x@company.com,secret\r\n',
  );
  expect(dovecotUsers(users, '/srv/100%/mail').replace(/\{SSHA512\}[\w+/=]+/g, '{hash}')).toBe(
    'jan.novak@company.com:{hash}::::/srv/100%/mail/Jan.Novak@company.com::\n' +
      '_x@company.com:{hash}::::/srv/100%/mail/#x@company.com::\n',
  );
});
