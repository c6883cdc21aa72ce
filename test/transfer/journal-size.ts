import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of all journals below a state folder: they grow with every message under way. 0 before there are any. */
export function journalSize(stateDir: string): number {
  const dir = join(stateDir, 'journal');
  if (statSync(dir, { throwIfNoEntry: false }) === undefined) return 0;
  return readdirSync(dir).reduce((sum, name) => sum + statSync(join(dir, name)).size, 0);
}

/** An `onStart` that kills the program as soon as its journals are larger than now by so many bytes. */
export function killWhenGrown(stateDir: string, bytes: number): (kill: (signal: NodeJS.Signals) => void) => void {
  const enough = journalSize(stateDir) + bytes;
  return (kill) => {
    const look = setInterval(() => {
      if (journalSize(stateDir) < enough) return;
      clearInterval(look);
      kill('SIGKILL');
    }, 5);
  };
}
