/**
 * What is in one folder: its files and the records of its index, brought together. The files are the truth and the index
 * tells about them; the server itself mends its index the same way (docs/store-format.md, reconciliation).
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readFileIfThere, whyUnreadable } from '../disk/files.js';
import { unreadIndex } from '../disk/loss.js';
import { flagsFromBits } from '../index/flags.js';
import { type IndexDiagnosis, type IndexRecord, type IndexTable, parseIndexFld } from '../index/index-fld.js';
import { listItemNames, messagesDirectory } from '../tree/skips.js';
import type { Folder, Item } from '../types.js';

/** An item of the folder, or a record whose file is not there. */
export type Entry =
  | { readonly type: 'item'; readonly item: Item; readonly metadata: 'index.fld' | 'index.bad' | 'none' }
  | { readonly type: 'missing'; readonly item: Item };

export interface FolderListing {
  /** Files below `#msgs` that are items. */
  readonly count: number;
  /** Their names, in no order. */
  readonly names: readonly string[];
  /** Items and missing ones by UID; what has no number comes last. Can be iterated again. */
  readonly entries: Iterable<Entry>;
  /** Other files below `#msgs`. */
  readonly others: readonly string[];
  /** Null when there is no index.fld. */
  readonly index: IndexDiagnosis | null;
  /** SHA-256 of the index.fld that was read, hexadecimal; null without one. */
  readonly indexDigest: () => string | null;
  readonly problems: readonly string[];
}

const CANONICAL = /^([0-9a-f]{8})\.eml$/;
const HEX = /^[0-9a-f]{1,13}$/;

/** Lists a folder. Throws what node:fs throws when `#msgs` cannot be listed. */
export function listFolder(folder: Folder): FolderListing {
  const messages = messagesDirectory(folder.dir);
  const { names, others } = messages === null ? { names: [], others: [] } : listItemNames(messages);
  const indexBytes = readFileIfThere(join(folder.dir, 'index.fld'));
  const unread = indexBytes === null ? whyUnreadable(join(folder.dir, 'index.fld')) : null;
  const index = indexBytes === null ? null : parseIndexFld(indexBytes);
  const files = sortFiles(names);
  // A folder the server re-indexed has lost its flags; the old index beside it still knows them.
  const oldBytes = files.count > (index?.rows ?? 0) ? readFileIfThere(join(folder.dir, 'index.bad')) : null;
  const old = oldBytes === null ? null : parseIndexFld(oldBytes);
  return {
    count: names.length,
    names,
    entries: { [Symbol.iterator]: () => joinEntries(folder, messages ?? join(folder.dir, '#msgs'), files, index, old) },
    others,
    index: index?.diagnosis ?? null,
    indexDigest: () => (indexBytes === null ? null : createHash('sha256').update(indexBytes).digest('hex')),
    problems: [
      ...(unread === null ? [] : [unreadIndex(unread)]),
      ...describeProblems(messages, index?.diagnosis ?? null, old !== null, unread !== null),
    ],
  };
}

/** Names of a `#msgs` directory's items in the order of `FolderListing.entries`, to a few odd names. Throws what node:fs throws. */
export function itemNamesInOrder(messages: string): string[] {
  return listItemNames(messages).names.sort(compareNames);
}

/** The files of a folder: the usual names as sorted numbers, the odd ones by name. */
interface Files {
  readonly uids: Float64Array;
  readonly odd: readonly string[];
  readonly count: number;
}

function sortFiles(names: readonly string[]): Files {
  const uids = new Float64Array(names.length);
  const odd: string[] = [];
  let at = 0;
  for (const name of names) {
    const stem = CANONICAL.exec(name)?.[1];
    if (stem === undefined) odd.push(name);
    else {
      uids[at] = Number.parseInt(stem, 16);
      at += 1;
    }
  }
  return { uids: uids.subarray(0, at).sort(), odd: odd.sort(compareNames), count: names.length };
}

