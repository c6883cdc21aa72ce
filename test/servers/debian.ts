import { spawnSync } from 'node:child_process';
import { isRoot, NotRun } from '../support/not-run.js';

/**
 * Makes sure Debian packages are installed, installing the missing ones. Waits for other package managers to end.
 * Where only root could install them, the tests that ask are not run, and the command to run is named at the end. Throws
 * with that command when the installation failed.
 */
export function ensureDebian(packages: readonly string[]): void {
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const byHand = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (!isRoot()) throw new NotRun(`needs Debian packages: ${byHand}`);
  const refused = aptInstall(missing);
  if (refused === null) return;
  // A fresh machine has no package lists, an old one names versions that are gone from the mirror.
  apt(['update']);
  const refusedAgain = aptInstall(missing);
  if (refusedAgain !== null) throw new Error(`could not install what the tests need: ${byHand}\n${refusedAgain}`);
}

function isInstalled(name: string): boolean {
  const query = spawnSync('dpkg-query', ['-W', '-f=${db:Status-Status}', name], { encoding: 'utf8' });
  return query.status === 0 && query.stdout === 'installed';
}

/** Null when it worked, else what apt-get said. */
function aptInstall(packages: readonly string[]): string | null {
  return apt(['install', '-y', '--no-install-recommends', ...packages]);
}

function apt(args: readonly string[]): string | null {
  // `apt-get update` does not wait for its lock whatever the option says: try again for as long as install would wait.
  const until = Date.now() + 300_000;
  for (;;) {
    const run = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    });
    if (run.error !== undefined) return run.error.message;
    if (run.status === 0) return null;
    if (!/Could not get lock|Unable to lock/.test(run.stderr) || Date.now() > until) return run.stderr.trim();
    spawnSync('sleep', ['2']);
  }
}
