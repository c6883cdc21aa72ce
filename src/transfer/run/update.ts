/** What changed at the source since it was last brought over. What somebody changed at the destination stays. */
import type { Change, OpenCollection } from '../destination.js';
import type { Journal } from '../journal/journal.js';
import { flagText, isReflagged } from '../source.js';
import type { FillingFolder } from './filling-folder.js';
import type { FillingFolders } from './filling-folders.js';
import type { Tally } from './tally.js';

/** Changes handed to the destination at once; the flags of that many messages are in memory. */
const AT_ONCE = 50_000;

/** Brings changes over where the destination can take any. Rejects with ConnectionLost or Refused. */
export async function bringChanges(work: {
  readonly collection: OpenCollection;
  readonly journal: Journal;
  readonly folders: FillingFolders;
  readonly tally: Tally;
}): Promise<void> {
  const { collection, journal, folders, tally } = work;
  if (collection.update === undefined) return;
  for (const filling of folders.folders) {
    for (const changes of inPieces(changesOf(filling), AT_ONCE)) {
      changes.forEach(() => tally.reflagged());
      await collection.update(changes, (done) => {
        const flags = done.map(({ message }): [number | string, string] => [message.uid, flagText(message)]);
        journal.add({ b: filling.box, s: filling.number, flags });
      });
    }
  }
}

function* changesOf({ record, messages }: FillingFolder): Generator<Change> {
  for (const message of messages) {
    const stored = record.stored.get(message.uid);
    if (stored === undefined || stored.uid === 0 || !isReflagged(message, stored.flags)) continue;
    yield { ref: stored.uid, message, before: stored.flags };
  }
}

function* inPieces<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let piece: T[] = [];
  for (const item of items) {
    if (piece.push(item) < size) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}
