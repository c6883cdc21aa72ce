/**
 * Runs the commands of the terminal captures in docs/example.md and puts in what they print: `node scripts/captures.mjs` after a
 * build. A test compares the committed file with what this makes.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withoutMeasures, withoutProgress } from './progress.mjs';
import { root } from './steps.mjs';

/** Where the captures are. */
export const example = join(root, 'docs/example.md');

/** What the folder that captures are made in is called in the document. */
const home = '/home/admin';

/**
 * The text with every block of ```console run again, one after the other in one folder that holds the bundled store.
 * @param {string} text
 */
export function withCaptures(text) {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'kerio-exit-capture-')));
  try {
    cpSync(join(root, 'fixtures/kerio-store'), join(dir, 'kerio-store'), { recursive: true });
    return text.replace(/(?<=^```console\n)[^]*?(?=^```)/gm, (block) =>
      [...block.matchAll(/^\$ (.*)\n/gm)].map(([line, command = '']) => line + run(command, dir)).join(''),
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/**
 * What a command prints, on both outputs, but for the progress of a slow machine.
 * @param {string} command
 * @param {string} dir
 */
function run(command, dir) {
  const [program, ...args] = command.split(' ');
  if (program !== 'kerio-exit') return execFileSync(program ?? '', args, { cwd: dir, encoding: 'utf8' });
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/kerio-exit.js'), ...args], {
    cwd: dir,
    encoding: 'utf8',
  });
  return withoutMeasures(stdout + withoutProgress(stderr)).replaceAll(dir, home);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(example, withCaptures(readFileSync(example, 'utf8')));
}
