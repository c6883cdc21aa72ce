/** Opening what the store has, whatever it may turn out to be: pipes and devices must not make us wait or read for ever. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { fsPath } from '../../core/escaped-path.js';

// O_NOFOLLOW: a link planted in a store must not make us read another file. O_NONBLOCK: a pipe must not make us wait.
// Windows knows neither: there both are undefined, which counts as no bit.
const OPEN = constants.O_RDONLY | constants.O_NONBLOCK;
const NO_LINK = constants.O_NOFOLLOW;

/** The `code` of the error for what is no plain file. */
export const NOT_PLAIN = 'NOT_PLAIN';

/** Opens a file for reading; a link is refused with ELOOP. Throws what node:fs throws. */
export function openItem(path: string): number {
  return openSync(fsPath(path), OPEN | NO_LINK);
}

/** Throws for an open pipe or device. Only asked when a file gives nothing or never ends: it costs a system call. */
export function refuseSpecial(fd: number): void {
  if (!fstatSync(fd).isFile()) throw Object.assign(new Error('it is no plain file'), { code: NOT_PLAIN });
}

/** The bytes of a whole file. A link is followed only with `links`. Throws what node:fs throws, and for pipes and devices. */
export function readPlainFile(path: string, links: boolean): Uint8Array {
  const fd = openSync(fsPath(path), links ? OPEN : OPEN | NO_LINK);
  try {
    // Reading a directory fails by itself, with a code that says so.
    if (!fstatSync(fd).isDirectory()) refuseSpecial(fd);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}
