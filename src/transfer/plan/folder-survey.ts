/** A look at one folder of the source: how much is in it, how much of that is done. */
import { ConnectError, ConnectionLost } from '../../core/failures.js';
import type { Place } from '../destination.js';
import type { LogBook } from '../journal/log-book.js';
import { markOf } from '../journal/mark.js';
import { isReflagged, type SourceFolder, type SourceMailbox, type SourceMessage } from '../source.js';

export interface FolderPlan {
  readonly folder: SourceFolder;
  /** Where it goes; null when it is left out. */
  readonly place: Place | null;
  /** Why it is left out. */
  readonly skip: string | null;
  /** Why it could not be listed; null when it could. */
  readonly problem: string | null;
  readonly messages: number;
  readonly bytes: number;
  /** Records of the old side without a message. */
  readonly missing: number;
  /** Settled by the journal already. */
  readonly settled: number;
  readonly settledBytes: number;
  /** Messages above the destination's limit, and the first of them. */
  readonly tooLarge: { readonly count: number; readonly examples: readonly (readonly [number | string, number])[] };
  /** Messages whose flags changed since they were brought over. */
  readonly reflagged: number;
}

interface Survey {
  readonly source: SourceMailbox;
  readonly folder: SourceFolder;
  readonly place: Place | null;
  readonly skip: string | null;
  readonly largest: number | null;
  readonly book: LogBook;
}

/** Counts the messages of a folder. Rejects when the connection broke. */
export async function surveyFolder({ source, folder, place, skip, largest, book }: Survey): Promise<FolderPlan> {
  const version = place?.version ?? null;
  const box = place === null || version === null ? null : book.boxNumber(place.ref, version);
  const number = book.sourceNumber(folder.path, folder.validity);
  const record = box === null || number === null ? null : book.record(box, number);
  const sums = { messages: 0, bytes: 0, missing: 0, settled: 0, settledBytes: 0, reflagged: 0, tooLarge: 0 };
  const examples: [number | string, number][] = [];
  const { messages, problem } = await listed(source, folder);
  for (const message of messages) {
    if (message.missing) {
      sums.missing += 1;
      continue;
    }
    sums.messages += 1;
    sums.bytes += message.size;
    const stored = record?.stored.get(message.uid);
    if (record?.isSettled(message.uid, markOf(folder, message)) === true || message.skip !== null) {
      sums.settled += 1;
      sums.settledBytes += message.size;
      if (stored !== undefined && isReflagged(message, stored.flags)) sums.reflagged += 1;
    } else if (largest !== null && message.size > largest) {
      sums.tooLarge += 1;
      if (examples.length < 10) examples.push([message.uid, message.size]);
    }
  }
  const { tooLarge: count, ...rest } = sums;
  return { folder, place: skip === null ? place : null, skip, problem, ...rest, tooLarge: { count, examples } };
}

/** The messages of a folder; none, with the reason, when it cannot be listed. Rejects when the connection broke. */
async function listed(
  source: SourceMailbox,
  folder: SourceFolder,
): Promise<{ readonly messages: Iterable<SourceMessage>; readonly problem: string | null }> {
  try {
    return { messages: await source.list(folder), problem: null };
  } catch (error) {
    if (error instanceof ConnectionLost || error instanceof ConnectError) throw error;
    return { messages: [], problem: `cannot be listed (${error instanceof Error ? error.message : String(error)})` };
  }
}
