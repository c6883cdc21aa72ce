import { defineConfig } from 'vitest/config';
import { NEVER } from './test/support/never.js';

/** `npm run test:groupware`: DAV servers that take a database and are too heavy for `npm test` (SOGo, DAViCal). */
export default defineConfig({
  test: {
    include: ['test/groupware/**/*.test.ts'],
    pool: 'forks',
    testTimeout: NEVER,
    hookTimeout: NEVER,
    runner: './scripts/test-runner.mjs',
    globalSetup: ['test/support/build.ts'],
  },
});
