/** Generated data is kept between runs: it takes longer to make than to measure. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder of generated data, made when it is not there whole. `name` has to say everything that decides its content.
 * @param {string | undefined} base Where data is kept; the system's folder for temporary files unless told.
 * @param {string} name
 * @param {(dir: string) => void} make
 */
export function cachedData(base, name, make) {
  const dir = join(base ?? join(tmpdir(), 'kerio-exit-bench'), name);
  const complete = join(dir, 'complete');
  if (existsSync(complete)) return dir;
  console.error(`making ${dir}`);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  make(dir);
  writeFileSync(complete, '');
  return dir;
}
