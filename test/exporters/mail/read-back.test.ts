/** What other people's programs make of the output: Python's `mailbox`, and a real Dovecot. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FolderFormat } from '../../../src/naming/folders.js';
import { mailOwner } from '../../servers/dovecot.js';
import { type DovecotMessage, readWithDovecot } from '../../servers/dovecot-reader.js';
import { corpusDir, corpusFiles, corpusNote } from '../../support/corpus.js';
import { python, readMboxes } from '../../support/python.js';
import { tempDir } from '../../support/temp.js';
import { crlf, exportMail, folder, type Given, item, listFiles, RECEIVED } from './support.js';

const FLAGS = ['\\Seen', '\\Answered', '\\Flagged', '\\Draft', '\\Deleted'];

/** A mailbox with every combination of flags, odd folders, odd messages. */
function mailboxOf(): Given[] {
  const inbox = folder(['INBOX']);
  const flagged = Array.from({ length: 32 }, (_, bits) => ({
    item: item({
      folder: inbox,
      uid: bits + 1,
      flags: FLAGS.filter((_flag, bit) => bits & (1 << bit)),
    }),
    bytes: crlf(`Subject: flags ${bits}\nDate: soon\n\nFrom ${bits}\n`),
    receivedAt: RECEIVED + bits * 1000,
  }));
  const folders = [
    ['Sent Items'],
    ['Projects'],
    ['Projects', '2019'],
    ['Práce', 'Šílené. jméno'],
    ['~home'],
    ['INBOX', 'Sub'],
  ];
  const odd = [
    'Just text\nno header\n',
    'Subject: header alone\n',
    'From x\nSubject: envelope\n\n>From y\n',
    'Subject: x\n\n\n\n',
  ];
  const elsewhere = folders.flatMap((path, at) => {
    const there = folder(path);
    return odd.map((text, uid) => ({
      item: item({ folder: there, uid, flags: ['\\Seen'] }),
      bytes: crlf(text),
      receivedAt: RECEIVED + at * 100_000 + uid,
    }));
  });
  return [...flagged, ...elsewhere];
}

function written(format: FolderFormat, given: readonly Given[]): string {
  const root = tempDir(format);
  const { outcomes } = exportMail(root, given, { format });
  expect(outcomes.map(({ result }) => result)).toEqual(given.map((): string => 'exported'));
  return join(root, 'mail/jan@company.com');
}

/** The message as IMAP has it: with CRLF. */
function canonical(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/\r?\n/g, '\r\n');
}

