/** Reads an export's mail back with other people's software, and says where it differs from store and ledger. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerLine } from '../../src/ledger/line.js';
import { readWithDovecot } from '../servers/dovecot-reader.js';
import { encodeFolderName } from '../support/store-builder.mjs';
import { readMboxes } from '../support/python.js';
import { isExact, unquote } from './mbox-text.js';
import { filesBelow, readLedger } from './program.js';
import type { SourceOf } from './sources.js';

/** A ledger line with the mailbox it belongs to. */
interface Exported {
  readonly address: string;
  readonly line: LedgerLine;
}

/** Lines of exported mail by output file, in the order of the file. */
export function exportedMail(out: string): ReadonlyMap<string, readonly Exported[]> {
  const byFile = new Map<string, Exported[]>();
  for (const [address, lines] of readLedger(out)) {
    for (const line of lines) {
      if (line.kind !== 'mail' || line.file === null) continue;
      byFile.set(line.file, [...(byFile.get(line.file) ?? []), { address, line }]);
    }
  }
  for (const lines of byFile.values()) lines.sort((a, b) => (a.line.offset ?? 0) - (b.line.offset ?? 0));
  return byFile;
}

/** Differences between the mbox files of an export, read by Python's `mailbox`, and the store. Empty when all is well. */
export function differencesByPython(out: string, sourceOf: SourceOf): readonly string[] {
  const byFile = exportedMail(out);
  const files = filesBelow(join(out, 'mail')).map((name) => `mail/${name}`);
  const unknown = files.filter((file) => !byFile.has(file) && readFileSync(join(out, file)).length > 0);
  const found = unknown.map((file) => `${file}: not in the ledger`);
  const boxes = readMboxes([...byFile.keys()].map((file) => join(out, file)));
  for (const [number, [file, lines]] of [...byFile].entries()) {
    const messages = boxes[number] ?? [];
    if (messages.length !== lines.length) found.push(`${file}: ${messages.length} messages, ledger ${lines.length}`);
    for (const [at, { address, line }] of lines.entries()) {
      const message = messages[at];
      if (message === undefined) continue;
      const where = `${file} ${line.folder.join('/')} ${line.uid}`;
      if (!isExact(unquote(message.bytes), readFileSync(sourceOf(address, line)), line.notes ?? []))
        found.push(`${where}: bytes`);
      const received = Date.parse(`${message.from.slice(message.from.indexOf(' ') + 1)} UTC`);
      if (received !== Date.parse(line.receivedAt ?? '')) found.push(`${where}: date ${message.from}`);
      const slice = readFileSync(join(out, file)).subarray(line.offset ?? 0, (line.offset ?? 0) + (line.length ?? 0));
      const whole = `From ${message.from}\n${message.bytes.toString('latin1')}\n`;
      if (slice.toString('latin1') !== whole)
        found.push(`${where}: the ledger's offset and length are not the message`);
    }
  }
  return found;
}

/** Differences between an export of one untouched file a message and the store. Empty when all is well. */
export function differencesOfFiles(out: string, sourceOf: SourceOf): readonly string[] {
  const byFile = exportedMail(out);
  const files = filesBelow(join(out, 'mail')).map((name) => `mail/${name}`);
  const found = files.filter((file) => !byFile.has(file)).map((file) => `${file}: not in the ledger`);
  for (const [file, lines] of byFile) {
    const [first] = lines;
    if (lines.length !== 1 || first === undefined) found.push(`${file}: ${lines.length} ledger lines`);
    else if (!readFileSync(join(out, file)).equals(readFileSync(sourceOf(first.address, first.line))))
      found.push(`${file}: bytes`);
  }
  return found;
}

/** How Dovecot is told where the mail of one mailbox lies, and how it names the mailbox that an output file is in. */
const layouts = {
  mbox: {
    location: 'mbox:%DIR:INBOX=%DIR/INBOX.mbox:UTF-8',
    isIn: (file: string, mailbox: string) => file === (mailbox === 'INBOX' ? 'INBOX.mbox' : mailbox),
  },
  maildir: {
    location: 'maildir:%DIR',
    isIn: (file: string, mailbox: string) => {
      const folder = mailbox === 'INBOX' ? '' : `.${encodeFolderName(mailbox).replaceAll('/', '.')}/`;
      return file.startsWith(`${folder}cur/`);
    },
  },
};

/**
 * Differences between an export, read by Dovecot, and the store: folders, flags, received times, bytes. Empty when all
 * is well.
 */
export function differencesByDovecot(out: string, format: keyof typeof layouts, sourceOf: SourceOf): readonly string[] {
  const found: string[] = [];
  for (const [address, lines] of readLedger(out)) {
    const dir = join(out, 'mail', address);
    if (!existsSync(dir)) continue;
    const mail = lines.filter((line) => line.kind === 'mail' && line.result === 'exported');
    const read = readWithDovecot(dir, layouts[format].location).map(({ mailbox, flags, receivedAt, bytes }) => {
      const text = format === 'mbox' ? unquote(bytes) : bytes.toString('latin1');
      return { mailbox, flags: flags.join(' '), receivedAt, text, taken: false };
    });
    if (read.length !== mail.length) found.push(`${address}: ${read.length} messages, ledger ${mail.length}`);
    for (const line of mail) {
      const source = readFileSync(sourceOf(address, line));
      const same = read.find(
        (message) =>
          !message.taken &&
          layouts[format].isIn((line.file ?? '').slice(`mail/${address}/`.length), message.mailbox) &&
          message.receivedAt * 1000 === Date.parse(line.receivedAt ?? '') &&
          message.flags === [...line.flags].sort().join(' ') &&
          (format === 'mbox'
            ? isExact(message.text, source, line.notes ?? [])
            : message.text === source.toString('latin1')),
      );
      if (same === undefined) found.push(`${address} ${line.folder.join('/')} ${line.uid}: not read back`);
      else same.taken = true;
    }
  }
  return found;
}
