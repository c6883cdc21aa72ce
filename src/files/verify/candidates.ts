/** Which entries of the source an entry of the output may come from, and in what it differs from the most alike of them. */
import { entryDifferences, type Repaired } from './entry-differences.js';
import { comparable } from './same-text.js';
import type { ReadEntry, SourceEntries } from './source-entries.js';

/** How many entries of the source that start when one of the output does are held against it. */
const MOST_PLACED = 100;
/** How many pairs of entries that start at other times are compared for one item: a series may have thousands of changed days. */
const PAIRS = 20_000;

/** The entries of an item, to be looked up. */
export class Candidates {
  readonly #source: SourceEntries;
  readonly #repaired: Repaired;
  /** By kind and UID. */
  readonly #named = new Map<string, ReadEntry[]>();
  /** By kind, UID and start. */
  readonly #placed = new Map<string, ReadEntry[]>();
  readonly #othersAllowed: boolean;
  #pairs = PAIRS;

  /** `ownUids`: the writer gave UIDs of its own. */
  constructor(source: SourceEntries, repaired: Repaired, ownUids: boolean) {
    this.#source = source;
    this.#repaired = repaired;
    for (const entry of source.entries) {
      add(this.#named, nameOf(entry), entry);
      add(this.#placed, placeOf(entry), entry);
    }
    this.#othersAllowed = ownUids || source.entries.some(({ uid }) => uid === '');
  }

  /** In what an entry differs from the most alike of its candidates; nothing, too, where there are too many to compare all. */
  leastDifferences(entry: ReadEntry): readonly string[] | 'no candidate' {
    const alike = this.#named.get(nameOf(entry));
    const candidates = alike ?? (this.#othersAllowed ? this.#source.entries : []);
    if (candidates.length === 0) return 'no candidate';
    // Nearly always it is the one that starts when it does.
    const placed = this.#placed.get(placeOf(entry)) ?? [];
    let least = this.#least(entry, placed.slice(0, MOST_PLACED), null);
    if (least?.length === 0) return least;
    const isEnough = this.#pairs >= candidates.length;
    if (isEnough) least = this.#least(entry, candidates, least);
    this.#pairs = isEnough ? this.#pairs - candidates.length : 0;
    // With a few that start then, and too many others, the few decide.
    return least !== null && (isEnough || placed.length <= MOST_PLACED) ? least : [];
  }

  #least(
    entry: ReadEntry,
    candidates: readonly ReadEntry[],
    before: readonly string[] | null,
  ): readonly string[] | null {
    let least = before;
    for (const candidate of candidates) {
      const found = entryDifferences(candidate, entry, this.#source, this.#repaired);
      if (found.length === 0) return found;
      if (least === null || found.length < least.length) least = found;
    }
    return least;
  }
}

function add(table: Map<string, ReadEntry[]>, key: string, entry: ReadEntry): void {
  const same = table.get(key);
  if (same === undefined) table.set(key, [entry]);
  else same.push(entry);
}

function nameOf({ kind, uid }: ReadEntry): string {
  return `${kind} ${comparable(uid)}`;
}

function placeOf(entry: ReadEntry): string {
  return `${nameOf(entry)} ${entry.start?.wall ?? ''} ${entry.isOverride}`;
}