describe('Dovecot', () => {
  test('takes the Maildir as it is: folders, flags, dates, bytes', () => {
    const given = mailboxOf();
    const read = readWithDovecot(written('maildir', given), 'maildir:%DIR');
    const names = new Map([
      ['~home', '_home'],
      ['Práce/Šílené. jméno', 'Práce/Šílené_ jméno'],
    ]);
    const wanted = given.map((one) => {
      const name = one.item.folder.path.join('/');
      return {
        mailbox: names.get(name) ?? name,
        flags: one.item.flags.toSorted(),
        receivedAt: one.receivedAt,
        text: one.bytes.toString('latin1'),
      };
    });
    expect(
      read.map(({ mailbox, flags, receivedAt, bytes }) => ({
        mailbox,
        flags,
        receivedAt,
        text: bytes.toString('latin1'),
      })),
    ).toEqual(
      wanted.sort((a, b) => (a.mailbox < b.mailbox ? -1 : a.mailbox > b.mailbox ? 1 : a.receivedAt - b.receivedAt)),
    );
  });

  test('moves the Maildir into a store of its own kind with doveadm backup', () => {
    const given = mailboxOf();
    const work = tempDir('backup');
    const [maildir, home, config] = ['maildir', 'home', 'doveadm.conf'].map((name) => join(work, name)) as [
      string,
      string,
      string,
    ];
    cpSync(written('maildir', given), maildir, { recursive: true, preserveTimestamps: true });
    mkdirSync(home);
    execFileSync('chown', ['-R', `${mailOwner.uid}:${mailOwner.gid}`, work]);
    writeFileSync(
      config,
      `mail_location = mdbox:${home}/mdbox\nmail_uid = ${mailOwner.uid}\nmail_gid = ${mailOwner.gid}\nfirst_valid_uid = 1
ssl = no\nlog_path = ${work}/log\nnamespace inbox {\n  inbox = yes\n  separator = /\n}\n`,
    );
    const env = { ...process.env, USER: 'reader', HOME: home, TZ: 'UTC' };
    execFileSync('doveadm', ['-c', config, 'backup', '-R', `maildir:${maildir}`], { env });
    const state = (read: readonly DovecotMessage[]) =>
      read.map(({ mailbox, flags, receivedAt, bytes }) => [mailbox, flags, receivedAt, canonical(bytes)]);
    expect(state(readWithDovecot(home, 'mdbox:%DIR/mdbox'))).toEqual(state(readWithDovecot(maildir, 'maildir:%DIR')));
    const subscribed = execFileSync('doveadm', ['-c', config, 'mailbox', 'list', '-s'], { env, encoding: 'utf8' });
    expect(subscribed.trim().split('\n').sort()).toEqual(
      ['INBOX', 'INBOX/Sub', 'Projects', 'Projects/2019', 'Práce/Šílené_ jméno', 'Sent Items', '_home'].sort(),
    );
  });

  test('reads the mbox files: flags, dates; nothing but our fields and quoting is new', () => {
    const given = mailboxOf();
    const read = readWithDovecot(written('mbox', given), 'mbox:%DIR:UTF-8:INBOX=%DIR/INBOX.mbox');
    const inbox = given.filter((one) => one.item.folder.path.length === 1 && one.item.folder.path[0] === 'INBOX');
    const readInbox = read.filter(({ mailbox }) => mailbox === 'INBOX');
    expect(readInbox.map(({ flags }) => flags)).toEqual(inbox.map((one) => one.item.flags.toSorted()));
    expect(readInbox.map(({ receivedAt }) => receivedAt)).toEqual(inbox.map(({ receivedAt }) => receivedAt));
    expect(
      readInbox.map(({ bytes }) => canonical(bytes).replace(/^(?:X-Gmail-Labels|X-Mozilla-\w+): .*\r\n/gm, '')),
    ).toEqual(inbox.map(({ bytes }) => canonical(Buffer.from(bytes)).replace(/^From /m, '>From ')));
    const count = new Map<string, number>();
    for (const { mailbox } of read) count.set(mailbox, (count.get(mailbox) ?? 0) + 1);
    expect(Object.fromEntries(count)).toEqual({
      INBOX: 32,
      'INBOX/Sub.mbox': 4,
      'Projects.mbox': 4,
      'Projects/2019.mbox': 4,
      'Práce/Šílené. jméno.mbox': 4,
      'Sent Items.mbox': 4,
      '_home.mbox': 4,
    });
  });
});

describe("Python's mailbox", () => {
  test('finds every message of every mbox, with its labels', () => {
    const given = mailboxOf();
    const mailbox = written('mbox', given);
    const files = listFiles(mailbox);
    const read = readMboxes(files.map((file) => join(mailbox, file))).flat();
    expect(read).toHaveLength(given.length);
    const labels = python(
      `import mailbox, sys, json, re
from email.header import decode_header
def labels(value):
    text, charset = decode_header(value)[0]
    text = text.decode(charset or 'ascii') if isinstance(text, bytes) else text
    return [part.strip('"') for part in re.split(r'(,|".*?"|\\'.*?\\')', text) if part.strip('", ')]
print(json.dumps({file: sorted({json.dumps(labels(m['X-Gmail-Labels']), ensure_ascii=False) for m in mailbox.mbox(file)}) for file in sys.argv[1:]}))`,
      files.map((file) => join(mailbox, file)),
    );
    const byFile = JSON.parse(labels) as Record<string, string[]>;
    const inMailbox = Object.fromEntries(
      Object.entries(byFile).map(([file, names]) => [file.slice(mailbox.length + 1), names]),
    );
    expect(inMailbox).toEqual({
      'INBOX.mbox': ['["INBOX", "Starred"]', '["INBOX", "Unread", "Starred"]', '["INBOX", "Unread"]', '["INBOX"]'],
      'INBOX/Sub.mbox': ['["INBOX/Sub"]'],
      'Projects.mbox': ['["Projects"]'],
      'Projects/2019.mbox': ['["Projects/2019"]'],
      'Práce/Šílené. jméno.mbox': ['["Práce/Šílené. jméno"]'],
      'Sent Items.mbox': ['["Sent Items"]'],
      '_home.mbox': ['["~home"]'],
    });
  });

  test('reads the Maildir with flags', () => {
    const mailbox = written('maildir', mailboxOf());
    const read = python(
      `import mailbox, sys, json
box = mailbox.Maildir(sys.argv[1], create=False)
print(json.dumps(sorted((m['Subject'], m.get_flags().replace('P', '')) for m in box if m['Subject'].startswith('flags'))))`,
      [mailbox],
    );
    const letters = (bits: number): string =>
      [
        ['D', 8],
        ['F', 4],
        ['R', 2],
        ['S', 1],
        ['T', 16],
      ]
        .map(([letter, bit]) => (bits & Number(bit) ? letter : ''))
        .join('');
    const wanted = Array.from({ length: 32 }, (_, bits) => [`flags ${bits}`, letters(bits)]);
    expect((JSON.parse(read) as string[][]).map(([subject, flags]) => [subject, flags?.replace(/[a-z]/g, '')])).toEqual(
      wanted.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
    );
  });
});

