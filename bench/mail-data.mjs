/** Stores full of mail that looks like real mail in what costs time: sizes, line ends, headers, attachments. */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { linesOf } from '../test/support/store-builder.mjs';
import { logNormal, randomSource } from './random.mjs';

const KiB = 1024;
const MiB = 1024 * KiB;
/** Together with the cut at 5 MiB this makes 100,000 messages about 2.7 GiB. */
const size = { median: 8 * KiB, sigma: 1.6, least: 700, most: 5 * MiB };
const firstDay = Date.UTC(2018, 0, 1) / 1000;

/**
 * Messages spread over users, all in their INBOX; every one with its record in the index.
 * @param {string} dir
 * @param {{ messages: number, mailboxes: number, seed: number }} shape
 */
export function makeMailStore(dir, { messages, mailboxes, seed }) {
  const random = randomSource(seed);
  const pool = textPool(random);
  for (let box = 0; box < mailboxes; box += 1) {
    const inbox = join(dir, `store/mail/example.com/user${String(box).padStart(2, '0')}/INBOX`);
    mkdirSync(join(inbox, '#msgs'), { recursive: true });
    const records = [];
    for (let number = box; number < messages; number += mailboxes) {
      const stem = hex(records.length + 1);
      const time = firstDay + number * 600;
      const bytes = message(random, pool, number, time);
      writeFileSync(join(inbox, '#msgs', `${stem}.eml`), bytes);
      const flags = hex(Math.floor(random() * 8));
      records.push(`U${stem} F${flags} S${bytes.length} D${hex(time)} T${hex(time)} M${hex(time)} CIPM.Note`);
    }
    writeFileSync(join(inbox, 'index.fld'), linesOf(records));
    writeFileSync(join(inbox, 'status.fld'), 'T0\n');
  }
}

/**
 * One message of a given size: an attachment that somebody should not have sent.
 * @param {string} dir
 * @param {number} bytes
 */
export function makeHugeMessage(dir, bytes) {
  const inbox = join(dir, 'store/mail/example.com/user/INBOX');
  mkdirSync(join(inbox, '#msgs'), { recursive: true });
  writeFileSync(join(inbox, 'index.fld'), `U00000001 F00000001 S${bytes} D5e0ea115 T5e0ea115 M5e0ea115 CIPM.Note\n`);
  writeFileSync(join(inbox, 'status.fld'), 'T0\n');
  const file = openSync(join(inbox, '#msgs/00000001.eml'), 'w');
  const lines = base64Text(4 * MiB, randomSource(1));
  let left = bytes - writeSync(file, header(1, firstDay));
  while (left > 0) left -= writeSync(file, lines, 0, Math.min(left, lines.length));
  closeSync(file);
}

/**
 * @param {() => number} random
 * @param {{ text: Buffer, base64: Buffer }} pool
 * @param {number} number
 * @param {number} time
 */
function message(random, pool, number, time) {
  const head = Buffer.from(header(number, time), 'latin1');
  const wanted = Math.min(size.most, Math.max(size.least, logNormal(random, size.median, size.sigma)));
  const body = Math.max(80, Math.floor(wanted) - head.length);
  // What is larger than a long letter is an attachment.
  const source = body > 40 * KiB ? pool.base64 : pool.text;
  const from = source.indexOf('\n', Math.floor(random() * (source.length - body - KiB))) + 1;
  return Buffer.concat([head, source.subarray(from, from + body), Buffer.from('\r\n')]);
}

/**
 * @param {number} number
 * @param {number} time
 */
function header(number, time) {
  const date = new Date(time * 1000).toUTCString().replace('GMT', '+0000');
  return linesOf(
    [
      `Return-Path: <sender${number % 97}@example.net>`,
      'X-Spam-Status: No, hits=0.0 required=5.0',
      '\ttests=AWL: 0.000, BAYES_00: -1.665, TOTAL_SCORE: -1.665',
      'Received: from mx.example.net ([192.0.2.10])',
      `\tby mail.example.com (Kerio Connect 9.4.2) with ESMTPS; ${date}`,
      `From: Sender ${number % 97} <sender${number % 97}@example.net>`,
      'To: somebody@example.com',
      `Subject: Message ${number} about the usual matters`,
      `Date: ${date}`,
      `Message-ID: <${number}.${time}@example.net>`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      '',
    ],
    '\r\n',
  );
}

const words =
  'the a of tide harbour crane rope morning letter offer price quay paint sail engine order please regards ship yard From invoice answer week Monday loď přístav'.split(
    ' ',
  );

/** @param {() => number} random */
function textPool(random) {
  const lines = [];
  let length = 0;
  while (length < 2 * MiB) {
    const line = [];
    const count = Math.floor(random() * 14);
    for (let word = 0; word < count; word += 1) line.push(words[Math.floor(random() * words.length)]);
    // A line in a few thousand begins like an envelope line and has to be quoted.
    const text = random() < 0.0003 ? `From ${line.join(' ')}` : ` ${line.join(' ')}`.slice(random() < 0.5 ? 1 : 0);
    lines.push(text);
    length += text.length + 2;
  }
  return { text: Buffer.from(linesOf(lines, '\r\n')), base64: base64Text(8 * MiB, random) };
}

/**
 * @param {number} length
 * @param {() => number} random
 */
function base64Text(length, random) {
  const raw = Buffer.alloc(Math.floor(length * 0.73));
  for (let at = 0; at + 4 <= raw.length; at += 4) raw.writeUInt32LE(Math.floor(random() * 4_294_967_296), at);
  return Buffer.from(linesOf(raw.toString('base64').match(/.{1,76}/g) ?? [], '\r\n'));
}

/** @param {number} value */
function hex(value) {
  return value.toString(16).padStart(8, '0');
}
