/**
 * How much it costs to start: processor time of ten starts, beside ten of bare Node.
 *
 *     npm run bench -- start [--rounds 5]
 *
 * Aimed at: `--version` and `--help` 1.5 x bare Node, `export --help` 2.5 x, an export of one message 4 x, its threads included.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { remove, shell } from './program.mjs';
import { median, runRounds } from './rounds.mjs';

const STARTS = 10;
const bin = fileURLToPath(new URL('../bin/kerio-exit.js', import.meta.url));

/** @param {readonly string[]} args */
export async function run(args) {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string', default: '5' } } });
  const work = mkdtempSync(join(tmpdir(), 'kerio-exit-start-'));
  try {
    const messages = join(work, 'store/mail/example.com/jan/INBOX/#msgs');
    mkdirSync(messages, { recursive: true });
    writeFileSync(join(messages, '00000001.eml'), 'From: a@example.com\r\nSubject: one\r\n\r\ntext\r\n');
    const out = join(work, 'out');
    /** @param {string} name @param {string} command */
    const starts = (name, command) =>
      shell(
        name,
        `i=0; while [ $i -lt ${STARTS} ]; do ${command}; i=$((i + 1)); done`,
        [process.execPath, bin, join(work, 'store'), out],
        out,
      );
    const measured = await runRounds(
      [
        starts('node -e 0', '"$1" -e 0'),
        starts('--version', '"$1" "$2" --version'),
        starts('--help', '"$1" "$2" --help'),
        starts('export --help', '"$1" "$2" export --help'),
        starts('export of one message', 'rm -rf "$4"; "$1" "$2" export "$3" --out "$4" --quiet'),
      ],
      { rounds: Number(values.rounds) },
    );
    const base = median(measured[0]?.processor ?? []);
    const rows = measured.map(({ name, processor }) => {
      const middle = median(processor);
      return `| ${name} | ${((middle / STARTS) * 1000).toFixed(0)} | ${(middle / base).toFixed(2)} |`;
    });
    console.log(
      `\nNode ${process.version}\n\n| | user+sys ms | x bare Node |\n| --- | --- | --- |\n${rows.join('\n')}`,
    );
  } finally {
    remove(work);
  }
}
