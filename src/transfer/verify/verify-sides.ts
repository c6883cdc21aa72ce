/** Both sides of a comparison: what has to be in a mailbox of the destination, and what is there. */
import { bytesOf } from '../../protocols/imap/data-items.js';
import { flagRules, keepFlags } from '../../protocols/imap/flags.js';
import { isStorableDate, parseInternalDate } from '../../protocols/imap/internal-date.js';
import { fetchItems, storedFlags } from '../../protocols/imap/mailbox.js';
import { KEY_FIELDS, messageKey } from '../../protocols/imap/message-key.js';
import type { Session } from '../../protocols/imap/session.js';
import { type MessageTraits, messageTraits } from '../../protocols/imap/wire-message.js';
import type { BoxPlan } from '../plan/account-plan.js';
import type { Uid } from '../journal/journal-line.js';
import type { Candidate } from '../reconcile.js';
import type { SourceFolder, SourceMailbox, SourceMessage } from '../source.js';

/** A message of the source and what it has to be at the destination. */
export interface Expected extends Candidate {
  readonly folder: SourceFolder;
  readonly message: SourceMessage;
  readonly traits: MessageTraits;
  readonly flags: readonly string[];
  /** Null where it cannot be told. */
  readonly date: number | null;
}

/** A message of the destination. */
export interface Present {
  readonly key: string;
  readonly flags: readonly string[];
  readonly date: number | null;
}

/** The source's side. */
export interface SourceSide {
  readonly wanted: readonly Expected[];
  /** What the source does not give, with the reason. */
  readonly unreadable: readonly { readonly folder: SourceFolder; readonly uid: Uid; readonly text: string }[];
}

/** What has to be in a mailbox that keeps these flags (null: all). Rejects with what the source rejects with. */
export async function readSource(
  source: SourceMailbox,
  { profile, folders }: BoxPlan,
  permanent: ReadonlySet<string> | null,
): Promise<SourceSide> {
  const rules = flagRules(profile, permanent);
  const wanted: Expected[] = [];
  const unreadable: { folder: SourceFolder; uid: Uid; text: string }[] = [];
  for (const { folder } of folders) {
    const messages = [...(await source.list(folder))].filter(({ missing, skip }) => !missing && skip === null);
    for await (const opened of source.peek(folder, messages)) {
      const { message } = opened;
      if ('problem' in opened) unreadable.push({ folder, uid: message.uid, text: opened.problem });
      else if (opened.skip === null) {
        const date = opened.receivedAt ?? message.receivedAt;
        wanted.push({
          key: null,
          claim: 1,
          folder,
          message,
          traits: messageTraits(opened.raw.start, { profile, seen: message.flags.includes('\\Seen') }),
          flags: keepFlags(message.flags, rules).kept,
          date: date !== null && isStorableDate(date) ? date : null,
        });
      }
    }
  }
  return { wanted, unreadable };
}

/** What is in the selected mailbox, by UID. Rejects with ConnectionLost or CommandRefused. */
export async function fetchPresent(session: Session): Promise<Map<number, Present>> {
  const present = new Map<number, Present>();
  const items = `FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (${KEY_FIELDS})]`;
  await fetchItems(session, '1:*', items, (uid, values) => {
    const header = [...values].find(([name]) => name.startsWith('BODY['));
    if (header === undefined) return;
    const date = values.get('INTERNALDATE');
    present.set(uid, {
      key: messageKey(bytesOf(header[1])),
      flags: storedFlags(values),
      date: typeof date === 'string' ? parseInternalDate(date) : null,
    });
  });
  return present;
}