/** The number a stem stands for, or null when it is no hexadecimal number that a double can hold. */
function stemValue(stem: string): number | null {
  const lower = stem.toLowerCase();
  return HEX.test(lower) ? Number.parseInt(lower, 16) : null;
}

function compareNames(a: string, b: string): number {
  const left = stemValue(a.slice(0, -4)) ?? Infinity;
  const right = stemValue(b.slice(0, -4)) ?? Infinity;
  if (left !== right) return left - right;
  return a < b ? -1 : 1;
}

/** Finds the record of a file in an index, by number or by name. */
class RecordFinder {
  readonly #table: IndexTable;
  /** Rows by ascending UID. */
  readonly #order: Uint32Array;
  readonly #odd = new Map<string, number>();
  readonly #oddValues = new Map<number, number>();

  constructor(table: IndexTable) {
    this.#table = table;
    for (const [row, stem] of table.oddStems) {
      this.#odd.set(stem.toLowerCase(), row);
      const value = stemValue(stem);
      if (value !== null) this.#oddValues.set(value, row);
    }
    const order = Uint32Array.from({ length: table.rows }, (_, row) => row);
    const { uids } = table;
    // An index is nearly always in order of UID; sorting a million rows for nothing would cost seconds.
    if (uids.some((uid, row) => row > 0 && uid < (uids[row - 1] ?? 0)))
      order.sort((a, b) => (uids[a] ?? 0) - (uids[b] ?? 0));
    this.#order = order;
  }

