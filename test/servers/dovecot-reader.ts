import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTempDir, removeDir } from '../support/temp.js';
import { ensureDebian } from './debian.js';
import { mailOwner } from './dovecot.js';

/** One message as Dovecot understood it. */
export interface DovecotMessage {
  /** Folder name, UTF-8, levels divided by `/`. */
  readonly mailbox: string;
  readonly uid: number;
  /** Flags and keywords, sorted; without `\Recent`. */
  readonly flags: readonly string[];
  /** INTERNALDATE, unix seconds. */
  readonly receivedAt: number;
  /** The message as it is kept: line ends as on disk, without the header fields that hold mbox state. */
  readonly bytes: Buffer;
}

/**
 * Reads a mailbox from disk with `doveadm`: no server, no login. `dir` is copied first, because Dovecot writes its
 * indexes beside the mail. `location` is Dovecot's `mail_location` with `%DIR` for the copy: `maildir:%DIR`,
 * `mbox:%DIR:INBOX=%DIR/INBOX.mbox`. Messages come in order of folder name, then UID.
 */
export function readWithDovecot(dir: string, location: string): readonly DovecotMessage[] {
  ensureDebian(['dovecot-core', 'dovecot-imapd']);
  const work = makeTempDir('doveadm');
  try {
    const copy = join(work, 'mail');
    mkdirSync(copy);
    cpSync(dir, copy, { recursive: true, preserveTimestamps: true });
    execFileSync('chown', ['-R', `${mailOwner.uid}:${mailOwner.gid}`, work]);
    const config = join(work, 'doveadm.conf');
    writeFileSync(config, readerConfig(work, location.replaceAll('%DIR', copy)));
    const fields = 'mailbox uid flags date.received.unixtime size.physical text';
    const output = execFileSync('doveadm', ['-c', config, '-f', 'pager', 'fetch', fields, 'mailbox', '*'], {
      env: { ...process.env, USER: 'reader', HOME: work, TZ: 'UTC' },
      maxBuffer: 1 << 30,
    });
    return parsePager(output).sort((a, b) => compare(a.mailbox, b.mailbox) || a.uid - b.uid);
  } finally {
    removeDir(work);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function readerConfig(work: string, location: string): string {
  return `mail_location = ${location}
mail_uid = ${mailOwner.uid}
mail_gid = ${mailOwner.gid}
first_valid_uid = 1
ssl = no
log_path = ${work}/doveadm.log
namespace inbox {
  inbox = yes
  separator = /
}
`;
}

/** The pager format: `name:value` lines, the text last; the size before it says where the text ends. */
function parsePager(output: Buffer): DovecotMessage[] {
  const messages: DovecotMessage[] = [];
  let at = 0;
  while (at < output.length) {
    const textAt = output.indexOf('\ntext:\n', at) + '\ntext:\n'.length;
    const field = new Map(
      output
        .toString('utf8', at, textAt - '\ntext:\n'.length)
        .split('\n')
        .map((line): [string, string] => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
    );
    const end = textAt + Number(field.get('size.physical'));
    messages.push({
      mailbox: field.get('mailbox') ?? '',
      uid: Number(field.get('uid')),
      flags: (field.get('flags') ?? '')
        .split(' ')
        .filter((flag) => flag !== '' && flag !== '\\Recent')
        .sort(),
      receivedAt: Number(field.get('date.received.unixtime')),
      bytes: Buffer.from(output.subarray(textAt, end)),
    });
    // Records are divided by a form feed on a line of its own.
    at = end + '\f\n'.length;
  }
  return messages;
}
