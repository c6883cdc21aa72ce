import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * A new empty folder. Whoever asks for it removes it (`removeDir`); inside one test `tempDir` does that by itself.
 * Open for other users, because servers that tests start do not run as root.
 */
export function makeTempDir(name = 'test'): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), `kerio-exit-${name}-`)));
  chmodSync(dir, 0o755);
  return dir;
}

/** A new empty folder that is removed when the running test ends. Only inside a test. */
export function tempDir(name = 'test'): string {
  const dir = makeTempDir(name);
  onTestFinished(() => {
    removeDir(dir);
  });
  return dir;
}

/** Removes a folder with everything in it. */
export function removeDir(dir: string): void {
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}
