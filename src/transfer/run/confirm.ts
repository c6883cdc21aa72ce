/** A look at what was sent: whether it is there, with its flags and its date. */
import { formatTime } from '../../ledger/file.js';
import type { OpenCollection, Prepared, Present, Ref } from '../destination.js';
import type { FillingFolders } from './filling-folders.js';
import type { Delivered, Outgoing } from './sender.js';

/** What is not as it was sent. */
export interface Confirmation {
  /** Said to be stored, and not there. */
  readonly gone: readonly Outgoing[];
  /** Stored with other flags or another date. */
  readonly different: readonly (readonly [Outgoing, string])[];
}

/** Asks for flags and dates of what was delivered. Rejects with ConnectionLost. */
export async function confirm(
  collection: OpenCollection,
  delivered: readonly Delivered[],
  folders: FillingFolders,
): Promise<Confirmation> {
  const expected = new Map<Ref, Outgoing>();
  const gone: Outgoing[] = [];
  for (const { ref, outgoing } of delivered) {
    const at = ref === 0 ? (folders.recordOf(outgoing.source).stored.get(outgoing.uid)?.uid ?? 0) : ref;
    if (at === 0) gone.push(outgoing);
    else expected.set(at, outgoing);
  }
  const different: [Outgoing, string][] = [];
  await collection.look([...expected.keys()], false, (present) => {
    const outgoing = expected.get(present.ref);
    if (outgoing === undefined) return;
    expected.delete(present.ref);
    const difference = differenceOf(outgoing.item, present);
    if (difference !== null) different.push([outgoing, difference]);
  });
  return { gone: [...gone, ...expected.values()], different };
}

function differenceOf({ flags, date }: Prepared, present: Present): string | null {
  const there = new Set(present.flags.map((flag) => flag.toLowerCase()));
  const lacking = flags.filter((flag) => !there.has(flag.toLowerCase()));
  if (lacking.length > 0) return `the destination did not keep ${lacking.join(' ')}`;
  if (date === null || present.date === null || present.date === date) return null;
  return `the destination keeps another date: ${formatTime(present.date)}`;
}
