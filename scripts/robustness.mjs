/**
 * `npm run robustness`: everything of test/robustness that is too long for `npm test`, and its figures. Another seed tries
 * other things: `npm run robustness -- --seed 2`; `--trials 10` tries fewer. Arguments behind that go to vitest: `-- --seed 2 kill`.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installIfNeeded, root, runNode, tools } from './steps.mjs';

const { values, positionals } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, trials: { type: 'string' } },
  allowPositionals: true,
});
const figures = join(root, 'out/robustness');

rmSync(figures, { recursive: true, force: true });
process.env['KERIO_EXIT_ROBUSTNESS'] = 'long';
process.env['KERIO_EXIT_SEED'] = values.seed;
if (values.trials !== undefined) process.env['KERIO_EXIT_TRIALS'] = values.trials;
const files = positionals.length === 0 ? ['test/robustness'] : positionals.map((name) => `test/robustness/${name}`);
process.exitCode =
  installIfNeeded() || runNode(tools.vitest, ['run', '--no-file-parallelism', '--testTimeout=0', ...files]);

for (const name of existsSync(figures) ? readdirSync(figures).sort() : []) {
  /** @type {unknown} */
  const counts = JSON.parse(readFileSync(join(figures, name), 'utf8'));
  console.log(`${name.replace('.json', '')}: ${JSON.stringify(counts)}`);
}
