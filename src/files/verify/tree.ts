/** The files of a mailbox, against what the ledger lines account for. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerLine } from '../../ledger/line.js';
import { readLedgerRun } from '../../ledger/runs.js';
import { FAILED } from '../job/failed-files.js';
import type { ExportOptions } from '../plan/options.js';
import { Extents } from './extents.js';
import type { Claim, Problem } from './mail-output.js';
import { Spellings } from './spellings.js';
import { calendarBase } from './tables.js';
import { isOutputOf, mailPath } from '../workspace/outputs.js';
import { mailJobs, type VerifyMailbox } from './units.js';

/** A problem with a file, and how many items it may concern. */
export interface FileProblem extends Problem {
  readonly items: number;
  /** It is no fault: the folder came after the export. */
  readonly isNew?: boolean;
}

/** Where bundles are. Their tables, texts and attachments are not in the ledger, but in what is kept of each job. */
const BUNDLES = ['contacts', 'calendars', 'tasks', 'notes'];

/** What a Maildir++ has beside messages, and what Thunderbird's folders of folders look like. */
const BESIDE = /(?:^|\/)(?:maildirfolder|subscriptions|dovecot-keywords)$/;

/** Finds files that no line accounts for, bytes of mboxes that no line names, and folders that are not there. */
export function checkTree(
  out: string,
  mailbox: VerifyMailbox,
  claims: readonly Claim[],
  options: ExportOptions,
): FileProblem[] {
  const tree = new Tree(out, mailbox, claims, options);
  const bundles = BUNDLES.flatMap((kind) => [...tree.walkBundles(`${kind}/${mailbox.name}`)]);
  const failed = tree.walkFailed(`${FAILED}/${mailbox.name}`);
  const mail = options.mailFormat === 'pst' ? tree.pstFiles() : tree.walk(`mail/${mailbox.name}`);
  return [...tree.expectedFolders(), ...mail, ...bundles, ...failed];
}

class Tree {
  readonly #out: string;
  readonly #mailbox: VerifyMailbox;
  readonly #options: ExportOptions;
  readonly #bytes = new Map<string, Extents>();
  readonly #counts = new Map<string, number>();
  readonly #calendarBases: ReadonlySet<string | null>;
  readonly #spellings: Spellings;
  /** Every file of the last export that is no message; empty when nothing is known of it. */
  readonly #written: ReadonlySet<string>;
  /** Mail outputs of the plan: a folder of no messages is one, too. True: it came after the export. */
  readonly #expected: ReadonlyMap<string, boolean>;

  constructor(out: string, mailbox: VerifyMailbox, claims: readonly Claim[], options: ExportOptions) {
    this.#out = out;
    this.#mailbox = mailbox;
    this.#options = options;
    const jobs = mailbox.planned === null ? [] : mailJobs(mailbox.planned, options);
    const { exported } = mailbox;
    const isNew = (id: string): boolean => exported.size > 0 && !exported.has(id);
    this.#expected = new Map(jobs.map((job) => [mailPath(job, options.mailFormat), isNew(job.id)]));
    this.#written = new Set([...exported.values()].flatMap(({ outputs }) => outputs));
    for (const claim of claims) {
      if (claim.type === 'files') this.#counts.set(claim.dir, (this.#counts.get(claim.dir) ?? 0) + claim.count);
      else {
        const extents = this.#bytes.get(claim.file) ?? new Extents();
        extents.addAll(claim.ranges, claim.overlaps);
        this.#bytes.set(claim.file, extents);
      }
    }
    this.#calendarBases = new Set([...this.#bytes.keys()].map(calendarBase));
    this.#spellings = new Spellings(
      out,
      [this.#bytes, this.#counts, this.#expected, this.#written].flatMap((known) => [...known.keys()]),
    );
  }

