/** Lines of an earlier run whose mail goes along, wherever its copy is now. */
import type { LedgerLine } from '../../ledger/line.js';
import type { FolderHistory } from '../earlier/folder-history.js';
import type { JobMail } from './job-mail.js';

import { otherNotes } from '../earlier/kept.js';

const LOST = 'gone from the store, and its output was changed since';

/** An earlier line of mail that the store cannot give, once the copy of it is where it belongs now. */
export function keepLine(line: LedgerLine, note: string, mail: JobMail, history: FolderHistory): LedgerLine {
  const kept = { ...line, notes: [...otherNotes(line.notes), note] };
  return line.result === 'missing' || line.result === 'failed' ? kept : carryLine(kept, mail, history);
}

/** A line of an exported mail whose copy goes along; one that says so when the copy is not there any more. */
export function carryLine(line: LedgerLine, mail: JobMail, history: FolderHistory): LedgerLine {
  const place = mail.carry(line, history);
  if (place !== null) return { ...line, ...place };
  return { ...line, result: 'missing', reason: LOST, file: null, offset: null, length: null };
}
