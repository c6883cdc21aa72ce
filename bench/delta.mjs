/**
 * Running again: nothing new, a thousand new messages, and verify, beside the first export of the same store.
 *
 *     npm run bench -- delta [--rounds 3] [--messages 100000] [--new 1000] [--data <folder>]
 *
 * Aimed at, for 100,000 messages: nothing new in less than 0.5 s, 1,000 new ones in less than 2 s, verify at half the speed of
 * the export or better.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cachedData } from './cache.mjs';
import { makeMailStore } from './mail-data.mjs';
import { kerioExit, remove } from './program.mjs';
import { runRounds } from './rounds.mjs';
import { resultTable } from './table.mjs';

/** @param {readonly string[]} args */
export async function run(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '3' },
      messages: { type: 'string', default: '100000' },
      new: { type: 'string', default: '1000' },
      data: { type: 'string' },
    },
  });
  const shape = { messages: Number(values.messages), mailboxes: 20, seed: 42 };
  const cached = cachedData(values.data, `mail-${shape.messages}-of-20-v1`, (dir) => makeMailStore(dir, shape));
  const work = join(cached, '..', `delta-${process.pid}`);
  remove(work);
  mkdirSync(work);
  try {
    // The messages are the same files; what is new or changed is written under names of its own.
    const store = join(work, 'store');
    spawnSync('cp', ['-al', join(cached, 'store'), store], { stdio: 'inherit' });
    const [fresh, kept] = [join(work, 'fresh'), join(work, 'kept')];
    const exporting = ['export', store, '--only', 'mail', '--quiet'];
    const inboxes = readdirSync(join(store, 'mail/example.com')).map((user) =>
      join(store, 'mail/example.com', user, 'INBOX'),
    );
    const first = kerioExit('', exporting, { out: kept });
    spawnSync(first.command, first.args, { stdio: 'inherit' });
    const again = kerioExit('nothing new', [...exporting, '--out', kept], {});
    let delivered = 0;
    const measured = await runRounds(
      [
        kerioExit('first export', exporting, { out: fresh }),
        again,
        {
          ...again,
          name: `${values.new} new messages`,
          prepare: () => {
            for (let left = Number(values.new); left > 0; left -= 1, delivered += 1)
              deliver(inboxes[delivered % inboxes.length] ?? '', delivered);
          },
        },
        kerioExit('verify', ['verify', kept, '--quiet'], {}),
      ],
      { rounds: Number(values.rounds) },
    );
    console.log(`\n${values.messages} messages in ${inboxes.length} mailboxes, to mbox\n`);
    console.log(resultTable(measured, {}));
  } finally {
    remove(work);
  }
}

/**
 * Puts a message into an INBOX as the server does: its file, then its record.
 * @param {string} inbox
 * @param {number} number
 */
function deliver(inbox, number) {
  const stem = (0x100000 + number).toString(16).padStart(8, '0');
  const text = 'a line of text of a message that came meanwhile\r\n'.repeat(200);
  const head = `From: a@example.com\r\nTo: b@example.com\r\nSubject: new ${number}\r\nDate: Fri, 03 Jan 2020 02:05:05 +0000\r\n`;
  writeFileSync(join(inbox, '#msgs', `${stem}.eml`), `${head}Message-ID: <new-${number}@example.com>\r\n\r\n${text}`);
  const index = join(inbox, 'index.fld');
  const records = readFileSync(index);
  // Another file of the same name: the old one belongs to the cached store as well.
  rmSync(index);
  writeFileSync(
    index,
    Buffer.concat([
      records,
      Buffer.from(`U${stem} F00000001 S${text.length} D5e0ea151 T5e0ea151 M5e0ea151 CIPM.Note\n`),
    ]),
  );
}
