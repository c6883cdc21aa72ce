/** Flag bits of `F` in index.fld (docs/store-format.md, flags): four are certain, 0x8 is inferred. */
import type { Folder } from '../types.js';

const SEEN = 0x1;
const ANSWERED = 0x2;
const FLAGGED = 0x4;
const DELETED = 0x8;
const DRAFT = 0x10;

/**
 * The IMAP flags those bits stand for. `\Draft` counts only in a Drafts folder: Outlook leaves the bit on mail elsewhere,
 * which would then look unsent.
 */
export function flagsFromBits(bits: number, role: Folder['role']): string[] {
  const flags: string[] = [];
  if (bits & SEEN) flags.push('\\Seen');
  if (bits & ANSWERED) flags.push('\\Answered');
  if (bits & FLAGGED) flags.push('\\Flagged');
  if (bits & DELETED) flags.push('\\Deleted');
  if (bits & DRAFT && role === 'drafts') flags.push('\\Draft');
  return flags;
}
