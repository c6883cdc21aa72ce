/**
 * Mail that an earlier run wrote and that the store cannot give any more. The copy in the output may be the only one: it stays,
 * and its line says why.
 */
import type { LedgerLine } from '../ledger/line.js';
import { isWorthAnotherTry } from '../store/disk/unreadable.js';
import type { FolderHistory } from './earlier/join.js';
import type { JobMail } from './job/job-mail.js';

/** The store has it no more. */
export const GONE = 'gone from the store; kept from an earlier run';
/** Its file is there, and the disk does not give it. */
const UNREAD = 'cannot be read from the store now; kept from an earlier run';
/** Its file is there, and is not what it was: empty, or no message. */
const SPOILT = 'damaged in the store; kept from an earlier run';
const NOTES: readonly string[] = [GONE, UNREAD, SPOILT];

const LOST = 'gone from the store, and its output was changed since';

/** Whether a line speaks of mail that is, or should be, in the output though the store cannot give it. */
export function wasKept({ notes }: Pick<LedgerLine, 'notes'>): boolean {
  return notes?.some((note) => NOTES.includes(note)) === true;
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

/** An earlier line of mail that the store cannot give, once the copy of it is where it belongs now. */
export function keepLine(line: LedgerLine, note: string, mail: JobMail, history: FolderHistory): LedgerLine {
  const kept = { ...line, notes: [...(line.notes ?? []).filter((other) => !NOTES.includes(other)), note] };
  return line.result === 'missing' || line.result === 'failed' ? kept : carryLine(kept, mail, history);
}

/** A line of an exported mail whose copy goes along; one that says so when the copy is not there any more. */
export function carryLine(line: LedgerLine, mail: JobMail, history: FolderHistory): LedgerLine {
  const place = mail.carry(line, history);
  if (place !== null) return { ...line, ...place };
  return { ...line, result: 'missing', reason: LOST, file: null, offset: null, length: null };
}
