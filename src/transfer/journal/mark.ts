/**
 * What tells an item from another that has its UID: a store that was restored to an earlier backup gives the UIDs since then to
 * new mail, in folders with the same GUIDs.
 */
import { fnv1a } from '../../core/fnv.js';
import type { SourceFolder, SourceMessage } from '../source.js';

/**
 * Size and received time of a message as one number; another one is a reason to look at its header. Null where nothing of the kind can
 * happen: a live server changes its UIDVALIDITY.
 */
export function markOf({ kind, validity }: SourceFolder, message: SourceMessage): number | null {
  const fromStore = validity === null || validity.startsWith('G');
  if (!fromStore || kind !== 'mail' || message.missing) return null;
  const { size, receivedAt } = message;
  return (half(receivedAt === null ? '' : String(receivedAt)) << 16) | half(String(size));
}

/** Whether two marks may be of one message. Without its record in the index its size alone tells. */
export function isSameMark(one: number, other: number): boolean {
  const [time, otherTime] = [one >>> 16, other >>> 16];
  return (one & 0xffff) === (other & 0xffff) && (time === 0 || otherTime === 0 || time === otherTime);
}

/** 16 bits; 0 for no text alone. */
function half(text: string): number {
  if (text === '') return 0;
  const hash = fnv1a(text);
  return ((hash >>> 16) ^ hash) & 0xffff || 1;
}

/** A key as a number: a million of them have to be in memory. */
export function keyPrint(key: string): number {
  return fnv1a(key);
}
