import type { HeaderBlock } from '../message/header.js';
import { describeFile } from '../store/files.js';

const LOOK = 1024;

/**
 * Whether bytes are no message at all: no header field, and a NUL among the first bytes. So look the contents of an
 * encrypted volume, and files that a crash filled with zeros.
 */
export function looksUnreadable(bytes: Uint8Array, header: HeaderBlock): boolean {
  return header.fields.length === 0 && bytes.subarray(0, LOOK).includes(0);
}

/** Size of a file in bytes; 0 when it is gone. */
export function sizeOf(file: string): number {
  return describeFile(file)?.size ?? 0;
}