describe('messages of other people', () => {
  const files = corpusFiles('mail', ['.eml']);

  test(corpusNote(files), () => {
    if (files.length === 0) return;
    const inbox = folder(['INBOX']);
    const given = files.map((file, at) => ({
      item: item({ folder: inbox, uid: at + 1 }),
      bytes: readFileSync(join(corpusDir, file)),
      receivedAt: RECEIVED + at,
    }));
    const full = given.filter(({ bytes }) => bytes.length > 0);
    const maildir = readWithDovecot(written('maildir', full), 'maildir:%DIR');
    expect(maildir.map(({ bytes }, at) => bytes.equals(full[at]?.bytes ?? Buffer.alloc(0)))).toEqual(
      full.map(() => true),
    );
    const messages = readMboxes([join(written('mbox', full), 'INBOX.mbox')])[0] ?? [];
    expect(messages).toHaveLength(full.length);
    const differing = full
      .filter((one, at) => undone(messages[at]?.bytes) !== promised(one.bytes))
      .map((one) => files[(one.item.uid as number) - 1]);
    expect(differing).toEqual([]);
  });
});

/** The message without what the profile adds on top, and without its quoting. */
function undone(message: Uint8Array | undefined): string {
  return Buffer.from(message ?? [])
    .toString('latin1')
    .replace(/^(?:(?:X-Gmail-Labels|Status|X-IMAPbase|X-Mozilla-Status2?): .*\n)+/, '')
    .replace(/^>(>*From )/gm, '$1');
}

/** What the profile leaves of a source, line by line. */
function promised(source: Uint8Array): string {
  const text = Buffer.from(source)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '');
  const lines = (text.includes('\n') ? text.replace(/\r\n/g, '\n') : text.replace(/\r/g, '\n')).split('\n');
  if (lines.at(-1) === '') lines.pop();
  const field = /^[!-9;-~]+[ \t]*:/;
  if (/^>?From (?![ \t]*:)/.test(lines[0] ?? '') && field.test(lines[1] ?? '')) lines.shift();
  let end = lines.findIndex((line, at) => !field.test(line) && !(at > 0 && /^[ \t]/.test(line)));
  if (end < 0) end = lines.length;
  const header = lines
    .slice(0, end)
    .join('\n')
    .replace(/\n(?=[ \t])/g, '\0')
    .split('\n');
  const kept = header
    .filter((line) => !OURS.test(line))
    .join('\n')
    .replace(/\0/g, '\n');
  const body = lines.slice(end);
  // Without an empty line, and without more fields behind, all that follows is text.
  const lost =
    body.length > 0 &&
    !/^\r*$/.test(body[0] ?? '') &&
    !/^[A-Z][\w-]*[ \t]*:/m.test(body.join('\n').split('\n\n')[0] ?? '');
  return [...(end === 0 ? [] : [kept]), ...(lost ? [''] : []), ...body, ''].join('\n');
}

const OURS =
  /^(?:X-Gmail-Labels|(?:X-)?Status|X-Keywords|X-UID|X-IMAP(?:base)?|X-Mozilla-(?:Status2?|Keys)|Content-Length|Lines)\s*:/i;
