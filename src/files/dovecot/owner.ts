import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { DovecotOwner } from '../../exporters/dovecot/config.js';

/** Who will read the mail: whoever exports it, but for root, as whom no Dovecot reads mail. */
export function mailReader(): DovecotOwner {
  if (process.getuid?.() === 0) {
    return { user: ask('-u', 'nobody') ?? '65534', group: ask('-g', 'nobody') ?? '65534', needsRoot: true };
  }
  try {
    const { username } = userInfo();
    const group = ask('-gn', username);
    if (group !== null) return { user: username, group, needsRoot: false };
  } catch {
    // In a container the user may be a number alone.
  }
  return { user: String(process.getuid?.()), group: String(process.getgid?.()), needsRoot: true };
}

/** The directory on the way to `path` that only its owner may enter; null when everybody may. */
export function closedDirectory(path: string): string | null {
  for (let dir = path; ; dir = dirname(dir)) {
    if (((statSync(dir, { throwIfNoEntry: false })?.mode ?? 0o1) & 0o1) === 0) return dir;
    if (dirname(dir) === dir) return null;
  }
}

/** What `id` says; null where it knows nothing. */
function ask(what: '-u' | '-g' | '-gn', user: string): string | null {
  try {
    return execFileSync('id', [what, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}
