/** Reads the mail of a PST file back and compares it with the source. */
import { join } from 'node:path';
import { PstDamage, PstFile } from '../../exporters/pst/read/file.js';
import { readContents, readFolders, readItem, type ReadItem } from '../../exporters/pst/read/items.js';
import { numberIn, timeIn } from '../../exporters/pst/read/values.js';
import type { LedgerLine } from '../../ledger/line.js';
import { isOutputOf } from '../workspace/outputs.js';
import type { Claim, MailOutput, Problem, SourceMessage } from './mail-output.js';
import { unreadableFile } from './mbox-output.js';
import { pstFilesOf } from './pst-files.js';
import { comparePstMail } from './pst-mail-check.js';

export interface PstExpectations {
  readonly out: string;
  readonly mailboxName: string;
  /** What each folder is called in the file, by its path in the store, joined with NUL. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
}

/** A file with what its folders say they hold. */
interface OpenPst {
  readonly file: PstFile;
  readonly folders: ReadonlyMap<number, readonly string[]>;
  /** Ids of the items in the folders' tables, ascending. */
  readonly listed: Uint32Array;
}

const deliveryTime = 0x0e06;
const messageSize = 0x0e08;

export class PstOutput implements MailOutput {
  readonly #expected: PstExpectations;
  readonly #named = new Set<string>();
  readonly #open = new Map<string, OpenPst | Problem>();

  constructor(expected: PstExpectations) {
    this.#expected = expected;
  }

  claim({ file }: LedgerLine): void {
    if (file !== null) this.#named.add(file);
  }

  claims(): Claim[] {
    return [...this.#named].map((file) => ({ type: 'bytes', file, ranges: [], overlaps: 0 }));
  }

  compare(line: LedgerLine, source: SourceMessage): Problem[] {
    const found = this.#find(line);
    if ('aspect' in found) return [found];
    const { item, problems } = found;
    return [...problems, ...comparePstMail(item, line, source)];
  }

  look(line: LedgerLine): Problem[] {
    const found = this.#find(line);
    if ('aspect' in found) return [found];
    const time = timeIn(found.item.properties, deliveryTime);
    return time !== null && line.receivedAt !== null && Math.floor(time) !== Date.parse(line.receivedAt) / 1000
      ? [{ aspect: 'content', what: `another message lies at its place in ${line.file ?? ''}` }]
      : found.problems;
  }

  /** Every file of the mailbox, block by block: what is in no message has checksums, too. */
  whole(): Problem[] {
    return pstFilesOf(this.#expected.out, this.#expected.mailboxName).flatMap((name) => {
      const open = this.#fileOf(name);
      if ('aspect' in open) return [open];
      try {
        open.file.check();
        return [];
      } catch (error) {
        return [damage(name, error)];
      }
    });
  }

  close(): void {
    for (const open of this.#open.values()) if (!('aspect' in open)) open.file.close();
    this.#open.clear();
  }

  /** The item that a line names, and what is wrong with its place; or why there is none. */
  #find(line: LedgerLine): { readonly item: ReadItem; readonly problems: Problem[] } | Problem {
    const { file, offset, length } = line;
    if (file === null) return { aspect: 'ledger', what: 'its line says that it was exported, and names no file' };
    const open = this.#fileOf(file);
    if ('aspect' in open) return open;
    let item: ReadItem | null;
    try {
      item = offset === null ? null : readItem(open.file, offset);
    } catch (error) {
      return damage(file, error);
    }
    if (item === null || offset === null)
      return { aspect: 'place', what: `${file} has no item ${offset ?? 'without a number'}` };
    const problems: Problem[] = [];
    if (numberIn(item.properties, messageSize) !== length)
      problems.push({ aspect: 'place', what: `item ${offset} of ${file} has another size than ${length ?? 'known'}` });
    return { item, problems: [...problems, ...this.#placeProblems(line, open, offset)] };
  }

  #placeProblems(line: LedgerLine, { file, folders, listed }: OpenPst, nid: number): Problem[] {
    const problems: Problem[] = [];
    const where = folders.get(file.node(nid)?.parent ?? 0);
    const label = this.#expected.labels.get(line.folder.join('\0'));
    // A folder that the store no longer has may be called anything.
    if (where === undefined || (label !== undefined && where.join('\0') !== label.join('\0')))
      problems.push({ aspect: 'label', what: `it is in ${where?.join('/') ?? 'no folder'} of ${line.file ?? ''}` });
    if (!isAmong(listed, nid))
      problems.push({ aspect: 'place', what: `no folder of ${line.file ?? ''} lists item ${nid}` });
    return problems;
  }

  #fileOf(name: string): OpenPst | Problem {
    const known = this.#open.get(name);
    if (known !== undefined) return known;
    const opened = this.#openFile(name);
    this.#open.set(name, opened);
    return opened;
  }

  #openFile(name: string): OpenPst | Problem {
    if (!isOutputOf(name, this.#expected.mailboxName))
      return { aspect: 'place', what: `it is in ${name}, which is no file of its mailbox`, once: `place ${name}` };
    let file: PstFile | null = null;
    try {
      file = new PstFile(join(this.#expected.out, name));
      const folders = new Map<number, readonly string[]>();
      const listed: number[] = [];
      for (const { nid, path } of readFolders(file)) {
        folders.set(nid, path);
        for (const row of readContents(file, nid, new Set())) listed.push(row.nid);
      }
      return { file, folders, listed: Uint32Array.from(listed).sort() };
    } catch (error) {
      file?.close();
      return { ...damage(name, error), once: `file ${name}` };
    }
  }
}

function damage(file: string, error: unknown): Problem {
  if (error instanceof PstDamage) return { aspect: 'content', what: `${file} is damaged: ${error.message}` };
  // Numbers that lead out of a block are damage, too.
  if (error instanceof RangeError) return { aspect: 'content', what: `${file} is damaged` };
  return unreadableFile(file, error);
}

function isAmong(sorted: Uint32Array, wanted: number): boolean {
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}
