/** A look at what was sent: whether it is there, with its flags and its date. */
import { formatInternalDate, parseInternalDate } from '../../protocols/imap/internal-date.js';
import { fetchItems, storedFlags } from '../../protocols/imap/mailbox.js';
import type { Session } from '../../protocols/imap/session.js';
import type { BoxShelves } from './box-shelves.js';
import type { Delivered, Outgoing } from '../../destinations/imap/sender.js';

/** What is not as it was sent. */
export interface Confirmation {
  /** Said to be stored, and not there. */
  readonly gone: readonly Outgoing[];
  /** Stored with other flags or another date. */
  readonly different: readonly (readonly [Outgoing, string])[];
}

/** Asks for flags and dates of what was delivered. The mailbox must be selected. Rejects with ConnectionLost. */
export async function confirm(
  session: Session,
  delivered: readonly Delivered[],
  shelves: BoxShelves,
): Promise<Confirmation> {
  const expected = new Map<number, Outgoing>();
  const gone: Outgoing[] = [];
  for (const { uid, outgoing } of delivered) {
    const at = uid === 0 ? (shelves.shelfOf(outgoing.source).stored.get(outgoing.uid)?.uid ?? 0) : uid;
    if (at === 0) gone.push(outgoing);
    else expected.set(at, outgoing);
  }
  const different: [Outgoing, string][] = [];
  const uids = [...expected.keys()].sort((a, b) => a - b);
  await fetchItems(session, uids, 'FLAGS INTERNALDATE', (uid, values) => {
    const outgoing = expected.get(uid);
    if (outgoing === undefined) return;
    expected.delete(uid);
    const difference = differenceOf(outgoing, storedFlags(values), values.get('INTERNALDATE'));
    if (difference !== null) different.push([outgoing, difference]);
  });
  return { gone: [...gone, ...expected.values()], different };
}

function differenceOf({ append }: Outgoing, flags: readonly string[], date: unknown): string | null {
  const there = new Set(flags.map((flag) => flag.toLowerCase()));
  const lacking = append.flags.filter((flag) => !there.has(flag.toLowerCase()));
  if (lacking.length > 0) return `the destination did not keep ${lacking.join(' ')}`;
  const kept = typeof date === 'string' ? parseInternalDate(date) : null;
  if (append.date === null || kept === null || kept === append.date) return null;
  return `the destination keeps another date: ${formatInternalDate(kept).trim()}`;
}
