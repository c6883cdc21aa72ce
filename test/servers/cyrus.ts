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

const ADMIN = { user: 'cyrus', pass: 'pass-cyrus' };

/** Starts a real Cyrus with its own configuration and users: strict about messages, MULTIAPPEND, special use. */
export async function startCyrus(users: Readonly<Record<string, string>>): Promise<ImapServer> {
  needsRoot('Cyrus works as a user of its own');
  ensureDebian(['cyrus-common', 'sasl2-bin', 'libsasl2-modules', 'libsasl2-modules-db']);
  const program = join(unpackDebian('cyrus-imapd'), 'usr/lib/cyrus/bin/imapd');
  const dir = makeTempDir('cyrus');
  const port = await freePort();
  for (const name of ['conf', 'spool', 'run']) mkdirSync(join(dir, name));
  writeFileSync(join(dir, 'imapd.conf'), serverConfig(dir));
  writeFileSync(join(dir, 'cyrus.conf'), servicesConfig(dir, program, port));
  for (const [user, password] of [...Object.entries(users), [ADMIN.user, ADMIN.pass] as const]) {
    const args = ['-p', '-c', '-f', join(dir, 'sasldb2'), '-u', hostname(), user];
    execFileSync('saslpasswd2', args, { input: password, stdio: ['pipe', 'ignore', 'ignore'] });
  }
  execFileSync('chown', ['-R', 'cyrus:mail', dir]);
  const files = ['-C', join(dir, 'imapd.conf'), '-M', join(dir, 'cyrus.conf'), '-p', join(dir, 'run/master.pid')];
  const server = await startProcess({ command: 'cyrmaster', args: [...files, '-D'], ready: { port } });
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
altnamespace: yes
unixhierarchysep: yes
specialusealways: 1
virtdomains: off
idlesocket: ${dir}/run/idle
notifysocket: ${dir}/run/notify
lmtpsocket: ${dir}/run/lmtp
`;
}

function servicesConfig(dir: string, program: string, port: number): string {
  return `START {
  recover cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -C ${dir}/imapd.conf -r"
}
SERVICES {
  imap cmd="${program} -C ${dir}/imapd.conf -U 100" listen="127.0.0.1:${port}" prefork=1
}
EVENTS {
}
`;
}
