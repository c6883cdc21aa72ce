/** The users' filters: small files of their own, written again only when they would be others. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputFile, OutputFiles } from '../exporters/output.js';
import { type FilterSummary, writeFilter } from '../exporters/filters/writer.js';
import { writeWhole } from '../ledger/whole-file.js';
import { readFileIfThere } from '../store/files.js';
import type { Plan } from './plan.js';

/** The filter of one mailbox. */
export interface MailboxFilter extends FilterSummary {
  readonly address: string;
}

/** Writes `filters/<mailbox>.sieve` for every planned mailbox that has a filter. Throws what the output throws. */
export function exportFilters(plan: Plan, out: string): MailboxFilter[] {
  return plan.mailboxes.flatMap(({ mailbox, name }) => {
    const script = readFileIfThere(join(mailbox.dir, 'filter.siv'));
    if (script === null) return [];
    const files = new TextFiles();
    const summary = writeFilter(script, { files, address: name });
    for (const file of files.made)
      if (!isSame(join(out, file.path), file.bytes)) writeWhole(join(out, file.path), file.bytes);
    return [{ address: mailbox.address, ...summary }];
  });
}

function isSame(path: string, bytes: Buffer): boolean {
  try {
    return readFileSync(path).equals(bytes);
  } catch {
    return false;
  }
}

/** Output files that stay in memory. */
class TextFiles implements OutputFiles {
  readonly root = '';
  readonly made: TextFile[] = [];

  create(path: string): OutputFile {
    const file = new TextFile(path);
    this.made.push(file);
    return file;
  }
}

class TextFile implements OutputFile {
  path: string;
  bytes: Buffer = Buffer.alloc(0);

  constructor(path: string) {
    this.path = path;
  }

  get size(): number {
    return this.bytes.length;
  }

  write(chunk: Uint8Array | string): void {
    this.bytes = Buffer.concat([this.bytes, typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk]);
  }

  rename(path: string): void {
    this.path = path;
  }
}
