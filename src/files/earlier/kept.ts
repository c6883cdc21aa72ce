/**
 * Mail that an earlier run wrote and that the store cannot give any more. The copy in the output may be the only one: it stays,
 * and its line says why.
 */
import type { LedgerLine } from '../../ledger/line.js';
import { isWorthAnotherTry } from '../../store/disk/unreadable.js';

/** The store has it no more. */
export const GONE = 'gone from the store; kept from an earlier run';
/** Its file is there, and the disk does not give it. */
const UNREAD = 'cannot be read from the store now; kept from an earlier run';
/** Its file is there, and is not what it was: empty, or no message. */
const SPOILT = 'damaged in the store; kept from an earlier run';
const NOTES: readonly string[] = [GONE, UNREAD, SPOILT];

/** Whether a line speaks of mail that is, or should be, in the output though the store cannot give it. */
export function wasKept({ notes }: Pick<LedgerLine, 'notes'>): boolean {
  return notes?.some((note) => NOTES.includes(note)) === true;
}

/** Notes without those that say why something was kept. */
export function otherNotes(notes: readonly string[] = []): readonly string[] {
  return notes.filter((note) => !NOTES.includes(note));
}

/** Whether a line was kept in place of what the store had instead of it: the two cannot be compared. */
export function stoodIn(line: LedgerLine, hasFile: boolean): boolean {
  return wasKept(line) && !(hasFile && line.notes?.includes(GONE) === true);
}

/** Whether a line speaks of mail that the disk did not give at the last run: another may have more luck. */
export function isUnread({ notes, result }: LedgerLine): boolean {
  return result === 'exported' && notes?.includes(UNREAD) === true;
}

/** Which of these notes lines may carry, by the sums of their notes. */
export function keptNotes(notes: Readonly<Record<string, number>>): {
  readonly any: boolean;
  readonly unread: boolean;
} {
  // Of very many different notes the last are counted together.
  return { any: [...NOTES, '(other)'].some((note) => note in notes), unread: UNREAD in notes };
}

/** Whether a line is to be kept when the store does not have its item any more. Bundles follow the store. */
export function isWorthKeeping(line: LedgerLine): boolean {
  return line.kind === 'mail' && (line.result === 'exported' || (line.result === 'missing' && wasKept(line)));
}

/** Whether a line speaks of mail that failed, and lies as it was below `failed/`. */
export function isFailedCopy({ kind, result, file }: LedgerLine): boolean {
  return kind === 'mail' && result === 'failed' && file !== null;
}

/** Why the earlier copy of an item is kept, given the line it would have now; null when that line takes its place. */
export function whyKept({ result, reason, bytes }: LedgerLine, mirror: boolean): string | null {
  if (result === 'missing') return mirror ? null : GONE;
  if (result === 'failed') return isWorthAnotherTry(reason) ? UNREAD : SPOILT;
  // What the user's own filters leave out is left out; an empty file was not always so.
  return result === 'skipped' && bytes === 0 ? SPOILT : null;
}
