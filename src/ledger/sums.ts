/** What a ledger adds up to: found = exported + skipped + failed, and missing apart. */
import type { MovedKind } from '../core/kinds.js';
import type { MovedLine } from './line.js';

/** How many items there were, and what became of them. */
export interface Counts {
  found: number;
  exported: number;
  skipped: number;
  failed: number;
  missing: number;
  /** Bytes of the source files found. */
  bytes: number;
}

/** Sums over some ledger lines. */
export interface Sums extends Counts {
  /** The same for each kind that occurs. */
  kinds: Partial<Record<MovedKind, Counts>>;
  /** Earliest and latest received time, RFC 3339; null without items. */
  oldest: string | null;
  newest: string | null;
  /** How many lines were skipped, failed or missing for each reason. */
  reasons: Record<string, number>;
  /** How many exported items carry each note. */
  notes: Record<string, number>;
  /** How many mails were received in each year, UTC. */
  years: Record<string, number>;
  /** How many mails are of each size: see `SIZE_CLASSES`. */
  sizes: Record<string, number>;
}

/**
 * Upper ends of the classes of message size, in bytes, and `more` for what is larger than all. They grow fourfold, and then
 * follow the limits that destinations have, so that it is exact how many messages are over one: 25 MB, 35 MB, 150 MB.
 */
export const SIZE_CLASSES: readonly number[] = [
  ...[1, 4, 16, 64, 256, 1024, 4096, 16_384].map((kib) => kib * 1024),
  ...[25_000_000, 35_000_000, 67_108_864, 150_000_000],
];

/** Sums of a folder as reports give them: years and sizes are told for its mailbox. */
export type FolderSums = Omit<Sums, 'years' | 'sizes'>;

/** Sums without years and sizes. */
export function folderSums(sums: Sums): FolderSums {
  const { found, exported, skipped, failed, missing, bytes, kinds, oldest, newest, reasons, notes } = sums;
  return { found, exported, skipped, failed, missing, bytes, kinds, oldest, newest, reasons, notes };
}

/** Sums of nothing. */
export function emptySums(): Sums {
  return { ...emptyCounts(), kinds: {}, oldest: null, newest: null, reasons: {}, notes: {}, years: {}, sizes: {} };
}

/** Counts of nothing. */
export function emptyCounts(): Counts {
  return { found: 0, exported: 0, skipped: 0, failed: 0, missing: 0, bytes: 0 };
}

/** The counts of one kind, made when they are not there yet. */
export function countsOf(sums: Sums, kind: MovedKind): Counts {
  return (sums.kinds[kind] ??= emptyCounts());
}

/** Adds one line. */
export function addLine(sums: Sums, line: MovedLine): void {
  for (const counts of [sums, countsOf(sums, line.kind)]) {
    counts[line.result] += 1;
    if (line.result === 'missing') continue;
    counts.found += 1;
    counts.bytes += line.bytes;
  }
  if (line.reason !== null) count(sums.reasons, line.reason, 1);
  for (const note of line.notes ?? []) count(sums.notes, note, 1);
  if (line.result === 'missing') return;
  widen(sums, line.receivedAt, line.receivedAt);
  if (line.kind === 'mail') addMail(sums, line.bytes, line.receivedAt);
}

/** Adds one mail to years and sizes. */
export function addMail(sums: Sums, bytes: number, receivedAt: string | null): void {
  if (receivedAt !== null) count(sums.years, receivedAt.slice(0, 4), 1);
  count(sums.sizes, String(SIZE_CLASSES.find((end) => bytes <= end) ?? 'more'), 1);
}

/** Adds other sums: folders to a mailbox, mailboxes to the whole. */
export function addSums(to: Sums, from: Sums): void {
  addCounts(to, from);
  for (const [kind, counts] of Object.entries(from.kinds)) addCounts(countsOf(to, kind as MovedKind), counts);
  for (const table of ['reasons', 'notes', 'years', 'sizes'] as const) {
    for (const [name, number] of Object.entries(from[table])) count(to[table], name, number);
  }
  widen(to, from.oldest, from.newest);
}

function addCounts(to: Counts, from: Counts): void {
  for (const key of ['found', 'exported', 'skipped', 'failed', 'missing', 'bytes'] as const) to[key] += from[key];
}

/** Sums stay small whatever the store says: past a hundred different texts the rest is counted together. */
function count(table: Record<string, number>, name: string, number: number): void {
  const key = name in table || Object.keys(table).length < 100 ? name : '(other)';
  table[key] = (table[key] ?? 0) + number;
}

function widen(sums: Sums, oldest: string | null, newest: string | null): void {
  // RFC 3339 in UTC orders as text.
  if (oldest !== null && (sums.oldest === null || oldest < sums.oldest)) sums.oldest = oldest;
  if (newest !== null && (sums.newest === null || newest > sums.newest)) sums.newest = newest;
}
