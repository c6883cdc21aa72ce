/** Opening what the store has, whatever it may turn out to be: pipes and devices must not make us wait or read for ever. */
import { closeSync, fstatSync, readFileSync } from 'node:fs';
import { fsPath } from '../../core/escaped-path.js';
import { openForReading } from '../../core/platform.js';

/** The `code` of the error for what is no plain file. */
export const NOT_PLAIN = 'NOT_PLAIN';

/** Opens a file for reading; a link, which may lead out of the store, is refused with ELOOP. Throws what node:fs throws. */
export function openItem(path: string): number {
  return openForReading(fsPath(path), false);
}

/** Throws for an open pipe or device. Only asked when a file gives nothing or never ends: it costs a system call. */
export function refuseSpecial(fd: number): void {
  if (!fstatSync(fd).isFile()) throw Object.assign(new Error('it is no plain file'), { code: NOT_PLAIN });
}

/** The bytes of a whole file. A link is followed only with `links`. Throws what node:fs throws, and for pipes and devices. */
export function readPlainFile(path: string, links: boolean): Uint8Array {
  const fd = openForReading(fsPath(path), links);
  try {
    // Reading a directory fails by itself, with a code that says so.
    if (!fstatSync(fd).isDirectory()) refuseSpecial(fd);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}
