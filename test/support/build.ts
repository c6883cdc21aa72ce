import { execFileSync } from 'node:child_process';

/** Builds `dist/` once before the tests: worker threads and the command line run the compiled program. */
export function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
}
