/** Programs that know nothing of us read the PST files back: libpst, libpff (its tool and its module), and pst-extractor. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PSTAttachment, PSTFile, type PSTFolder, type PSTMessage } from 'pst-extractor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_OPTIONS } from '../../src/files/plan/options.js';
import { runExport } from '../../src/files/export.js';
import { ensureDebian } from '../servers/debian.js';
import { python } from '../support/python.js';
import { buildStore } from '../support/store-builder.mjs';
import { makeTempDir, removeDir, tempDir } from '../support/temp.js';

/** A mail as it was put into the store. */
interface Sent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly files: readonly (readonly [name: string, bytes: Buffer])[];
  readonly isRead: boolean;
}

const folders = ['INBOX', 'Žluťoučký', 'Sent Items'];
const sent: readonly Sent[] = Array.from({ length: 24 }, (_, at) => ({
  subject: `${['Zpráva', 'Ελληνικά', 'plain', '日本語'][at % 4] ?? ''} ${at}`,
  text: `Text ${at} ěščř\r\n${'line\r\n'.repeat(at * 40)}`,
  html: at % 3 === 0 ? `<p>HTML ${at} <b>ž</b></p>` : '',
  files: Array.from({ length: at % 4 }, (_, nth) => [`soubor-${nth}.bin`, pattern(nth * 5000 + at)] as const),
  isRead: at % 2 === 0,
}));

function pattern(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, at) => (at * 7 + length) & 255));
}

function bytesOf({ subject, text, html, files }: Sent, at: number): Buffer {
  const part = (type: string, body: string, more = ''): string =>
    `--b\r\nContent-Type: ${type}; charset=utf-8${more}\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(body).toString('base64')}\r\n`;
  const attached = files.map(
    ([name, bytes]) =>
      `--b\r\nContent-Type: application/octet-stream; name="${name}"\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64')}\r\n`,
  );
  const encoded = `=?utf-8?b?${Buffer.from(subject).toString('base64')}?=`;
  const head = `From: Anna <anna@example.com>\r\nTo: Jan <jan@company.com>\r\nSubject: ${encoded}\r\nMessage-ID: <${at}@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n`;
  return Buffer.from(
    `${head}${part('text/plain', text)}${html === '' ? '' : part('text/html', html)}${attached.join('')}--b--\r\n`,
  );
}

let pst = '';
const source = makeTempDir('pst-readers');
afterAll(() => {
  removeDir(source);
});

beforeAll(async () => {
  ensureDebian(['pst-utils', 'pff-tools', 'python3-pypff']);
  const itemsOf = (folder: number) =>
    sent.flatMap((mail, at) => (at % 3 === folder ? [{ bytes: bytesOf(mail, at), flags: mail.isRead ? 1 : 0 }] : []));
  const specs = Object.fromEntries(folders.map((name, folder) => [name, { items: itemsOf(folder) }]));
  const card =
    'Content-Type: text/vcard\r\n\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nUID:a\r\nN:Müller;Anna;;;\r\nFN:Anna Müller\r\nEMAIL:anna@example.com\r\nTEL;TYPE=CELL:123\r\nEND:VCARD\r\n';
  const event =
    'Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:e\r\nDTSTAMP:20240101T000000Z\r\nDTSTART;TZID=Europe/Prague:20240304T100000\r\nDTEND;TZID=Europe/Prague:20240304T110000\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:Schůzka\r\nLOCATION:Praha\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
  buildStore(source, {
    domains: {
      'company.com': {
        jan: {
          folders: {
            ...specs,
            Contacts: { kind: 'contacts', items: [{ bytes: card }] },
            Calendar: { kind: 'calendar', items: [{ bytes: event }] },
          },
        },
      },
    },
  });
  const out = join(source, 'out');
  await runExport({ source: join(source, 'store'), out, options: { ...DEFAULT_OPTIONS, mailFormat: 'pst' }, jobs: 1 });
  pst = join(out, 'pst/jan@company.com.pst');
});

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const bySubject = (a: readonly unknown[], b: readonly unknown[]): number => (String(a[0]) < String(b[0]) ? -1 : 1);
/** Subject, text, HTML and files of each mail. */
const expected = sent
  .map(({ subject, text, html, files }) => [subject, text, html, files.map(([name, bytes]) => [name, sha(bytes)])])
  .sort(bySubject);

