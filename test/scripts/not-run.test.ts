import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../support/temp.js';

const root = resolve(import.meta.dirname, '../..');

const SAMPLE = `
const missing = (what) => { throw Object.assign(new Error(what), { name: 'NotRun' }); };
test('alone', () => missing('needs a'));
test('runs', () => { expect(1).toBe(1); });
describe('with a server', () => {
  let server;
  beforeAll(() => missing('needs b'));
  afterAll(() => server.stop());
  test('first', () => undefined);
  describe('and more', () => test('second', () => undefined));
});
`;

/** Runs tests with our runner and our reporter alone. */
function runTests(sample: string): { readonly status: number | null; readonly stdout: string } {
  const dir = tempDir('not-run');
  writeFileSync(join(dir, 'sample.test.js'), sample);
  const config = {
    include: ['*.test.js'],
    globals: true,
    runner: join(root, 'scripts/test-runner.mjs'),
    reporters: [join(root, 'scripts/closing-line-reporter.mjs')],
  };
  writeFileSync(join(dir, 'vitest.config.mjs'), `export default { test: ${JSON.stringify(config)} };`);
  const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', dir];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stdout };
}

test('what cannot be run on a machine is named at the end, and the rest runs', () => {
  expect(runTests(SAMPLE)).toEqual({
    status: 0,
    stdout: `Not run on this machine:
  sample.test.js > with a server: needs b
  sample.test.js > alone: needs a

1 passed, 0 failed, 3 skipped
`,
  });
});
