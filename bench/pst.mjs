/**
 * Mail as PST files: one mailbox of 4,000 mails with attachments (192 MB), beside the same as mbox; and, where asked for, one
 * mailbox of many small mails.
 *
 *     npm run bench -- pst [--rounds 5] [--small 1000000] [--data <folder>]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { linesOf } from '../test/support/store-builder.mjs';
import { cachedData } from './cache.mjs';
import { kerioExit, remove, weigh } from './program.mjs';
import { randomSource } from './random.mjs';
import { runRounds } from './rounds.mjs';
import { resultTable } from './table.mjs';

const firstDay = Date.UTC(2018, 0, 1) / 1000;

/** @param {readonly string[]} args */
export async function run(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      small: { type: 'string' },
      data: { type: 'string' },
    },
  });
  const large = cachedData(values.data, 'pst-4000-v1', (dir) => makeMailbox(dir, 4000, 47_000));
  await compare(large, { rounds: Number(values.rounds), title: '4,000 mails with attachments' });
  if (values.small === undefined) return;
  const count = Number(values.small);
  const small = cachedData(values.data, `pst-small-${count}-v1`, (dir) => makeMailbox(dir, count, 300));
  await compare(small, { rounds: 1, title: `${count} small mails` });
}

/**
 * @param {string} dir
 * @param {{ rounds: number, title: string }} how
 */
async function compare(dir, { rounds, title }) {
  const out = join(dir, '..', 'pst-out');
  const weight = weigh(join(dir, 'store/mail'));
  const exporting = ['export', dir, '--only', 'mail', '--quiet', '--jobs', '1', '--mail-format'];
  const contestants = ['mbox', 'pst'].map((format) => kerioExit(format, [...exporting, format], { out }));
  const measured = await runRounds(contestants, { rounds });
  console.log(`\n### ${title}, ${(weight.bytes / 1e6).toFixed(0)} MB\n`);
  console.log(resultTable(measured, { ...weight, itemName: 'mails' }));
  remove(out);
}

/**
 * One mailbox with three folders; `size` is how much a mail holds beside its header, in bytes.
 * @param {string} dir
 * @param {number} count
 * @param {number} size
 */
function makeMailbox(dir, count, size) {
  const random = randomSource(7);
  const noise = Buffer.from(Array.from({ length: 1 << 20 }, () => Math.floor(random() * 256))).toString('base64');
  const lines = noise.replace(/.{76}/g, '$&\r\n');
  for (const [nth, folder] of ['INBOX', 'Projects', 'Sent Items'].entries()) {
    const base = join(dir, 'store/mail/example.com/jan', folder);
    mkdirSync(join(base, '#msgs'), { recursive: true });
    const records = [];
    for (let number = nth; number < count; number += 3) {
      const stem = (records.length + 1).toString(16).padStart(8, '0');
      const time = (firstDay + number * 60).toString(16);
      const from = Math.floor((random() * (lines.length - size - 100)) / 78) * 78;
      const bytes = message(number, size > 2000 ? lines.slice(from, from + size) : 'x'.repeat(size), size > 2000);
      writeFileSync(join(base, '#msgs', `${stem}.eml`), bytes);
      records.push(`U${stem} F00000001 S${bytes.length} D${time} T${time} M${time} CIPM.Note`);
    }
    writeFileSync(join(base, 'index.fld'), linesOf(records));
    writeFileSync(join(base, 'status.fld'), 'T0\n');
  }
}

/**
 * @param {number} number
 * @param {string} content
 * @param {boolean} isFile
 */
function message(number, content, isFile) {
  const head = [
    `Received: from mx.example.net by mail.example.com; Thu, 29 Feb 2024 12:34:56 +0000`,
    `From: Sender ${number % 97} <sender${number % 97}@example.net>`,
    'To: Jan <jan@example.com>',
    `Subject: Message ${number}`,
    'Date: Thu, 29 Feb 2024 12:34:56 +0000',
    `Message-ID: <${number}@example.net>`,
    'MIME-Version: 1.0',
  ];
  if (!isFile) return `${head.join('\r\n')}\r\nContent-Type: text/plain\r\n\r\n${content}\r\n`;
  const text = 'Content-Type: text/plain; charset=utf-8\r\n\r\nSee what is attached.\r\n';
  const file = `Content-Type: application/pdf; name="file-${number}.pdf"\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n${content}`;
  return `${head.join('\r\n')}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n${text}\r\n--b\r\n${file}\r\n--b--\r\n`;
}
