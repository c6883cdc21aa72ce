import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { makeTempDir, removeDir } from '../support/temp.js';
import type { ImapServer } from './cyrus.js';
import { ensureDebian } from './debian.js';
import { mailOwner } from './dovecot.js';
import { listen } from './proxy.js';
import { unpackDebian } from './unpacked.js';

/**
 * Starts a real Courier: literals must wait, every name begins with `INBOX.`. Its imapd is handed connections that have
 * logged in; the part of Courier that does so keeps its users in `/etc`, so here a few lines take its place.
 */
export async function startCourier(users: Readonly<Record<string, string>>): Promise<ImapServer> {
  ensureDebian(['courier-authlib', 'libcourier-unicode4', 'libgamin0']);
  const program = join(unpackDebian('courier-imap'), 'usr/bin/imapd');
  const dir = makeTempDir('courier');
  for (const user of Object.keys(users)) {
    for (const name of ['', 'Maildir', 'Maildir/cur', 'Maildir/new', 'Maildir/tmp']) {
      mkdirSync(join(dir, user, name), { recursive: true });
      chownSync(join(dir, user, name), mailOwner.uid, mailOwner.gid);
    }
  }
  const sockets = new Set<Socket>();
  const children = new Set<ChildProcess>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    awaitLogin(socket, users, (user, tag) => {
      const child = startImapd(program, join(dir, user), user, tag, socket);
      children.add(child);
      child.once('exit', () => children.delete(child));
    });
  });
  const listening = await listen(server, sockets);
  return {
    port: listening.port,
    stop: async () => {
      await listening.stop();
      for (const child of children) child.kill('SIGKILL');
      removeDir(dir);
    },
  };
}

const CAPABILITY = 'IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE';

/** Greets, and answers CAPABILITY and LOGIN until a password is right. */
function awaitLogin(
  socket: Socket,
  users: Readonly<Record<string, string>>,
  onLogin: (user: string, tag: string) => void,
): void {
  let text = '';
  socket.write(`* OK [CAPABILITY ${CAPABILITY}] Courier-IMAP ready.\r\n`);
  const read = (chunk: Buffer): void => {
    text += chunk.toString('latin1');
    for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
      const line = text.slice(0, end);
      text = text.slice(end + 2);
      const [tag = '*', command = ''] = line.split(' ');
      const login = /^\S+ LOGIN "?([^" ]+)"? "?([^"]+?)"?$/i.exec(line);
      if (login !== null && users[login[1] ?? ''] === login[2]) {
        socket.off('data', read);
        onLogin(login[1] ?? '', tag);
        return;
      }
      if (/^CAPABILITY$/i.test(command))
        socket.write(`* CAPABILITY ${CAPABILITY}\r\n${tag} OK CAPABILITY completed\r\n`);
      else socket.write(`${tag} NO Login failed.\r\n`);
    }
  };
  socket.on('data', read);
}

function startImapd(program: string, home: string, user: string, tag: string, socket: Socket): ChildProcess {
  const child = spawn(program, ['Maildir'], {
    cwd: home,
    uid: mailOwner.uid,
    gid: mailOwner.gid,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      HOME: home,
      AUTHENTICATED: user,
      AUTHADDR: user,
      IMAPLOGINTAG: tag,
      MAILDIRPATH: 'Maildir',
      PROTOCOL: 'IMAP',
      TCPREMOTEIP: '127.0.0.1',
      TCPREMOTEPORT: '1',
      IMAP_CAPABILITY: CAPABILITY,
      IMAP_KEYWORDS: '1',
      IMAP_USELOCKS: '1',
    },
  });
  child.stdin.on('error', () => undefined);
  socket.pipe(child.stdin);
  child.stdout.pipe(socket);
  socket.resume();
  return child;
}
