/** Many things side by side: items of one folder, folders of one mailbox, files of one backup, lines of one journal. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mapFolders } from '../../../src/destinations/imap/folder-map.js';
import { LogBook } from '../../../src/transfer/journal/log-book.js';
import type { MailFormat, MailTarget } from '../../../src/naming/folders.js';
import { nameFolders } from '../../../src/naming/folders.js';
import { BackupTree } from '../../../src/store/backup/tree.js';
import { readVolume } from '../../../src/store/backup/volume.js';
import { compareCards } from '../../../src/files/verify/card-check.js';
import { compareEntries, readCalendarFile } from '../../../src/files/verify/entry-check.js';
import type { Kind } from '../../../src/core/kinds.js';
import { makeZip, type ZipOptions } from '../../support/zip.js';
import type { Task } from './growth.js';
import { folderOf, type Subjects } from './subjects.js';

/** A crowd by name. */
export interface Crowd {
  readonly name: string;
  readonly task: Task;
}

export function crowdsOf(subjects: Subjects, dir: string): Crowd[] {
  return [...items(subjects), ...comparisons(), ...folders(), ...backups(dir), ...journals()];
}

function items(subjects: Subjects): Crowd[] {
  const crowd = (name: string, kind: Kind, make: (at: number, n: number) => string): Crowd => ({
    name,
    // An item takes as long as hundreds of signs.
    task: (n) => subjects.folder(kind, (at, count) => make(at, count), Math.ceil(n / 8)),
  });
  const card = (...lines: readonly string[]): string =>
    ['Content-Type: text/vcard', '', 'BEGIN:VCARD', 'VERSION:3.0', 'N:a;;;;', ...lines, 'END:VCARD', ''].join('\r\n');
  const event = (...lines: readonly string[]): string =>
    [
      'Content-Type: text/calendar',
      '',
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      ...lines,
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\r\n');
  const start = 'DTSTART:20240101T000000Z';
  return [
    crowd('contacts of one UID', 'contacts', (at) => card('UID:1', `REV:2020010${(at % 9) + 1}T000000Z`, `FN:${at}`)),
    crowd('contacts without a UID', 'contacts', (at) => card(`FN:${at}`)),
    crowd('a contact with as many addresses as there are contacts', 'contacts', (at, n) =>
      card(`FN:${at}`, ...Array.from({ length: at === 0 ? n : 1 }, (_, nth) => `EMAIL:${nth}@b.example`)),
    ),
    crowd('contacts that all are on all lists', 'contacts', (at) =>
      at % 2 === 0
        ? card(`FN:${at}`, 'EMAIL:a@b.example')
        : card(`FN:${at}`, 'KIND:group', 'MEMBER:mailto:a@b.example'),
    ),
    crowd('versions of one event', 'calendar', (at) => event('UID:1', `SEQUENCE:${at}`, start)),
    crowd('versions of one occurrence', 'calendar', (at) =>
      event('UID:1', 'RECURRENCE-ID:20240101T000000Z', `SEQUENCE:${at}`, start),
    ),
    crowd('events in zones that nobody knows', 'calendar', (at) =>
      event(`UID:${at}`, `DTSTART;TZID=Zone ${at}:20240101T000000`),
    ),
    crowd('events of every year', 'calendar', (at) =>
      event(`UID:${at}`, `DTSTART;TZID=Europe/Prague:${1900 + (at % 8000)}0101T000000`),
    ),
  ];
}

/** Entries and cards of one message, none as the source has it. */
function comparisons(): Crowd[] {
  const repeated = (n: number, make: (at: number) => string): string =>
    Array.from({ length: Math.ceil(n / 8) }, (_, at) => make(at)).join('');
  const entries = (make: (at: number, title: string) => string): Task => {
    const calendar = (text: string): string => `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${text}END:VCALENDAR\r\n`;
    return (n) => {
      const [source, written] = ['a', 'b'].map((title) => repeated(n, (at) => make(at, title)));
      const bytes = Buffer.from(`Content-Type: text/calendar\r\n\r\n${calendar(source ?? '')}`);
      return () => compareEntries(written ?? '', bytes, readCalendarFile(calendar(written ?? ''), 'a.ics'), []);
    };
  };
  const event = (uid: number, at: number, title: string): string =>
    `BEGIN:VEVENT\r\nUID:${uid}\r\nDTSTART:2024010${(at % 9) + 1}T000000Z\r\nSUMMARY:${title}${at}\r\nEND:VEVENT\r\n`;
  const cards = (uid: string): Task => {
    const card = (of: string, name: string): string =>
      `BEGIN:VCARD\r\n${of === '' ? '' : `UID:${of}\r\n`}FN:${name}\r\nEND:VCARD\r\n`;
    return (n) => {
      const bytes = Buffer.from(
        `Content-Type: text/vcard\r\n\r\n${repeated(n, (at) => card(uid && `${uid}${at}`, `a${at}`))}`,
      );
      const written = repeated(n, (at) => card(`${uid}${at}`, `b${at}`));
      return () => compareCards(written, bytes, []);
    };
  };
  return [
    { name: 'entries of one UID with other titles', task: entries((at, title) => event(1, at, title)) },
    { name: 'entries with other titles', task: entries((at, title) => event(at, at, title)) },
    { name: 'cards with other names', task: cards('u') },
    { name: 'cards without a UID', task: cards('') },
  ];
}

function folders(): Crowd[] {
  const crowd = (name: string, nameOf: (at: number) => readonly string[]): Crowd[] =>
    (['google', 'microsoft', 'generic'] as const satisfies MailTarget[]).flatMap((target) =>
      (['mbox', 'maildir'] as const satisfies MailFormat[]).map((format) => ({
        name: `${name} for ${target} as ${format}`,
        task: (n) => {
          const all = Array.from({ length: n }, (_, at) => folderOf('mail', nameOf(at)));
          return () => nameFolders(all, { target, format });
        },
      })),
    );
  const bits = (at: number): string => at.toString(2).padStart(16, '0');
  const profile = { kind: 'other', ignoresCase: true, reserved: [] as readonly string[] } as const;
  return [
    ...crowd('folders', (at) => [`Folder ${at}`]),
    ...crowd('folders that differ in what no name may hold', (at) => [bits(at).replace(/0/g, '?').replace(/1/g, '*')]),
    ...crowd('folders that differ in case', (at) => [bits(at).replace(/0/g, 'a').replace(/1/g, 'A')]),
    {
      name: 'folders and mailboxes of a migration',
      task: (n) => {
        const sources = Array.from({ length: n }, (_, at) => ({
          ...{ path: ['Sent Items', `a${at}`], role: null, kind: 'mail', validity: null, skip: null, wireName: null },
        }));
        const mailboxes = Array.from({ length: n }, (_, at) => ({
          ...{ path: [`x${at}`], wireName: `x${at}`, role: 'sent', roleFrom: 'name', selectable: true },
          ...{ noInferiors: false, uidValidity: '1' },
        }));
        const tree = { mailboxes, prefix: [], delimiter: '/', profile, specialUse: false };
        type Map = Parameters<typeof mapFolders>;
        return () => mapFolders(sources as unknown as Map[0], tree as unknown as Map[1], new Map(), false);
      },
    },
  ];
}

function backups(dir: string): Crowd[] {
  const crowd = (name: string, nameOf: (at: number) => string, options: ZipOptions = {}, cut = 0): Crowd => ({
    name,
    task: (n) => {
      const zip = makeZip(
        Array.from({ length: n }, (_, at) => ({ name: nameOf(at), bytes: Buffer.from('x'), stored: true })),
        options,
      );
      return volume(dir, zip.subarray(0, zip.length - cut));
    },
  });
  return [
    crowd('files of a backup', (at) => `a/#msgs/${at}.eml`),
    crowd('folders of a backup', (at) => `a${at}/#msgs/1.eml`),
    crowd('files of a backup that is cut off', (at) => `a/${at}.eml`, { descriptors: true }, 30),
    {
      name: 'levels of a folder in a backup',
      task: (n) => volume(dir, makeZip([{ name: `${'a/'.repeat(n)}b`, bytes: Buffer.from('x') }])),
    },
    { name: 'marks of files in a damaged backup', task: (n) => volume(dir, Buffer.from('PK\x03\x04'.repeat(n))) },
  ];
}

function volume(dir: string, zip: Uint8Array): () => void {
  const path = join(dir, 'F20240101T000000Z.zip');
  writeFileSync(path, zip);
  return () => {
    const tree = new BackupTree();
    for (const entry of readVolume(path).entries) tree.add(entry);
  };
}

function journals(): Crowd[] {
  return [
    {
      name: 'mailboxes and folders in a journal',
      task: (n) => () => {
        const book = new LogBook();
        for (let at = 0; at < n; at += 1) {
          book.apply({ box: 2 * at + 1, name: `b${at}`, validity: '1' });
          book.apply({ src: 2 * at + 2, path: [`a${at}`], validity: null });
          book.apply({ b: 2 * at + 1, s: 2 * at + 2, stored: [[1, 1, '']] });
        }
        for (let at = 0; at < n; at += 1) {
          book.sourceNumber([`a${at}`], null);
          book.knownRefs(book.boxNumber(`b${at}`, '1') ?? 0);
        }
      },
    },
    {
      name: 'a folder that is new again and again in a journal',
      task: (n) => () => {
        const book = new LogBook();
        for (let at = 0; at < n; at += 1) {
          book.apply({ box: 2 * at + 1, name: `b${at}`, validity: '1' });
          book.apply({ src: 2 * at + 2, path: ['a'], validity: String(at) });
          book.apply({ b: 2 * at + 1, s: 2 * at + 2, stored: [[1, 1, '']] });
        }
      },
    },
  ];
}
