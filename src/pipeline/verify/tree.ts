/** The files below `mail/<mailbox>`, against what the ledger lines account for. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerLine } from '../../ledger/line.js';
import { readLedgerRun } from '../../ledger/runs.js';
import type { ExportOptions } from '../options.js';
import { Extents } from './extents.js';
import type { Claim, Problem } from './mail-output.js';
import { mailPathOf } from './unit.js';
import { mailJobs, type VerifyMailbox } from './units.js';

/** A problem with a file, and how many items it may concern. */
export interface FileProblem extends Problem {
  readonly items: number;
}

/** What a Maildir++ has beside messages, and what Thunderbird's folders of folders look like. */
const BESIDE = /(?:^|\/)(?:maildirfolder|subscriptions|dovecot-keywords)$/;

/** Finds files that no line accounts for, bytes of mboxes that no line names, and folders that are not there. */
export function checkMailTree(
  out: string,
  mailbox: VerifyMailbox,
  claims: readonly Claim[],
  options: ExportOptions,
): FileProblem[] {
  const tree = new Tree(out, mailbox, claims, options);
  return [...tree.expectedFolders(), ...tree.walk(`mail/${mailbox.name}`)];
}

class Tree {
  readonly #out: string;
  readonly #mailbox: VerifyMailbox;
  readonly #options: ExportOptions;
  readonly #bytes = new Map<string, Extents>();
  readonly #counts = new Map<string, number>();
  /** Mail outputs of the plan: a folder of no messages is one, too. */
  readonly #expected: ReadonlySet<string>;

  constructor(out: string, mailbox: VerifyMailbox, claims: readonly Claim[], options: ExportOptions) {
    this.#out = out;
    this.#mailbox = mailbox;
    this.#options = options;
    const jobs = mailbox.planned === null ? [] : mailJobs(mailbox.planned, options);
    this.#expected = new Set(jobs.map((job) => mailPathOf(job, options)));
    for (const claim of claims) {
      if (claim.type === 'files') this.#counts.set(claim.dir, (this.#counts.get(claim.dir) ?? 0) + claim.count);
      else {
        const extents = this.#bytes.get(claim.file) ?? new Extents();
        extents.addAll(claim.ranges, claim.overlaps);
        this.#bytes.set(claim.file, extents);
      }
    }
  }

  /** Folders of no messages; that one with messages is missing shows at its items. */
  *expectedFolders(): Generator<FileProblem> {
    for (const path of this.#expected) {
      if (this.#bytes.has(path) || this.#counts.has(path)) continue;
      if (statSync(join(this.#out, path), { throwIfNoEntry: false }) === undefined)
        yield { aspect: 'file', what: `${path} is not there, for a folder of no messages`, items: 1 };
    }
  }

  *walk(dir: string): Generator<FileProblem> {
    const files: string[] = [];
    const directories: string[] = [];
    try {
      for (const entry of readdirSync(join(this.#out, dir), { withFileTypes: true }))
        (entry.isDirectory() ? directories : files).push(entry.name);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') yield { aspect: 'file', what: `${dir} cannot be listed (${code ?? 'error'})`, items: 1 };
      return;
    }
    const { mailFormat } = this.#options;
    if (mailFormat === 'mbox' || mailFormat === 'thunderbird')
      for (const name of files) yield* this.#mbox(`${dir}/${name}`);
    else yield* this.#messages(dir, files);
    for (const name of directories) yield* this.walk(`${dir}/${name}`);
  }

  *#mbox(file: string): Generator<FileProblem> {
    const extents = this.#bytes.get(file);
    const { size } = statSync(join(this.#out, file));
    if (extents === undefined) {
      // Thunderbird's layout has empty folders above folders, which are in no plan.
      const empty = size === 0 && (this.#expected.has(file) || this.#options.mailFormat === 'thunderbird');
      if (!empty) yield { aspect: 'file', what: `${file} is there, and no ledger line names it`, items: 1 };
      return;
    }
    if (extents.overlaps > 0)
      yield {
        aspect: 'place',
        what: `${extents.overlaps} ledger lines name bytes of ${file} that another names`,
        items: 1,
      };
    if (extents.end > size)
      yield {
        aspect: 'file',
        what: `${file} has ${size} bytes, the ledger names ${extents.end}: it was cut`,
        items: 1,
      };
    let gaps = extents.gaps(size);
    if (gaps.length > 0) gaps = gaps.slice(this.#brokenOff(file));
    for (const { start, end } of gaps)
      yield { aspect: 'file', what: `bytes ${start} to ${end} of ${file} are named by no ledger line`, items: 1 };
  }

  *#messages(dir: string, files: readonly string[]): Generator<FileProblem> {
    const own = files.filter((name) => !BESIDE.test(name));
    if (own.length === (this.#counts.get(dir) ?? 0)) return;
    const named = new Set<string>();
    for (const { file } of this.#lines())
      if (file?.startsWith(`${dir}/`) === true) named.add(file.slice(dir.length + 1));
    for (const name of own)
      if (!named.has(name))
        yield { aspect: 'file', what: `${dir}/${name} is there, and no ledger line names it`, items: 1 };
  }

  /** How many messages left their beginning in the file: they failed while they were being copied. */
  #brokenOff(file: string): number {
    let count = 0;
    for (const { result, reason } of this.#lines())
      if (result === 'failed' && reason?.endsWith(`its beginning is in ${file}`) === true) count += 1;
    return count;
  }

  *#lines(): Generator<LedgerLine> {
    const { ledger } = this.#mailbox;
    if (ledger === null) return;
    for (const line of readLedgerRun(join(this.#out, ledger), { folder: [], start: 0, end: Infinity }))
      if (!('broken' in line)) yield line;
  }
}

/** Directories below `mail/` that belong to no mailbox of the ledgers. */
export function strayMailboxes(out: string, mailboxes: readonly VerifyMailbox[]): string[] {
  const known = new Set(mailboxes.map(({ name }) => name));
  try {
    return readdirSync(join(out, 'mail')).filter((name) => !known.has(name));
  } catch {
    return [];
  }
}