  /** Folders of no messages; that one with messages is missing shows at its items. */
  *expectedFolders(): Generator<FileProblem> {
    for (const [path, isNew] of this.#expected) {
      if (this.#bytes.has(path) || this.#counts.has(path) || this.#isCut(path)) continue;
      if (statSync(join(this.#out, path), { throwIfNoEntry: false }) === undefined)
        yield { aspect: 'file', what: `${path} is not there`, items: 1, isNew };
    }
  }

  /** A file that was cut has no number-less name. */
  #isCut(path: string): boolean {
    const first = `${path.slice(0, -'.pst'.length)}.1.pst`;
    return path.endsWith('.pst') && statSync(join(this.#out, first), { throwIfNoEntry: false }) !== undefined;
  }

  /** The PST files of the mailbox: each is named by a line, or by what is kept of the export. */
  *pstFiles(): Generator<FileProblem> {
    const { files, problem } = this.#list('pst');
    if (problem !== null) yield problem;
    for (const name of files) {
      const path = `pst/${name}`;
      const isOwn = isOutputOf(path, this.#mailbox.name);
      const isKnown = this.#bytes.has(path) || this.#written.has(path) || this.#expected.has(path);
      if (isOwn && !isKnown && this.#written.size > 0) yield stray(path);
    }
  }

  *walk(dir: string): Generator<FileProblem> {
    const { files, directories, problem } = this.#list(dir);
    if (problem !== null) yield problem;
    const { mailFormat } = this.#options;
    if (mailFormat === 'mbox' || mailFormat === 'thunderbird')
      for (const name of files) yield* this.#mbox(`${dir}/${name}`);
    else yield* this.#messages(dir, files);
    for (const name of directories) yield* this.walk(`${dir}/${name}`);
  }

  *walkFailed(dir: string): Generator<FileProblem> {
    const { files, directories, problem } = this.#list(dir);
    if (problem !== null) yield problem;
    yield* this.#messages(dir, files);
    for (const name of directories) yield* this.walkFailed(`${dir}/${name}`);
  }

  *walkBundles(dir: string): Generator<FileProblem> {
    const { files, directories, problem } = this.#list(dir);
    if (problem !== null) yield problem;
    // An attachment may be called anything, `.ics` too.
    const isBundle = !dir.endsWith('.attachments');
    for (const name of files) {
      if (isBundle && name.endsWith('.vcf')) yield* this.#mbox(`${dir}/${name}`);
      else if (isBundle && name.endsWith('.ics')) yield* this.#calendar(`${dir}/${name}`);
      else if (this.#written.size > 0 && !this.#written.has(`${dir}/${name}`))
        yield stray(`${dir}/${name}`, 'no record of the export');
    }
    for (const name of directories) yield* this.walkBundles(`${dir}/${name}`);
  }

  #list(dir: string): {
    readonly files: string[];
    readonly directories: string[];
    readonly problem: FileProblem | null;
  } {
    const files: string[] = [];
    const directories: string[] = [];
    try {
      for (const entry of readdirSync(join(this.#out, dir), { withFileTypes: true }))
        (entry.isDirectory() ? directories : files).push(this.#spellings.of(dir, entry.name));
      return { files, directories, problem: null };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const what = `${dir} cannot be listed (${code ?? 'error'})`;
      return { files, directories, problem: code === 'ENOENT' ? null : { aspect: 'file', what, items: 1 } };
    }
  }

  /** Between the components of a calendar stand its frame and its time zones. */
  *#calendar(file: string): Generator<FileProblem> {
    const extents = this.#bytes.get(file);
    if (extents === undefined) {
      // Entries of another kind than the folder's have a file that lines may not name.
      if (!this.#calendarBases.has(calendarBase(file))) yield stray(file);
    } else if (extents.overlaps > 0) yield overlapping(file, extents);
  }

  /** A file that its lines must cover, from the first byte to the last. */
  *#mbox(file: string): Generator<FileProblem> {
    const extents = this.#bytes.get(file);
    const { size } = statSync(join(this.#out, file));
    if (extents === undefined) {
      // Thunderbird's layout has empty folders above folders, which are in no plan; an empty folder that is gone since is in none either.
      const isKnown = this.#expected.has(file) || this.#written.has(file);
      const empty = size === 0 && (isKnown || this.#options.mailFormat === 'thunderbird');
      if (!empty) yield stray(file);
      return;
    }
    if (extents.overlaps > 0) yield overlapping(file, extents);
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

function stray(file: string, by = 'no ledger line'): FileProblem {
  return { aspect: 'file', what: `${file} is there, and ${by} names it`, items: 1 };
}

function overlapping(file: string, { overlaps }: Extents): FileProblem {
  return { aspect: 'place', what: `${overlaps} ledger lines name bytes of ${file} that another names`, items: 1 };
}

/** Directories below `mail/` and `failed/` that belong to no mailbox of the ledgers. */
export function strayMailboxes(out: string, mailboxes: readonly VerifyMailbox[]): string[] {
  const known = new Set(mailboxes.map(({ name }) => name));
  return [...strayPstFiles(out, known), ...strayDirectories(out, known)];
}

/** `jan@company.com.2.pst` is of `jan@company.com`, or of a mailbox that is called so with the number. */
function strayPstFiles(out: string, known: ReadonlySet<string>): string[] {
  try {
    return readdirSync(join(out, 'pst')).flatMap((file) => {
      const name = file.endsWith('.pst') ? file.slice(0, -'.pst'.length) : '';
      return known.has(name) || known.has(name.replace(/\.\d+$/, '')) ? [] : [`pst/${file}`];
    });
  } catch {
    return [];
  }
}

function strayDirectories(out: string, known: ReadonlySet<string>): string[] {
  return ['mail', FAILED].flatMap((tree) => {
    try {
      return readdirSync(join(out, tree)).flatMap((name) => (known.has(name) ? [] : [`${tree}/${name}`]));
    } catch {
      return [];
    }
  });
}
