import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { NEVER } from './test/support/never.js';

/** Folders whose tests start the program, servers or other programs, or change what belongs to the whole process. */
const PROCESSES = ['cli', 'docs', 'e2e', 'package', 'robustness', 'servers', 'transfer', 'ui'];
/** What runs on Windows, by Wine: `npm run test:windows` runs these alone. */
const windows = ['test/windows/**/*.test.ts'];
/** A suite of its own: `npm run test:nodes`. */
const nodes = ['test/nodes/**'];
/** Another: `npm run test:groupware`. */
const groupware = ['test/groupware/**'];
const own = PROCESSES.map((folder) => `test/${folder}/**/*.test.ts`);

const common = {
  testTimeout: NEVER,
  hookTimeout: NEVER,
  pool: 'forks',
  runner: './scripts/test-runner.mjs',
} as const;

/** What needs no process of its own shares one: most of what a small test costs is starting and loading. */
const projects: TestProjectConfiguration[] = [
  {
    test: {
      ...common,
      name: 'shared',
      include: ['test/**/*.test.ts'],
      exclude: [...own, ...windows, ...nodes, ...groupware],
      isolate: false,
    },
  },
  { test: { ...common, name: 'own', include: own } },
  { test: { ...common, name: 'windows', include: windows } },
];

export default defineConfig({
  test: {
    projects,
    globalSetup: ['test/support/build.ts'],
    maxWorkers: 2,
    reporters: ['default', './scripts/closing-line-reporter.mjs'],
  },
});
