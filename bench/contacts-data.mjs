/** Stores full of contacts as the server writes them: plain ones, and ones that some mail program has encoded. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { linesOf } from '../test/support/store-builder.mjs';
import { randomSource } from './random.mjs';

const given = ['Jan', 'Petr', 'Jana', 'Tomáš', 'Eva', 'Jiří', 'Marie', 'John', 'Žofie', 'Karel'];
const family = ['Novák', 'Dvořák', 'Svoboda', 'Smith', 'Černý', 'Procházka', 'Müller', 'Brown'];
const words = 'meeting invoice call back on monday in the second floor office, příště schůzka v kanceláři'.split(' ');

/** How an item holds its card. `plain` is what the server writes itself. */
const encodings = {
  /** @param {string} card */
  plain: (card) => entity('text/vcard; charset="utf-8"', '8bit', Buffer.from(card)),
  /** @param {string} card */
  base64: (card) => entity('text/vcard; charset=utf-8', 'base64', Buffer.from(base64Lines(card))),
  /** @param {string} card */
  'quoted-printable': (card) => entity('text/x-vcard; charset=utf-8', 'quoted-printable', Buffer.from(quoted(card))),
  /** @param {string} card */
  charset: (card) => entity('text/vcard; charset=windows-1250', '8bit', iconv.encode(card, 'windows-1250')),
  /** @param {string} card */
  multipart: (card) => {
    const parts = `--=_b\r\n\r\ncontact\r\n--=_b\r\nContent-Type: text/vcard; charset=utf-8\r\n\r\n${card}\r\n--=_b--\r\n`;
    return entity('multipart/mixed; boundary="=_b"', '8bit', Buffer.from(parts));
  },
};

/**
 * Contacts of 0.5 to 2 KB spread over users, each with its record in the index.
 * @param {string} dir
 * @param {{ contacts: number, mailboxes: number, seed: number, encodings: readonly (keyof typeof encodings)[] }} shape
 */
export function makeContactsStore(dir, { contacts, mailboxes, seed, encodings: names }) {
  const random = randomSource(seed);
  for (let box = 0; box < mailboxes; box += 1) {
    const folder = join(dir, `store/mail/example.com/user${String(box).padStart(2, '0')}/Contacts`);
    mkdirSync(join(folder, '#msgs'), { recursive: true });
    mkdirSync(join(folder, '../INBOX/#msgs'), { recursive: true });
    const records = [];
    for (let number = box; number < contacts; number += mailboxes) {
      const stem = (records.length + 1).toString(16).padStart(8, '0');
      const bytes = encodings[names[number % names.length] ?? 'plain'](card(random, number));
      writeFileSync(join(folder, '#msgs', `${stem}.eml`), bytes);
      records.push(`U${stem} F00000001 S${bytes.length} D5e0ea115 T5e0ea115 M5e0ea115 CIPM.Contact`);
    }
    writeFileSync(join(folder, 'index.fld'), linesOf(records));
    writeFileSync(join(folder, 'status.fld'), 'T1 G64590354-03bc-46fa-9d94-b5c19be217d7\n');
  }
}

/**
 * @param {() => number} random
 * @param {number} number
 */
function card(random, number) {
  const first = pick(given, random);
  const last = pick(family, random);
  const note = Array.from({ length: Math.floor(random() * 180) }, () => pick(words, random)).join(' ');
  const id = number.toString(16).padStart(12, '0');
  return linesOf(
    [
      ...['BEGIN:VCARD', 'VERSION:3.0', 'PRODID:-//kerio.com/Contacts//NONSGML v1.0//EN'],
      ...[`N:${last};${first};;;`, `FN:${first} ${last}`, `X-FILE-AS:${last}\\, ${first}`],
      `ADR;TYPE=HOME:;;Hlavní ${number};Plzeň;;30${100 + (number % 899)};Czech Republic`,
      `ADR;TYPE=WORK:;;Main street ${number};Praha;;110 00;Czech Republic`,
      ...[`EMAIL;TYPE=PREF:user${number}@company.com`, `EMAIL:second${number}@example.org`],
      `TEL;TYPE=VOICE,HOME:+420 377 ${100_000 + (number % 899_999)}`,
      `TEL;TYPE=CELL:+420 603 ${100_000 + (number % 899_999)}`,
      ...[
        `ORG:Company ${number % 500};Sales`,
        'TITLE:Account manager',
        `URL;TYPE=WORK:http://www.company${number % 500}.com/`,
      ],
      ...[`BDAY;VALUE=DATE:19${50 + (number % 50)}1010`, 'CATEGORIES:Business,Friends'],
      ...(note === '' ? [] : [`NOTE:${note.replaceAll(',', '\\,')}`]),
      ...(number % 3 === 0 ? [] : [`UID:5e0ea115-aaaa-bbbb-cccc-${id}`]),
      ...['REV:2019-05-06T07:08:09Z', 'END:VCARD'],
    ].flatMap(folded),
    '\r\n',
  );
}

/**
 * @param {readonly string[]} from
 * @param {() => number} random
 */
function pick(from, random) {
  return from[Math.floor(random() * from.length)] ?? '';
}

/**
 * The lines of at most 75 octets that a line is written in.
 * @param {string} line
 */
function folded(line) {
  const lines = [];
  let current = '';
  for (const char of line) {
    if (Buffer.byteLength(current) + Buffer.byteLength(char) > 75) {
      lines.push(current);
      current = ' ';
    }
    current += char;
  }
  return [...lines, current];
}

/**
 * @param {string} type
 * @param {string} encoding
 * @param {Buffer} body
 */
function entity(type, encoding, body) {
  const head = linesOf(
    [
      ...['Subject: a contact', 'Date: Mon, 06 May 2019 07:08:09 +0000', 'MIME-Version: 1.0'],
      ...[`Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`, ''],
    ],
    '\r\n',
  );
  return Buffer.concat([Buffer.from(head), body]);
}

/** @param {string} text */
function base64Lines(text) {
  return Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');
}

/** @param {string} text */
function quoted(text) {
  const octets = Buffer.from(text).toString('latin1');
  return octets
    .split('\r\n')
    .map((line) => line.replace(/[=\x80-\xff]/g, (char) => `=${char.charCodeAt(0).toString(16).toUpperCase()}`))
    .map((line) => line.replace(/(.{60,73}[^=][^=])(?=.)/g, '$1=\r\n'))
    .join('\r\n');
}
