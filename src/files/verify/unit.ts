/** Checks one unit: the folders that share a mail output, their ledger lines, their items, and the copies of these. */
import { join } from 'node:path';
import { append } from '../../core/lists.js';
import type { LedgerLine } from '../../ledger/line.js';
import { addLine, emptySums, type Sums } from '../../ledger/sums.js';
import { describeFile } from '../../store/disk/files.js';
import { type Entry, listFolder } from '../../store/items/listing.js';
import { stoodIn, wasKept } from '../earlier/kept.js';
import { stemOf } from '../earlier/folder-history.js';
import type { PlannedFolder } from '../plan/planned.js';
import { type Aspect, type Finding, Findings } from './finding.js';
import { BundleOutput } from './bundle-output.js';
import { FailedOutput } from './failed-output.js';
import { type Circumstances, ItemCheck } from './item-check.js';
import { PstGroupwareCheck } from './pst-groupware-check.js';
import { joinFolder } from './join.js';
import type { Claim, MailOutput, Problem } from './mail-output.js';
import { linesOf, openMailOutput } from './open-output.js';
import { Remake } from './remake.js';
import type { Unit, UnitContext, UnitFolder, UnitResult } from './unit-types.js';

/** At most this many findings of a unit are kept; all are counted. */
const KEPT = 200;

/** Runs a unit. Throws only for a fault of the program, or to end the run. */
export function runUnit(unit: Unit, context: UnitContext): UnitResult {
  const run = new UnitRun(unit, context);
  return run.run();
}

class UnitRun {
  readonly #unit: Unit;
  readonly #context: UnitContext;
  readonly #findings = new Findings(KEPT);
  readonly #said = new Set<string>();
  /** Items of the folder that is being checked. */
  readonly #withFindings = new Set<number | string>();
  readonly #mail: MailOutput;
  readonly #failed: FailedOutput;
  readonly #check: ItemCheck;
  /** Compares what is no mail in a PST file; null for other formats, and where the source is not as it was. */
  readonly #pst: PstGroupwareCheck | null;
  readonly #bundleClaims: Claim[] = [];
  /** The bundles of all folders could be made once more. */
  #allMade = true;
  #items = 0;

  constructor(unit: Unit, context: UnitContext) {
    this.#unit = unit;
    this.#context = context;
    this.#mail = openMailOutput(unit, context);
    this.#pst =
      context.options.mailFormat === 'pst' && !unit.changed
        ? new PstGroupwareCheck(context.out, unit.mailboxName)
        : null;
    this.#failed = new FailedOutput(context.out, context.copyMemory);
    this.#check = new ItemCheck(context, this.#mail, this.#failed);
  }