  row(stem: string): number | null {
    const lower = stem.toLowerCase();
    const exact = this.#odd.get(lower);
    if (exact !== undefined) return exact;
    const value = stemValue(lower);
    return value === null ? null : (this.#rowOfUid(value) ?? this.#oddValues.get(value) ?? null);
  }

  #rowOfUid(uid: number): number | null {
    const { uids } = this.#table;
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((uids[this.#order[middle] ?? 0] ?? 0) < uid) low = middle + 1;
      else high = middle;
    }
    const row = this.#order[low];
    return row !== undefined && uids[row] === uid ? row : null;
  }

  record(row: number): IndexRecord {
    return this.#table.record(row);
  }

  /** Rows by ascending UID; those whose stem is no number last. */
  *rowsInOrder(): Generator<number> {
    const odd = [...this.#odd].sort(([a], [b]) => compareNames(`${a}.eml`, `${b}.eml`));
    let next = 0;
    for (const row of this.#order) {
      if (this.#table.oddStems.has(row)) continue;
      const uid = this.#table.uids[row] ?? 0;
      for (; next < odd.length && (stemValue(odd[next]?.[0] ?? '') ?? Infinity) < uid; next += 1)
        yield odd[next]?.[1] ?? 0;
      yield row;
    }
    for (const [, row] of odd.slice(next)) yield row;
  }

  get rows(): number {
    return this.#table.rows;
  }
}

function* joinEntries(
  folder: Folder,
  messages: string,
  files: Files,
  index: IndexTable | null,
  old: IndexTable | null,
): Generator<Entry> {
  const finder = index === null ? null : new RecordFinder(index);
  const oldFinder = old === null ? null : new RecordFinder(old);
  const used = new Uint8Array(finder?.rows ?? 0);
  // An odd name claims its record only when no usual name has it: 0000000A.EML beside 0000000a.eml.
  const claim = (stem: string): IndexRecord | null => {
    const row = finder?.row(stem) ?? null;
    if (finder === null || row === null || used[row] === 1) return null;
    used[row] = 1;
    return finder.record(row);
  };
  const present = (name: string): Entry => {
    const stem = name.slice(0, -4);
    const record = claim(stem);
    const file = join(messages, name);
    if (record !== null) return { type: 'item', item: makeItem(folder, stem, file, record), metadata: 'index.fld' };
    const oldRow = oldFinder?.row(stem) ?? null;
    const oldRecord = oldFinder === null || oldRow === null ? null : oldFinder.record(oldRow);
    return {
      type: 'item',
      item: makeItem(folder, stem, file, oldRecord),
      metadata: oldRecord === null ? 'none' : 'index.bad',
    };
  };
  const absent = missingRecords(finder, files);
  let nextMissing = absent.next();
  let odd = 0;
  const before = function* (limit: number): Generator<Entry> {
    for (;;) {
      const missingUid = nextMissing.done === true ? Infinity : (stemValue(nextMissing.value.stem) ?? Infinity);
      const oddUid = odd < files.odd.length ? (stemValue((files.odd[odd] ?? '').slice(0, -4)) ?? Infinity) : Infinity;
      if (odd < files.odd.length && oddUid <= missingUid && (oddUid < limit || limit === Infinity)) {
        yield present(files.odd[odd] ?? '');
        odd += 1;
      } else if (nextMissing.done !== true && (missingUid < limit || limit === Infinity)) {
        const record = nextMissing.value;
        yield { type: 'missing', item: makeItem(folder, record.stem, join(messages, `${record.stem}.eml`), record) };
        nextMissing = absent.next();
      } else return;
    }
  };
  for (const uid of files.uids) {
    yield* before(uid);
    yield present(`${uid.toString(16).padStart(8, '0')}.eml`);
  }
  yield* before(Infinity);
}

/** Records that no file answers to, by UID. */
function* missingRecords(finder: RecordFinder | null, files: Files): Generator<IndexRecord, undefined> {
  if (finder === null) return undefined;
  const oddStems = new Set(files.odd.map((name) => name.slice(0, -4).toLowerCase()));
  const oddValues = new Set(files.odd.map((name) => stemValue(name.slice(0, -4))));
  let at = 0;
  for (const row of finder.rowsInOrder()) {
    const record = finder.record(row);
    const uid = stemValue(record.stem);
    while (uid !== null && at < files.uids.length && (files.uids[at] ?? 0) < uid) at += 1;
    const usual = uid !== null && files.uids[at] === uid;
    if (!usual && !oddStems.has(record.stem.toLowerCase()) && !(uid !== null && oddValues.has(uid))) yield record;
  }
  return undefined;
}

function makeItem(folder: Folder, stem: string, file: string, record: IndexRecord | null): Item {
  const received = record?.received ?? 0;
  const created = record?.created ?? 0;
  return {
    folder,
    uid: stemValue(stem) ?? stem,
    stem,
    file,
    flags: record === null || record.flags === null ? [] : flagsFromBits(record.flags, folder.role),
    rawFlags: record === null || record.flags === null ? null : record.flags.toString(16).padStart(8, '0'),
    messageClass: record?.messageClass ?? null,
    indexTime: received > 0 ? received : created > 0 ? created : null,
    indexTimeFrom: received > 0 ? 'index T' : created > 0 ? 'index D' : null,
  };
}

function describeProblems(
  messages: string | null,
  index: IndexDiagnosis | null,
  oldIndexUsed: boolean,
  unread: boolean,
): string[] {
  const problems: string[] = [];
  if (messages === null) problems.push('#msgs is gone');
  if (index === null && !unread) problems.push('no index.fld: flags and received times come from elsewhere');
  if (index !== null && index.badLines > 0)
    problems.push(`index.fld: ${index.badLines} of ${index.lines} lines could not be read`);
  if (index !== null && index.duplicates > 0)
    problems.push(
      `index.fld: ${index.duplicates === 1 ? '1 record stands' : `${index.duplicates} records stand`} twice; the last counts`,
    );
  if (index?.cut === true)
    problems.push('index.fld ends in the middle of a line: it was copied while the server wrote it');
  if (oldIndexUsed) problems.push('index.bad was used for items that index.fld does not know');
  return problems;
}
