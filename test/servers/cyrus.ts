import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { needsRoot } from '../support/not-run.js';
import { makeTempDir, removeDir } from '../support/temp.js';
import { ensureDebian } from './debian.js';
import { freePort } from './port.js';
import { startProcess } from './process.js';
import { unpackDebian } from './unpacked.js';

/** A server that a test started, in plain text on loopback. */
export interface ImapServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** The same with calendars, address books and filters. */
export interface CyrusGroupware extends ImapServer {
  /** `http://127.0.0.1:<port>/`. */
  readonly url: string;
  /** The same with the password of `everybody`, where one was given, and with no other. */
  readonly urlForAll: string;
  /** Port of ManageSieve. */
  readonly sieve: number;
}

/** Who may act for every user in IMAP and ManageSieve. */
export const CYRUS_ADMIN = { admin: 'cyrus', password: 'pass-cyrus' };
const ADMIN = { user: CYRUS_ADMIN.admin, pass: CYRUS_ADMIN.password };

const PACKAGES = ['cyrus-common', 'sasl2-bin', 'libsasl2-modules', 'libsasl2-modules-db'];

/** Starts a real Cyrus with its own configuration and users: strict about messages, MULTIAPPEND, special use. */
export async function startCyrus(users: Readonly<Record<string, string>>): Promise<ImapServer> {
  return start(users, { packages: PACKAGES, config: '', services: '' });
}

/**
 * Starts Cyrus with CalDAV, CardDAV and ManageSieve. It sends invitations to the sink at `smtp`; the address of a user is its name
 * at example.com. With `everybody` a second CalDAV runs beside it that knows this password for all users (docs/own-host.md).
 */
export async function startCyrusGroupware(
  users: Readonly<Record<string, string>>,
  smtp: number,
  everybody: string | null = null,
): Promise<CyrusGroupware> {
  const [http, sieve, all] = [await freePort(), await freePort(), await freePort()];
  const config = `httpmodules: caldav carddav
caldav_allowscheduling: on
calendar_user_address_set: example.com
smtp_backend: host
smtp_host: 127.0.0.1:${smtp}
sieveusehomedir: false
${everybody === null ? '' : 'moving_sasl_sasldb_path: @DIR@/moving2\n'}`;
  const bin = '/usr/lib/cyrus/bin';
  // Several wait for work: where the only one ends as a connection comes in, the master turns in a circle and never learns of it.
  const services = `  http cmd="${bin}/httpd -C @CONF@ -U 1000" listen="127.0.0.1:${http}" prefork=4 maxchild=20
  sieve cmd="${bin}/timsieved -C @CONF@" listen="127.0.0.1:${sieve}" prefork=0
${everybody === null ? '' : `  moving cmd="${bin}/httpd -C @CONF@ -U 1000" listen="127.0.0.1:${all}" prefork=2 maxchild=20\n`}`;
  const server = await start(users, { packages: [...PACKAGES, 'cyrus-caldav'], config, services, everybody });
  return { ...server, url: `http://127.0.0.1:${http}/`, urlForAll: `http://127.0.0.1:${all}/`, sieve };
}

interface CyrusParts {
  readonly packages: readonly string[];
  /** Further lines of imapd.conf, and of the services; `@CONF@` is that file, `@DIR@` its folder. */
  readonly config: string;
  readonly services: string;
  readonly everybody?: string | null;
}

async function start(users: Readonly<Record<string, string>>, parts: CyrusParts): Promise<ImapServer> {
  needsRoot('Cyrus works as a user of its own');
  ensureDebian(parts.packages);
  const program = join(unpackDebian('cyrus-imapd'), 'usr/lib/cyrus/bin/imapd');
  const dir = makeTempDir('cyrus');
  const port = await freePort();
  const inside = ['socket', 'db', 'proc', 'log', 'msg', 'quota', 'user', 'sync', 'lock', 'sieve'];
  for (const name of ['conf', 'spool', 'run', ...inside.map((each) => `conf/${each}`)]) mkdirSync(join(dir, name));
  writeFileSync(join(dir, 'imapd.conf'), serverConfig(dir) + parts.config.replaceAll('@DIR@', dir));
  const services = parts.services.replaceAll('@CONF@', join(dir, 'imapd.conf'));
  writeFileSync(join(dir, 'cyrus.conf'), servicesConfig(dir, program, port, services));
  const know = (file: string, user: string, password: string): void => {
    const args = ['-p', '-c', '-f', join(dir, file), '-u', hostname(), user];
    execFileSync('saslpasswd2', args, { input: password, stdio: ['pipe', 'ignore', 'ignore'] });
  };
  for (const [user, password] of [...Object.entries(users), [ADMIN.user, ADMIN.pass] as const])
    know('sasldb2', user, password);
  const { everybody = null } = parts;
  if (everybody !== null) for (const user of Object.keys(users)) know('moving2', user, everybody);
  execFileSync('chown', ['-R', 'cyrus:mail', dir]);
  const files = ['-C', join(dir, 'imapd.conf'), '-M', join(dir, 'cyrus.conf'), '-p', join(dir, 'run/master.pid')];
  // The master ends whoever of its user is in its group: another test's Cyrus as well.
  const server = await startProcess({ command: 'cyrmaster', args: [...files, '-D'], ready: { port }, ownGroup: true });
  await createMailboxes(port, Object.keys(users));
  return {
    port,
    stop: async () => {
      await server.stop();
      removeDir(dir);
    },
  };
}

/** By hand: the administrator has no folders of its own, and imapflow waits for ever for an answer without them. */
async function createMailboxes(port: number, users: readonly string[]): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  const creations = users.map((user, at) => `c${at} CREATE user/${user}\r\n`);
  let said = '';
  socket.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')));
  socket.write(`a LOGIN ${ADMIN.user} ${ADMIN.pass}\r\n${creations.join('')}z LOGOUT\r\n`);
  await once(socket, 'close');
  if (!users.every((_, at) => said.includes(`\r\nc${at} OK`))) throw new Error(`Cyrus made no mailboxes: ${said}`);
}

function serverConfig(dir: string): string {
  return `configdirectory: ${dir}/conf
defaultpartition: default
partition-default: ${dir}/spool
admins: ${ADMIN.user}
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: ${dir}/sasldb2
sasl_mech_list: PLAIN
sievedir: ${dir}/conf/sieve
altnamespace: yes
unixhierarchysep: yes
specialusealways: 1
virtdomains: off
idlesocket: ${dir}/run/idle
notifysocket: ${dir}/run/notify
lmtpsocket: ${dir}/run/lmtp
`;
}

function servicesConfig(dir: string, program: string, port: number, more: string): string {
  return `START {
  recover cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -C ${dir}/imapd.conf -r"
}
SERVICES {
  imap cmd="${program} -C ${dir}/imapd.conf -U 100" listen="127.0.0.1:${port}" prefork=1
${more}}
EVENTS {
}
`;
}
