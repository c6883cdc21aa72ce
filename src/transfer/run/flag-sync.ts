/** Flags that changed at the source since they were last brought over. What somebody changed at the destination stays. */
import { type FlagRules, keepFlags } from '../../protocols/imap/flags.js';
import { storeFlags } from '../../protocols/imap/mailbox.js';
import type { Session } from '../../protocols/imap/session.js';
import type { BoxShelves } from './box-shelves.js';
import type { Journal } from '../journal/journal.js';
import type { Uid } from '../journal/journal-line.js';
import { flagText } from './outgoing.js';
import type { Tally } from './tally.js';

/** The same change for several messages. */
interface Change {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly targets: number[];
  readonly noted: Map<number, [Uid, string][]>;
}

/** Brings changed flags over. The mailbox must be selected. Rejects with ConnectionLost or CommandRefused. */
export async function syncFlags(work: {
  readonly session: Session;
  readonly journal: Journal;
  readonly shelves: BoxShelves;
  readonly rules: FlagRules;
  readonly tally: Tally;
}): Promise<void> {
  const { session, journal, shelves } = work;
  for (const change of findChanges(work).values()) {
    const uids = change.targets.sort((a, b) => a - b);
    if (change.add.length > 0) await storeFlags(session, uids, '+', change.add);
    if (change.remove.length > 0) await storeFlags(session, uids, '-', change.remove);
    for (const [number, flags] of change.noted) journal.add({ b: shelves.box, s: number, flags });
  }
}

function findChanges(work: {
  readonly shelves: BoxShelves;
  readonly rules: FlagRules;
  readonly tally: Tally;
}): Map<string, Change> {
  const changes = new Map<string, Change>();
  for (const { shelf, number, messages } of work.shelves.folders) {
    for (const message of messages) {
      const stored = shelf.stored.get(message.uid);
      const flags = flagText(message);
      // A record that lost its file says nothing about flags any more.
      if (stored === undefined || message.missing || stored.flags === flags || stored.uid === 0) continue;
      const before = new Set(keepFlags(stored.flags.split(' ').filter(Boolean), work.rules).kept);
      const after = new Set(keepFlags(message.flags, work.rules).kept);
      const add = [...after].filter((flag) => !before.has(flag));
      const remove = [...before].filter((flag) => !after.has(flag));
      const key = `${add.join(' ')}/${remove.join(' ')}`;
      const change = changes.get(key) ?? { add, remove, targets: [], noted: new Map<number, [Uid, string][]>() };
      changes.set(key, change);
      change.targets.push(stored.uid);
      const noted = change.noted.get(number) ?? [];
      change.noted.set(number, noted);
      noted.push([message.uid, flags]);
      work.tally.reflagged();
    }
  }
  return changes;
}
