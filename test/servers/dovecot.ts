import { execFile, execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeTempDir, removeDir } from '../support/temp.js';
import { ensureDebian } from './debian.js';
import { freePort } from './port.js';
import { startProcess } from './process.js';

/** Who owns the mail of the test servers: mail processes refuse to run as root. */
export const mailOwner = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : userInfo();

export interface DovecotOptions {
  /** Login names and their passwords. */
  readonly users: Readonly<Record<string, string>>;
  /** How mail is kept; `mdbox` unless told. */
  readonly format?: 'mdbox' | 'sdbox' | 'maildir';
  /** A login that may act for every user, as `user*master`. */
  readonly master?: { readonly name: string; readonly password: string };
  /** More lines for the configuration: quotas, plugins, limits. */
  readonly config?: string;
}

export interface Dovecot {
  readonly host: '127.0.0.1';
  /** Plain text and STARTTLS. */
  readonly port: number;
  /** TLS from the start. */
  readonly tlsPort: number;
  /** PEM file of the self-signed certificate, for `localhost` and 127.0.0.1. */
  readonly certificate: string;
  /** The folder with its configuration, log and mail. */
  readonly dir: string;
  /** Runs `doveadm` against the server and gives what it printed. */
  doveadm(args: readonly string[]): Promise<string>;
  /** The home folder of a user; mail lies in `mdbox`, `sdbox` or `Maildir` below it. */
  home(user: string): string;
  /** The server's log so far. */
  log(): string;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

/** Starts a real Dovecot with its own configuration, users and ports below a temporary folder. */
export async function startDovecot(options: DovecotOptions): Promise<Dovecot> {
  ensureDebian(['dovecot-core', 'dovecot-imapd', 'openssl']);
  const dir = makeTempDir('dovecot');
  const port = await freePort();
  const tlsPort = await freePort();
  const config = join(dir, 'dovecot.conf');
  makeCertificate(dir);
  writeFileSync(join(dir, 'users'), passwordLines(dir, options.users));
  const { master } = options;
  writeFileSync(join(dir, 'masters'), master === undefined ? '' : `${master.name}:{PLAIN}${master.password}\n`);
  writeFileSync(config, serverConfig(dir, port, tlsPort, options));
  for (const user of Object.keys(options.users)) {
    mkdirSync(join(dir, 'vmail', user), { recursive: true });
    chownSync(join(dir, 'vmail', user), mailOwner.uid, mailOwner.gid);
  }
  const server = await startProcess({
    command: 'dovecot',
    args: ['-F', '-c', config],
    ready: { port },
  });
  return {
    host: '127.0.0.1',
    port,
    tlsPort,
    certificate: join(dir, 'cert.pem'),
    dir,
    doveadm: async (args) => (await run('doveadm', ['-c', config, ...args], { maxBuffer: 1 << 30 })).stdout,
    home: (user) => join(dir, 'vmail', user),
    log: () => readFileSync(join(dir, 'dovecot.log'), 'utf8'),
    stop: async () => {
      await server.stop();
      removeDir(dir);
    },
  };
}

const run = promisify(execFile);

function makeCertificate(dir: string): void {
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '3650', '-subj', '/CN=localhost'];
  const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const files = ['-keyout', join(dir, 'key.pem'), '-out', join(dir, 'cert.pem')];
  execFileSync('openssl', [...args, ...names, ...files], { stdio: 'ignore' });
}

function passwordLines(dir: string, users: Readonly<Record<string, string>>): string {
  return Object.entries(users)
    .map(([user, password]) => {
      const home = join(dir, 'vmail', user);
      return `${user}:{PLAIN}${password}:${mailOwner.uid}:${mailOwner.gid}::${home}::\n`;
    })
    .join('');
}

function serverConfig(dir: string, port: number, tlsPort: number, options: DovecotOptions): string {
  const format = options.format ?? 'mdbox';
  return `base_dir = ${dir}/run
state_dir = ${dir}/state
instance_name = test
protocols = imap
listen = 127.0.0.1
log_path = ${dir}/dovecot.log
ssl = yes
ssl_cert = <${dir}/cert.pem
ssl_key = <${dir}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_master_user_separator = *
auth_failure_delay = 0
auth_verbose = yes
mail_max_userip_connections = 100
first_valid_uid = 1
mail_location = ${format}:~/${format === 'maildir' ? 'Maildir' : format}
mail_fsync = never
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${dir}/masters
  master = yes
  result_success = continue
}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${dir}/users
}
userdb {
  driver = passwd-file
  args = username_format=%u ${dir}/users
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Drafts {
    special_use = \\Drafts
  }
  mailbox Junk {
    special_use = \\Junk
  }
  mailbox Sent {
    special_use = \\Sent
  }
  mailbox Trash {
    special_use = \\Trash
  }
  mailbox Archive {
    special_use = \\Archive
  }
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
${rootless()}${options.config ?? ''}
`;
}

/** Without root no server can change to users of its own, nor lock itself into a folder. */
function rootless(): string {
  if (process.getuid?.() === 0) return '';
  const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();
  const { username } = userInfo();
  return `default_internal_user = ${username}
default_login_user = ${username}
default_internal_group = ${group}
service anvil {
  chroot =
}
service imap-login {
  chroot =
}
service stats {
  chroot =
}
`;
}
