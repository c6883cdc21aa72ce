/**
 * Contacts against the recipe that administrators pass around (concatenate the items, strip header lines with sed), and
 * against a general MIME parser that does no more than find the card.
 *
 *     npm run bench -- contacts [--rounds 7] [--contacts 100000] [--data <folder>] [--program <other build>]
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cachedData } from './cache.mjs';
import { makeContactsStore } from './contacts-data.mjs';
import { kerioExit, remove, shell, weigh } from './program.mjs';
import { runRounds } from './rounds.mjs';
import { resultTable } from './table.mjs';

const sed =
  'find "$1" -name "*.eml" -print0 | sort -z | xargs -0 cat | ' +
  'sed \'/^Subject:/d;/^Date:/d;/^MIME-Version:/d;/^Content-Type:/d;/^Content-Transfer-Encoding:/d;/^\\r*$/d\' > "$2"';

/** A program that parses every item with the package mailparser and writes the card it finds. */
const mailparser = `
import { createWriteStream, readdirSync, readFileSync } from 'node:fs';
import { simpleParser } from 'mailparser';
const out = createWriteStream(process.argv[2]);
const names = readdirSync(process.argv[1], { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.eml'));
for (const name of names.sort()) {
  const mail = await simpleParser(readFileSync(process.argv[1] + '/' + name), { skipHtmlToText: true, skipTextToHtml: true });
  for (const { contentType, content } of mail.attachments) if (/vcard/.test(contentType)) out.write(content);
}
out.end();
`;

/** @param {readonly string[]} args */
export async function run(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '7' },
      contacts: { type: 'string', default: '100000' },
      data: { type: 'string' },
      program: { type: 'string' },
    },
  });
  const contacts = Number(values.contacts);
  const rounds = Number(values.rounds);
  for (const [title, encodings] of kinds) {
    const name = `contacts-${contacts}-${title.replace(/[^a-z0-9]+/g, '-')}-v1`;
    const store = cachedData(values.data, name, (dir) =>
      makeContactsStore(dir, { contacts, mailboxes: 20, seed: 7, encodings }),
    );
    const work = join(store, '../out');
    remove(work);
    mkdirSync(work, { recursive: true });
    const weight = weigh(join(store, 'store/mail'));
    const mebibytes = (weight.bytes / 2 ** 20).toFixed(0);
    console.log(
      `\n### ${weight.items} contacts (${title}), ${mebibytes} MiB, 20 mailboxes; ${rounds} shuffled rounds\n`,
    );
    const measured = await runRounds(contestants(store, work, values.program), { rounds });
    console.log(resultTable(measured, { ...weight, itemName: 'contacts' }));
    remove(work);
  }
}

/** @type {readonly (readonly [string, readonly ('plain' | 'base64' | 'quoted-printable' | 'charset' | 'multipart')[]])[]} */
const kinds = [
  ['plain', ['plain']],
  ['multipart, base64, quoted-printable, windows-1250', ['multipart', 'base64', 'quoted-printable', 'charset']],
];

/**
 * @param {string} store
 * @param {string} work
 * @param {string | undefined} program
 * @returns {import('./rounds.mjs').Contestant[]}
 */
function contestants(store, work, program) {
  const exporting = ['export', store, '--only', 'contacts', '--quiet'];
  const out = join(work, 'export');
  return [
    shell('cat, sed', sed, [join(store, 'store/mail'), join(work, 'sed')], join(work, 'sed')),
    kerioExit('kerio-exit, 1 worker', [...exporting, '--jobs', '1'], { out, program }),
    kerioExit('kerio-exit, 2 workers', [...exporting, '--jobs', '2'], { out, program }),
    {
      name: 'mailparser alone',
      command: process.execPath,
      args: ['--input-type=module', '-e', mailparser, join(store, 'store/mail'), join(work, 'parsed')],
      prepare: () => remove(join(work, 'parsed')),
    },
  ];
}
