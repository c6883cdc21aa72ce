/**
 * Verify against the export that it reads back: no less than half its speed.
 *
 *     npm run bench -- verify [--rounds 5] [--messages 30000] [--data <folder>]
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cachedData } from './cache.mjs';
import { makeMailStore } from './mail-data.mjs';
import { kerioExit, remove, weigh } from './program.mjs';
import { runRounds } from './rounds.mjs';
import { resultTable } from './table.mjs';

/** @param {readonly string[]} args */
export async function run(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      messages: { type: 'string', default: '30000' },
      data: { type: 'string' },
    },
  });
  const shape = { messages: Number(values.messages), mailboxes: 20, seed: 42 };
  const store = cachedData(values.data, `mail-${shape.messages}-of-20-v1`, (dir) => makeMailStore(dir, shape));
  const weight = weigh(join(store, 'store/mail'));
  for (const format of ['mbox', 'maildir']) {
    const [fresh, kept] = ['fresh', 'kept'].map((name) => join(store, '..', `verify-${format}-${name}`));
    const exporting = ['export', store, '--only', 'mail', '--quiet', '--mail-format', format];
    const first = kerioExit('export', exporting, { out: kept ?? '' });
    await first.prepare?.();
    spawnSync(first.command, first.args, { stdio: 'inherit' });
    const contestants = [
      kerioExit('export', exporting, { out: fresh ?? '' }),
      kerioExit('verify', ['verify', kept ?? '', '--quiet'], {}),
    ];
    const measured = await runRounds(contestants, { rounds: Number(values.rounds) });
    console.log(`\n### ${format}\n`);
    console.log(resultTable(measured, { ...weight, itemName: 'messages' }));
    remove(fresh ?? '');
    remove(kept ?? '');
  }
}
