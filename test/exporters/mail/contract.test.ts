import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeMailContract, type ReadBack } from './contract.js';
import { listFiles } from './support.js';

/** Puts what each file gives into its stem. */
function collect(
  mailbox: string,
  read: (file: string) => { readonly stem: string; readonly messages: readonly ReadBack[] } | null,
): ReadonlyMap<string, readonly ReadBack[]> {
  const found = new Map<string, ReadBack[]>();
  for (const file of listFiles(mailbox)) {
    const { stem, messages } = read(file) ?? { stem: '', messages: [] };
    if (messages.length > 0) found.set(stem, [...(found.get(stem) ?? []), ...messages]);
  }
  return found;
}

const OURS = /^(?:X-Gmail-Labels|Status|X-Status|X-IMAPbase|X-Keywords|X-Mozilla-\w+): .*\n(?: .*\n)*/;

/** The mbox of RFC 4155 with mboxrd quoting, read by its rules: a message begins at `From `, wherever that is. */
function readMbox(text: string, flagsOf: (fields: string) => string[]): ReadBack[] {
  return text.split(/^(?=From )/m).map((message) => {
    const [envelope = ''] = message.split('\n', 1);
    let rest = message.slice(envelope.length + 1, -1);
    let fields = '';
    for (let ours = OURS.exec(rest); ours !== null; ours = OURS.exec(rest)) {
      fields += ours[0];
      rest = rest.slice(ours[0].length);
    }
    return {
      bytes: Buffer.from(rest.replace(/^>(>*From )/gm, '$1'), 'latin1'),
      flags: flagsOf(fields).sort(),
      receivedAt: Date.parse(`${envelope.split(' ').slice(2).join(' ')} UTC`) / 1000,
    };
  });
}

/** CRLF becomes LF, and the last line gets its end. */
function withLf(source: Buffer): Buffer {
  const text = source.toString('latin1').replace(/\r\n/g, '\n');
  return Buffer.from(text.endsWith('\n') ? text : `${text}\n`, 'latin1');
}

describeMailContract({
  format: 'mbox',
  read: (mailbox) =>
    collect(mailbox, (file) => ({
      stem: file.replace(/\.mbox$/, ''),
      messages: filled(readFileSync(join(mailbox, file), 'latin1'), (text) => readMbox(text, cClientFlags)),
    })),
  promised: withLf,
  flags: ['\\Seen', '\\Answered', '\\Flagged', '\\Draft', '\\Deleted'],
  stems: { inbox: 'INBOX', nested: 'Projects/2019' },
});

describeMailContract({
  format: 'thunderbird',
  read: (mailbox) =>
    collect(mailbox, (file) => ({
      stem: file,
      messages: filled(readFileSync(join(mailbox, file), 'latin1'), (text) => readMbox(text, mozillaFlags)),
    })),
  promised: withLf,
  flags: ['\\Seen', '\\Answered', '\\Flagged'],
  stems: { inbox: 'INBOX', nested: 'Projects.sbd/2019' },
});

describeMailContract({
  format: 'maildir',
  read: (mailbox) =>
    collect(mailbox, (file) => {
      const found = /^(?:(.*)\/)?cur\/(\d+)\.M\d+P\d+\.kerio-exit,S=(\d+),W=(\d+):2,([A-Z]*)[a-z]*$/.exec(file);
      if (found === null) return null;
      const [, stem = '', second, size, crlfSize, letters = ''] = found;
      const bytes = readFileSync(join(mailbox, file));
      const lineFeeds = bytes.toString('latin1').match(/(?<!\r)\n/g)?.length ?? 0;
      const time = statSync(join(mailbox, file)).mtimeMs / 1000;
      // A name that lies about its message gives a message that nothing equals.
      const honest =
        Number(second) === time && Number(size) === bytes.length && Number(crlfSize) === bytes.length + lineFeeds;
      const flags = Array.from(letters, (letter) => MAILDIR_FLAGS[letter] ?? letter).sort();
      return { stem, messages: [{ bytes: honest ? bytes : Buffer.from(file), flags, receivedAt: time }] };
    }),
  promised: (source) => source,
  flags: ['\\Seen', '\\Answered', '\\Flagged', '\\Draft', '\\Deleted'],
  stems: { inbox: '', nested: '.Projects.2019' },
});

describeMailContract({
  format: 'eml',
  read: (mailbox) =>
    collect(mailbox, (file) => {
      const path = join(mailbox, file);
      const message = { bytes: readFileSync(path), flags: null, receivedAt: statSync(path).mtimeMs / 1000 };
      return { stem: dirname(file), messages: [message] };
    }),
  promised: (source) => source,
  flags: [],
  stems: { inbox: 'INBOX', nested: 'Projects/2019' },
});

const MAILDIR_FLAGS: Readonly<Record<string, string>> = {
  D: '\\Draft',
  F: '\\Flagged',
  R: '\\Answered',
  S: '\\Seen',
  T: '\\Deleted',
};

function cClientFlags(fields: string): string[] {
  const flags = /^Status: R/m.test(fields) ? ['\\Seen'] : [];
  const [, letters = ''] = /^X-Status: (.*)$/m.exec(fields) ?? [];
  const names: Readonly<Record<string, string>> = { A: '\\Answered', F: '\\Flagged', T: '\\Draft', D: '\\Deleted' };
  return [...flags, ...Array.from(letters, (letter) => names[letter] ?? letter)];
}

function mozillaFlags(fields: string): string[] {
  const [, digits = ''] = /^X-Mozilla-Status: ([0-9a-f]{4})$/m.exec(fields) ?? [];
  const status = parseInt(digits, 16);
  return [
    ...(status & 1 ? ['\\Seen'] : []),
    ...(status & 2 ? ['\\Answered'] : []),
    ...(status & 4 ? ['\\Flagged'] : []),
  ];
}

function filled(text: string, read: (text: string) => ReadBack[]): ReadBack[] {
  return text === '' ? [] : read(text);
}
