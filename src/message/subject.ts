import { firstValue, readHeaderBlock } from './header.js';
import { decodeWords } from './words.js';

/** The decoded Subject of an item, on one line; empty without one. */
export function subjectOf(bytes: Uint8Array): string {
  const subject = firstValue(bytes, readHeaderBlock(bytes), 'subject');
  return subject === null ? '' : decodeWords(subject).replace(/\s+/g, ' ').trim();
}
