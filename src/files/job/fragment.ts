/**
 * The ledger lines of one job while it runs, folder by folder. Lines go to a file at once; only behind an item whose
 * fate its writer tells at the end of the folder do they wait.
 */
import type { OutputFile } from '../../exporters/output.js';
import { formatLedgerLine } from '../../ledger/file.js';
import type { LedgerLine } from '../../ledger/line.js';
import { addLine, emptySums, type Sums } from '../../ledger/sums.js';
import { failedLine, type ItemFacts, lineOf } from './ledger-lines.js';
import type { OutputKind } from '../plan/options.js';
import type { Outcome } from '../../exporters/outcome.js';

/** Ledger text of one folder in a fragment file. */
export interface FolderRange {
  readonly start: number;
  readonly end: number;
  readonly sums: Sums;
}

type Waiting = LedgerLine | { readonly facts: ItemFacts; readonly bundle: OutputKind };

/** Room for lines between two writes, in characters. */
const BUFFER = 64 * 1024;

export class FolderLines {
  readonly #file: OutputFile;
  readonly #start: number;
  readonly #sums = emptySums();
  readonly #waiting: Waiting[] = [];
  readonly #keep: (facts: ItemFacts) => string | null;
  #text = '';

  /** `keep` copies an item that its writer could not convert, and says where it is. */
  constructor(file: OutputFile, keep: (facts: ItemFacts) => string | null = () => null) {
    this.#file = file;
    this.#keep = keep;
    this.#start = file.size;
  }

  add(line: LedgerLine): void {
    if (this.#waiting.length > 0) this.#waiting.push(line);
    else this.#write(line);
  }

  /** An item given to a bundle writer, which tells at the end what became of it. */
  await(facts: ItemFacts, bundle: OutputKind): void {
    this.#waiting.push({ facts, bundle });
  }

  /** Ends the folder: fills in what the bundle writers say, in the order they got their items. */
  finish(outcomes: ReadonlyMap<OutputKind, readonly Outcome[]>): FolderRange {
    const next = new Map<OutputKind, number>();
    for (const waiting of this.#waiting) {
      if (!('facts' in waiting)) {
        this.#write(waiting);
        continue;
      }
      const at = next.get(waiting.bundle) ?? 0;
      next.set(waiting.bundle, at + 1);
      const outcome = outcomes.get(waiting.bundle)?.[at];
      if (outcome === undefined) throw new Error(`the writer of ${waiting.bundle} forgot an item`);
      const line = lineOf(waiting.facts, outcome);
      this.#write(line.result === 'failed' ? failedLine(line, this.#keep(waiting.facts)) : line);
    }
    this.#flush();
    return { start: this.#start, end: this.#file.size, sums: this.#sums };
  }

  #write(line: LedgerLine): void {
    addLine(this.#sums, line);
    this.#text += formatLedgerLine(line);
    if (this.#text.length >= BUFFER) this.#flush();
  }

  #flush(): void {
    this.#file.write(this.#text);
    this.#text = '';
  }
}
