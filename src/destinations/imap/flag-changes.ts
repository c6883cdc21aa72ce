/** Flags that are set after a message was stored: many messages with the same change share a command. */
import { type FlagRules, keepFlags } from '../../protocols/imap/flags.js';
import { storeFlags } from '../../protocols/imap/mailbox.js';
import type { Session } from '../../protocols/imap/session.js';
import type { Change, Found } from '../../transfer/destination.js';

/** What was found may lack flags of the source; none is taken away that somebody set there. The mailbox must be selected. */
export async function addFlags(session: Session, rules: FlagRules, found: readonly Found[]): Promise<void> {
  const byFlags = new Map<string, number[]>();
  for (const { present, message } of found) {
    const there = new Set(present.flags.map((flag) => flag.toLowerCase()));
    const lacking = keepFlags(message.flags, rules).kept.filter((flag) => !there.has(flag.toLowerCase()));
    if (lacking.length > 0) gather(byFlags, lacking.join(' '), Number(present.ref));
  }
  for (const [flags, uids] of byFlags) await storeFlags(session, ascending(uids), '+', flags.split(' '));
}

/** Brings changes of flags over, those that are alike together. The mailbox must be selected. */
export async function changeFlags(
  session: Session,
  rules: FlagRules,
  changes: readonly Change[],
  onDone: (done: readonly Change[]) => void,
): Promise<void> {
  const alike = new Map<string, Change[]>();
  for (const change of changes) gather(alike, `${change.before}/${change.message.flags.join(' ')}`, change);
  for (const same of alike.values()) {
    const [{ before, message } = { before: '', message: { flags: [] as readonly string[] } }] = same;
    const had = new Set(keepFlags(before.split(' ').filter(Boolean), rules).kept);
    const has = new Set(keepFlags(message.flags, rules).kept);
    const add = [...has].filter((flag) => !had.has(flag));
    const remove = [...had].filter((flag) => !has.has(flag));
    const uids = ascending(same.map(({ ref }) => Number(ref)));
    if (add.length > 0) await storeFlags(session, uids, '+', add);
    if (remove.length > 0) await storeFlags(session, uids, '-', remove);
    onDone(same);
  }
}

function gather<T>(groups: Map<string, T[]>, key: string, value: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

function ascending(uids: number[]): number[] {
  return uids.sort((a, b) => a - b);
}
