/** Which reader takes the mail of a unit. */
import type { LedgerLine } from '../../ledger/line.js';
import { type BrokenLine, readLedgerRun } from '../../ledger/runs.js';
import { FileOutput } from './file-output.js';
import type { MailOutput } from './mail-output.js';
import { MboxOutput } from './mbox-output.js';
import { PstOutput } from './pst-output.js';
import type { Unit, UnitContext, UnitFolder } from './unit-types.js';

/** Opens the mail output of a unit. */
export function openMailOutput(unit: Unit, { out, options, copyMemory }: UnitContext): MailOutput {
  const { mailFormat } = options;
  if (mailFormat === 'maildir' || mailFormat === 'eml')
    return new FileOutput({ out, dir: unit.mailPath, maildir: mailFormat === 'maildir' }, copyMemory);
  if (mailFormat === 'pst') return new PstOutput({ out, mailboxName: unit.mailboxName, labels: labelsOf(unit) });
  const labels = unit.folders.flatMap(({ planned }) => (planned === null ? [] : [planned.label]));
  const lines = function* (): Generator<LedgerLine> {
    for (const folder of unit.folders)
      for (const line of linesOf(unit.ledger, folder)) if (!('broken' in line)) yield line;
  };
  const google = options.target === 'google';
  return new MboxOutput({ out, file: unit.mailPath, labels, google, lines }, copyMemory);
}

/** What each folder is called at the destination, by its path. */
function labelsOf({ folders }: Unit): ReadonlyMap<string, readonly string[]> {
  return new Map(folders.flatMap(({ path, planned }) => (planned === null ? [] : [[path.join('\0'), planned.label]])));
}

/** The ledger lines of a folder, and those that cannot be read. */
export function* linesOf(ledger: string, { runs }: UnitFolder): Generator<LedgerLine | BrokenLine> {
  for (const run of runs) yield* readLedgerRun(ledger, run);
}