test('pypff', () => {
  const program = `
import pypff, sys, json, hashlib
file = pypff.file(); file.open(sys.argv[1])
found = []
def name(attachment):
    for entry in range(attachment.get_record_set(0).number_of_entries):
        value = attachment.get_record_set(0).get_entry(entry)
        if value.entry_type == 0x3707: return value.data.decode('utf-16le')
def walk(folder):
    for at in range(folder.number_of_sub_messages):
        message = folder.get_sub_message(at)
        if not (message.transport_headers or ''): continue
        files = []
        for nth in range(message.number_of_attachments):
            attachment = message.get_attachment(nth)
            data = attachment.read_buffer(attachment.size) if attachment.size else b''
            files.append([name(attachment), hashlib.sha256(data).hexdigest()])
        text = lambda value: (value or b'').decode('utf-8')
        found.append([message.subject, text(message.plain_text_body), text(message.html_body), files])
    for at in range(folder.number_of_sub_folders): walk(folder.get_sub_folder(at))
walk(file.root_folder)
print(json.dumps(found))`;
  const found = JSON.parse(python(program, [pst])) as unknown[][];
  expect(found.sort(bySubject)).toEqual(expected);
});

test('pst-extractor', () => {
  const file = new PSTFile(pst);
  const found: unknown[][] = [];
  const others: unknown[][] = [];
  const walk = (folder: PSTFolder, path: string): void => {
    for (
      let child = folder.contentCount > 0 ? (folder.getNextChild() as PSTMessage | null) : null;
      child !== null;
      child = folder.getNextChild() as PSTMessage | null
    ) {
      if (child.messageClass !== 'IPM.Note') others.push([path, child.messageClass, child.subject]);
      else {
        const files = Array.from({ length: child.numberOfAttachments }, (_, at) => fileOf(child.getAttachment(at)));
        found.push([child.subject, child.body, child.bodyHTML, files, child.isRead]);
      }
    }
    if (folder.hasSubfolders) for (const sub of folder.getSubFolders()) walk(sub, `${path}/${sub.displayName}`);
  };
  walk(file.getRootFolder(), '');
  file.close();
  const read = new Map(sent.map(({ subject, isRead }) => [subject, isRead]));
  expect(found.sort(bySubject)).toEqual(expected.map((row) => [...row, read.get(String(row[0]))]));
  expect(others.sort(bySubject)).toEqual([
    ['/Top of Outlook data file/Calendar', 'IPM.Appointment', 'Schůzka'],
    ['/Top of Outlook data file/Contacts', 'IPM.Contact', 'Anna Müller'],
  ]);
});

function fileOf(attachment: PSTAttachment): [string, string] {
  const stream = attachment.fileInputStream;
  const bytes = Buffer.alloc(stream?.length.toNumber() ?? 0);
  stream?.readCompletely(bytes);
  return [attachment.longFilename, sha(bytes)];
}

test('readpst', () => {
  const dir = tempDir('readpst');
  execFileSync('readpst', ['-j', '0', '-D', '-r', '-e', '-o', dir, pst], { stdio: 'pipe' });
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  const mails = files.filter((name) => name.endsWith('.eml')).map((name) => readFileSync(join(dir, name), 'utf8'));
  const ids = mails.map((text) => /^Message-ID: <(\d+)@example\.com>/im.exec(text)?.[1]);
  expect(ids.map(Number).sort((a, b) => a - b)).toEqual(sent.map((_, at) => at));
  for (const { files: own } of sent)
    for (const [, bytes] of own) {
      const encoded = bytes.toString('base64');
      expect(mails.some((text) => text.replace(/[\r\n]/g, '').includes(encoded))).toBe(true);
    }
  const texts = files
    .filter((name) => /\.(?:vcf|ics)$/.test(name))
    .map((name) => readFileSync(join(dir, name), 'utf8'));
  expect(texts.some((text) => text.includes('N:Müller;Anna') && text.includes('anna@example.com'))).toBe(true);
  expect(texts.some((text) => text.includes('Schůzka') && text.includes('FREQ=WEEKLY'))).toBe(true);
});

test('pffexport', () => {
  const dir = tempDir('pffexport');
  execFileSync('pffexport', ['-q', '-t', join(dir, 'out'), pst], { stdio: 'pipe' });
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  const attached = files
    .filter((name) => /Attachments\/.*\.bin$/.test(name))
    .map((name) => sha(readFileSync(join(dir, name))));
  const own = sent.flatMap((mail) => mail.files.map(([, bytes]) => sha(bytes)));
  expect(attached.sort()).toEqual(own.sort());
  expect(files.filter((name) => /Message\d+\/OutlookHeaders\.txt$/.test(name))).toHaveLength(sent.length);
});
