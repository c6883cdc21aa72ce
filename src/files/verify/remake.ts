/**
 * Makes the bundles of a folder again, from the items that its ledger lines name, in a temporary folder: the same input gives
 * the same bytes. So everything is compared to the last byte that no line has a place for: tables, the texts of notes,
 * attachments, what stands between the entries of a calendar; and cards and entries, which independent readers have looked at
 * before (bundle-output.ts), item by item.
 */
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BundleWriter } from '../../exporters/bundle.js';
import type { HeaderBlock } from '../../message/header.js';
import type { Content } from '../../store/disk/content.js';
import type { Kind } from '../../core/kinds.js';
import type { Item } from '../../store/types.js';
import { openBundle, outputKind } from '../job/bundles.js';
import { refusalOf } from '../job/refusal.js';
import type { ExportOptions, OutputKind } from '../plan/options.js';
import type { PlannedFolder } from '../plan/planned.js';
import { listTree, Staging } from '../workspace/staging.js';
import type { Problem } from './mail-output.js';
import type { PstGroupwareCheck } from './pst-groupware-check.js';
import { fileProblems, type Place, type PlacedProblem, placeProblems } from './same-file.js';
import { removeTree } from '../../core/platform.js';

export interface RemakeOptions {
  readonly options: ExportOptions;
  /** Compares what goes into a PST file as well; null where there is none. */
  readonly pst: PstGroupwareCheck | null;
}

export class Remake {
  readonly #options: ExportOptions;
  readonly #planned: PlannedFolder;
  readonly #pst: PstGroupwareCheck | null;
  readonly #stem: string;
  readonly #writers = new Map<OutputKind, BundleWriter>();
  #staging: Staging | null = null;
  #spoiled: boolean;

  constructor(mailboxName: string, planned: PlannedFolder, { options, pst }: RemakeOptions) {
    this.#options = options;
    this.#planned = planned;
    this.#pst = pst;
    this.#spoiled = planned.excluded !== null;
    this.#stem = `${mailboxName}/${planned.bundleStem}`;
  }

  /** All that belongs to the bundles has been given to their writers. */
  get isWhole(): boolean {
    return !this.#spoiled;
  }

  /** Gives an item to the writer that the export gave it to. */
  take(item: Item, content: Content, header: HeaderBlock, kind: Kind): void {
    if (kind === 'mail' || this.#spoiled) return;
    const facts = { item, kind, bytes: content.bytes.length, received: null, notes: [] };
    if (refusalOf(facts, content, header, this.#options) !== null) return;
    const output = outputKind(kind);
    let writer = this.#writers.get(output);
    if (writer === undefined) {
      const files = this.#files();
      const listener =
        this.#pst?.listener(this.#planned, { root: files.root, base: `${output}/${this.#stem}` }) ?? null;
      writer = openBundle(kind, { files, stem: this.#stem, listener }, this.#options);
      this.#writers.set(output, writer);
    }
    writer.add(item, content.bytes);
  }

  /** Not all items are at hand: nothing can be said. */
  spoil(): void {
    this.#spoiled = true;
  }

  /** Compares the files that were made from cards and entries with those in `out`. */
  compareDerived(out: string): Problem[] {
    return this.#made((path) => !isBundle(path)).flatMap(({ path, made }) => fileProblems(path, made, out));
  }

  /** Compares the bundles with those in `out`. Where items differ they are named; else the file is. */
  compareBundles(out: string, placesIn: (file: string) => readonly Place[]): PlacedProblem[] {
    return this.#made(isBundle).flatMap(({ path, made }) => {
      // Cards stand one behind the other: bytes too many or too few are found by their places in the ledger.
      const size = statSync(join(out, path), { throwIfNoEntry: false })?.size;
      if (path.endsWith('.vcf') && size !== made.length) return [];
      const placed = placeProblems(path, made, out, placesIn(path));
      if (placed.length > 0) return placed;
      return fileProblems(path, made, out).map((problem) => ({ uid: null, problem }));
    });
  }

  #made(isWanted: (path: string) => boolean): { readonly path: string; readonly made: Buffer }[] {
    if (this.#staging === null || this.#spoiled) return [];
    for (const writer of this.#writers.values()) writer.finish();
    this.#writers.clear();
    const { root } = this.#staging;
    return listTree(root, '')
      .filter(isWanted)
      .map((path) => ({ path, made: readFileSync(join(root, path)) }));
  }

  close(): void {
    if (this.#staging === null) return;
    for (const writer of this.#writers.values()) writer.finish();
    this.#staging.discard('');
    removeTree(join(this.#staging.root, '..'));
    this.#staging = null;
  }

  #files(): Staging {
    this.#staging ??= new Staging(join(mkdtempSync(join(tmpdir(), 'kerio-exit-verify-')), 'made'));
    return this.#staging;
  }
}

function isBundle(path: string): boolean {
  return /\.(?:vcf|ics)$/.test(path) && !path.includes('.attachments/');
}
