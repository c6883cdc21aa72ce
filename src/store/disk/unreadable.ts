import type { HeaderBlock } from '../../message/header.js';
import { describeFile } from './files.js';
import { NOT_PLAIN } from './plain-file.js';
import { readHead } from '../items/read.js';

const LOOK = 1024;

/** Why a file of no bytes is skipped, wherever its item was to go: nothing is in it that could arrive. */
export const EMPTY_FILE = 'the file is empty (0 bytes)';

/** Why an item is missing whose file was there when its folder was listed: a live server may move or expunge it meanwhile. */
export const VANISHED = 'the file vanished while the folder was being read';

/**
 * Whether bytes are no message at all: no header field, and a NUL among the first bytes. So look the contents of an
 * encrypted volume, and files that a crash filled with zeros.
 */
export function looksUnreadable(bytes: Uint8Array, header: HeaderBlock): boolean {
  return header.fields.length === 0 && bytes.subarray(0, LOOK).includes(0);
}

/** The reason in the line of an item that the disk would not give. */
export function unreadableReason(code: string): string {
  return code === NOT_PLAIN
    ? 'it is no plain file, but a pipe, a socket or a device'
    : `the file cannot be read (${code})`;
}

/** Whether an item is not there because it could not be read, not to its end, or not any more: another run may have more luck. */
export function isWorthAnotherTry(reason: string | null): boolean {
  return (
    reason === VANISHED ||
    (reason !== null && /^the file (?:cannot be read \(|could not be read to its end)/.test(reason))
  );
}

/** Whether a file gives at least its first byte. */
export function canBeRead(file: string): boolean {
  try {
    readHead(file, 1);
    return true;
  } catch {
    return false;
  }
}

/** Size of a file in bytes; 0 when it is gone. */
export function sizeOf(file: string): number {
  return describeFile(file)?.size ?? 0;
}