  run(): UnitResult {
    const sums = this.#unit.folders.map((folder) => this.#folder(folder));
    if (this.#context.every === 1 && this.#allMade)
      for (const problem of this.#pst?.rest() ?? []) this.#say(problem, { path: [], uid: null });
    if (this.#context.every === 1)
      for (const problem of this.#mail.whole?.() ?? []) this.#say(problem, { path: [], uid: null });
    const claims = [...this.#mail.claims(), ...this.#bundleClaims, ...this.#failed.claims()];
    this.#mail.close();
    this.#pst?.close();
    const { compared, notExported, missing } = this.#check;
    const { counts, kept } = this.#findings;
    return { items: this.#items, compared, notExported, missing, counts, findings: kept, claims, sums };
  }

  #folder(folder: UnitFolder): { path: readonly string[]; sums: Sums } {
    const { out, options, every } = this.#context;
    const { planned, path } = folder;
    const bundles = new BundleOutput(out, options);
    // A sample has not seen all that would be made or counted.
    const remake =
      every > 1 || planned === null ? null : new Remake(this.#unit.mailboxName, planned, { options, pst: this.#pst });
    const before = this.#findings.total;
    this.#withFindings.clear();
    try {
      const sums = this.#joined(folder, bundles, remake);
      append(this.#bundleClaims, bundles.claims());
      if (every === 1) this.#finishBundles({ path, uid: null }, bundles, remake, before);
      if (remake?.isWhole === false && planned?.excluded === null) this.#allMade = false;
      for (const problem of this.#pst?.found() ?? [])
        if (remake?.isWhole === true) this.#say(problem, { path, uid: null });
      return { path, sums };
    } finally {
      remake?.close();
      bundles.close();
    }
  }

  /** Goes through the lines and the items of a folder. Gives the sums of the lines. */
  #joined(folder: UnitFolder, bundles: BundleOutput, remake: Remake | null): Sums {
    const sums = emptySums();
    let number = folder.firstItem;
    const entries = folder.planned === null ? [] : this.#entries(folder.planned);
    for (const joined of joinFolder(this.#lines(folder, sums), entries)) {
      const { line, entry } = joined;
      const chosen = number % this.#context.every === 0;
      number += 1;
      if (entry?.type === 'item') this.#items += 1;
      if (line === null) {
        // What came after the export is not in the bundles; what lost its line may be.
        if (!this.#unit.changed) remake?.spoil();
        this.#withoutLine({ path: folder.path, uid: joined.entry.item.uid }, joined.entry);
      } else if (entry === null) this.#withoutEntry(folder, line, { again: joined.again, bundles, remake });
      else this.#pair(folder, line, entry, { chosen, bundles, remake });
    }
    return sums;
  }

  /** What concerns the bundles of a folder as a whole. */
  #finishBundles(name: Name, bundles: BundleOutput, remake: Remake | null, before: number): void {
    const derived = remake?.compareDerived(this.#context.out) ?? [];
    // A table that is not as it was made need not be counted, too.
    const whole = bundles.finish(derived.length === 0);
    for (const problem of [...derived, ...whole]) this.#say(problem, name, true);
    const isSaid = this.#findings.total > before;
    const placesIn = (file: string) => bundles.placesIn(file);
    for (const { uid, problem } of remake?.compareBundles(this.#context.out, placesIn) ?? []) {
      // What the readers found in an item need not be told once more, nor of its file.
      if (uid === null ? isSaid : this.#withFindings.has(uid)) continue;
      this.#say(problem, { ...name, uid }, true);
    }
  }

  #pair(folder: UnitFolder, line: LedgerLine, entry: Entry, how: Omit<Circumstances, 'excluded'>): void {
    if (stoodIn(line, entry.type === 'item')) {
      this.#kept(folder, line, how.bundles);
      return;
    }
    const circumstances = { ...how, excluded: folder.planned?.excluded ?? null };
    for (const problem of this.#check.pair(line, entry, circumstances))
      this.#say(problem, { path: folder.path, uid: line.uid }, problem.since === true);
  }

  *#lines(folder: UnitFolder, sums: Sums): Generator<LedgerLine> {
    for (const line of linesOf(this.#unit.ledger, folder)) {
      if ('broken' in line) {
        this.#say(
          { aspect: 'ledger', what: `a line cannot be read: ${line.broken}` },
          { path: folder.path, uid: null },
        );
        continue;
      }
      addLine(sums, line);
      yield line;
    }
  }

  *#entries({ folder }: PlannedFolder): Generator<Entry> {
    let entries: Iterable<Entry> = [];
    try {
      ({ entries } = listFolder(folder));
      this.#context.probe.enter(join(folder.dir, '#msgs'));
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      if (syscall !== 'scandir') throw error;
      const what = `#msgs of the source cannot be listed (${code ?? 'error'})`;
      this.#say({ aspect: 'source', what }, { path: folder.path, uid: null });
    }
    yield* entries;
  }

  #withoutLine(name: Name, { type }: Entry): void {
    if (type === 'missing' && this.#unit.changed) return;
    const what = type === 'item' ? 'the ledger has no line for it' : 'the ledger has no line for this index record';
    if (this.#unit.changed) this.#add('new', 'ledger', name, 'it came after the export');
    else this.#add('difference', 'ledger', name, what);
  }

  #withoutEntry(
    folder: UnitFolder,
    line: LedgerLine,
    {
      again,
      bundles,
      remake,
    }: { readonly again: boolean; readonly bundles: BundleOutput; readonly remake: Remake | null },
  ): void {
    const name = { path: folder.path, uid: line.uid };
    const here = folder.planned === null ? null : join(folder.planned.folder.dir, '#msgs', `${stemOf(line)}.eml`);
    if (again || (here !== null && describeFile(here) !== null)) {
      this.#check.claim(line, bundles);
      this.#add('difference', 'ledger', name, 'the ledger has two lines for it');
      return;
    }
    if (line.kind !== 'mail' && line.result !== 'missing') remake?.spoil();
    this.#kept(folder, line, bundles);
  }

  /** A line whose item the source cannot give: its copy may be the only one. */
  #kept(folder: UnitFolder, line: LedgerLine, bundles: BundleOutput): void {
    const name = { path: folder.path, uid: line.uid };
    const problems = this.#check.withoutSource(line, bundles);
    // Each is named by itself, though a whole file be lost.
    for (const { aspect, what } of problems) this.#say({ aspect, what: `${what}; the source has it no more` }, name);
    if (problems.length > 0) return;
    if (line.result === 'missing') {
      const what = 'an earlier run kept it, and neither the output nor the source has it any more';
      if (wasKept(line)) this.#add('difference', 'content', name, what);
    } else if (this.#unit.changed || folder.planned === null || wasKept(line))
      this.#add('gone', 'source', name, 'the source has it no more; the output keeps it');
    else this.#add('difference', 'ledger', name, 'the ledger has a line for it, the source has no such item');
  }

  /** `since`: it may come from a change of the source after the export. */
  #say({ aspect, what, once }: Problem, name: Name, since = false): void {
    if (name.uid !== null) this.#withFindings.add(name.uid);
    if (once !== undefined && this.#said.has(once)) {
      this.#findings.counts.difference += 1;
      return;
    }
    if (once !== undefined) this.#said.add(once);
    this.#add(since && this.#unit.changed ? 'new' : 'difference', aspect, name, what);
  }

  #add(severity: Finding['severity'], aspect: Aspect, { path, uid }: Name, what: string): void {
    this.#findings.add({ severity, aspect, mailbox: this.#unit.mailbox, folder: path, uid, what, items: 1 });
  }
}

interface Name {
  readonly path: readonly string[];
  readonly uid: number | string | null;
}
