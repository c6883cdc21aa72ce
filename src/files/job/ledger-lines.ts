/** Ledger lines from items and outcomes. */
import type { Outcome } from '../../exporters/outcome.js';
import { formatTime } from '../../ledger/file.js';
import type { LedgerLine, Result } from '../../ledger/line.js';
import type { ReceivedTime } from '../../message/received.js';
import type { Kind } from '../../core/kinds.js';
import type { Item } from '../../store/types.js';
import { sizeOf } from '../../store/disk/unreadable.js';

const USUAL_STEM = /^[0-9a-f]{8}$/;

/** What is known of an item apart from where it went. */
export interface ItemFacts {
  readonly item: Item;
  readonly kind: Kind;
  readonly bytes: number;
  readonly received: ReceivedTime | null;
  readonly notes: readonly string[];
}

/** The line of an item that a writer dealt with. */
export function lineOf(facts: ItemFacts, outcome: Outcome): LedgerLine {
  return makeLine(facts, outcome.result, outcome.reason, outcome, outcome.notes);
}

/** The line of an item that no writer saw. */
export function lineWithout(facts: ItemFacts, result: Exclude<Result, 'exported'>, reason: string): LedgerLine {
  return makeLine(facts, result, reason, null, []);
}

/** The note on a failed item of which nothing is below `failed/`. */
export const NOT_KEPT = 'nothing of it could be copied to failed/';

/** The line of an item that failed, with its copy below `failed/`; null: the disk did not give it. */
export function failedLine(line: LedgerLine, file: string | null): LedgerLine {
  return file === null ? { ...line, notes: [...(line.notes ?? []), NOT_KEPT] } : { ...line, file };
}

function makeLine(
  { item, kind, bytes, received, notes }: ItemFacts,
  result: Result,
  reason: string | null,
  place: Outcome | null,
  more: readonly string[],
): LedgerLine {
  return {
    folder: item.folder.path,
    uid: item.uid,
    kind,
    bytes,
    receivedAt: received === null ? null : formatTime(received.time),
    flags: item.flags,
    rawFlags: item.rawFlags,
    result,
    reason,
    file: place?.file ?? null,
    offset: place?.offset ?? null,
    length: place?.length ?? null,
    dateFrom: received?.from ?? null,
    ...(USUAL_STEM.test(item.stem) ? {} : { stem: item.stem }),
    ...(notes.length + more.length === 0 ? {} : { notes: [...notes, ...more] }),
  };
}

/** The bit's meaning is likely, not certain: such items are in the output, and can be counted. */
export function withDeleted(item: Item, notes: readonly string[]): readonly string[] {
  return item.flags.includes('\\Deleted') ? [...notes, 'marked as deleted'] : notes;
}

/** The received time that the index gives. */
export function indexTimeOf(item: Item): ItemFacts['received'] {
  return item.indexTime === null || item.indexTimeFrom === null
    ? null
    : { time: item.indexTime, from: item.indexTimeFrom };
}

/** What is known of an item that is not read. */
export function unreadFacts(item: Item, notes: readonly string[]): ItemFacts {
  return { item, kind: item.folder.kind, bytes: sizeOf(item.file), received: indexTimeOf(item), notes };
}
