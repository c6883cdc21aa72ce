import { defineConfig } from 'vitest/config';
import { NEVER } from './test/support/never.js';

/** `npm run test:nodes`: a smoke suite on the versions of Node that `npm test` does not run on. */
export default defineConfig({
  test: {
    include: ['test/nodes/**/*.test.ts'],
    testTimeout: NEVER,
    hookTimeout: NEVER,
    runner: './scripts/test-runner.mjs',
    globalSetup: ['test/support/build.ts'],
  },
});
