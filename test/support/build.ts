import { execFileSync } from 'node:child_process';

/**
 * Builds `dist/` once before the tests: worker threads and the command line run the compiled program. `npm test` has built
 * it already, and says so.
 */
export function setup(): void {
  if (process.env['KERIO_EXIT_BUILT'] === 'yes') return;
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
}
