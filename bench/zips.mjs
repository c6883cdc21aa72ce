/**
 * Mail out of a set of backup zips, read in place, against the same store as a folder, and against unpacking it first.
 *
 *     npm run bench -- zips [--rounds 3] [--messages 30000] [--data <folder>]
 *
 * `zip` and `unzip` (Info-ZIP) must be installed.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cachedData } from './cache.mjs';
import { makeMailStore } from './mail-data.mjs';
import { kerioExit, remove, shell, weigh } from './program.mjs';
import { runRounds } from './rounds.mjs';
import { resultTable } from './table.mjs';

const ZIP = 'F20240106T000000Z.zip';
const unpackFirst =
  'unzip -q "$1" -d "$2/unpacked" && "$3" "$4" export "$2/unpacked" --only mail --quiet --out "$2/export"';

/** @param {readonly string[]} args */
export async function run(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '3' },
      messages: { type: 'string', default: '30000' },
      data: { type: 'string' },
    },
  });
  const shape = { messages: Number(values.messages), mailboxes: 20, seed: 42 };
  const plain = cachedData(values.data, `mail-${shape.messages}-of-20-v1`, (dir) => makeMailStore(dir, shape));
  const zips = cachedData(values.data, `zips-${shape.messages}-of-20-v1`, (dir) => {
    mkdirSync(join(dir, 'set'));
    execFileSync('zip', ['-q', '-r', join(dir, 'set', ZIP), 'store'], { cwd: plain, stdio: 'inherit' });
  });
  const set = join(zips, 'set');
  const work = join(zips, '..', `zips-work-${process.pid}`);
  mkdirSync(work);
  try {
    const out = join(work, 'export');
    const exporting = (/** @type {string} */ source) => ['export', source, '--only', 'mail', '--quiet'];
    const program = kerioExit('', [], {});
    const unpacked = join(work, 'unpack');
    const first = shell(
      'unzip, then export',
      unpackFirst,
      [join(set, ZIP), unpacked, program.command, program.args[0] ?? ''],
      unpacked,
    );
    const measured = await runRounds(
      [
        kerioExit('from the folder', exporting(plain), { out }),
        kerioExit('from the zips', exporting(set), { out }),
        {
          ...first,
          prepare: () => {
            remove(unpacked);
            mkdirSync(unpacked);
          },
        },
      ],
      { rounds: Number(values.rounds) },
    );
    const weight = weigh(join(plain, 'store/mail'));
    const packed = statSync(join(set, ZIP)).size / 2 ** 20;
    console.log(
      `\n${weight.items} messages, ${(weight.bytes / 2 ** 20).toFixed(0)} MiB; as a zip ${packed.toFixed(0)} MiB\n`,
    );
    console.log(resultTable(measured, { ...weight, itemName: 'messages' }));
  } finally {
    remove(work);
  }
}
