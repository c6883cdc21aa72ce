/** The users' filters: small files of their own, written again only when they would be others. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FilterSummary, writeFilter } from '../exporters/filters/writer.js';
import type { OutputFiles } from '../exporters/output.js';
import { writeWhole } from '../core/whole-file.js';
import { readFileIfThere } from '../store/disk/files.js';
import type { Mailbox } from '../store/types.js';
import { MemoryFiles } from './workspace/memory-files.js';
import { draftPath } from './workspace/job-record.js';
import type { Plan, PlannedMailbox } from './plan/planned.js';

/** The filter of one mailbox. */
export interface MailboxFilter extends FilterSummary {
  readonly address: string;
}

/** Writes `filters/<mailbox>.sieve` for every planned mailbox that has a filter. Throws what the output throws. */
export function exportFilters(plan: Plan, out: string): MailboxFilter[] {
  return plan.mailboxes.flatMap((planned) => {
    const files = new MemoryFiles();
    const summary = makeFilter(planned, files);
    for (const file of files.made)
      if (!isSame(join(out, file.path), file.bytes))
        writeWhole(join(out, file.path), file.bytes, join(out, draftPath(planned.mailbox.address, 'filter')));
    return summary === null ? [] : [{ address: planned.mailbox.address, ...summary }];
  });
}

/** Makes the filter of a mailbox; null when it has none. */
export function makeFilter({ mailbox, name }: PlannedMailbox, files: OutputFiles): FilterSummary | null {
  const script = readFileIfThere(filterSource(mailbox));
  return script === null ? null : writeFilter(script, { files, address: name });
}

/** Where the server keeps the filter of a mailbox. */
export function filterSource({ dir }: Mailbox): string {
  return join(dir, 'filter.siv');
}

function isSame(path: string, bytes: Buffer): boolean {
  try {
    return readFileSync(path).equals(bytes);
  } catch {
    return false;
  }
}
