/** `npm test`: installs what is missing, then runs every check. Arguments go to vitest: `npm test -- test/store`. */
import { installIfNeeded, runNode, tools } from './steps.mjs';

/** @type {ReadonlyArray<readonly [name: string, run: () => number]>} */
const checks = [
  ['install', installIfNeeded],
  ['build', () => runNode('scripts/build.mjs', [])],
  ['type check of tests and scripts', () => runNode(tools.tsc, ['-p', 'tsconfig.test.json'])],
  ['type check of the page', () => runNode(tools.tsc, ['-p', 'src/ui/page/tsconfig.json'])],
  ['lint', () => runNode(tools.eslint, ['.', '--max-warnings', '0'])],
  ['floors', () => runNode(tools.depcruise, ['src', '--config', '.dependency-cruiser.cjs'])],
  ['format', () => runNode(tools.biome, ['format', '.'])],
  ['unused code', () => runNode(tools.knip, [])],
  ['tests', () => runNode(tools.vitest, ['run', ...process.argv.slice(2)], { KERIO_EXIT_BUILT: 'yes' })],
];

for (const [name, check] of checks) {
  if (name !== 'tests') console.log(`- ${name}`);
  const code = check();
  if (code !== 0) {
    console.error(`npm test: ${name} failed`);
    process.exitCode = code;
    break;
  }
}
