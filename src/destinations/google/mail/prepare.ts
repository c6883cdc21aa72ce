/** From a message of the source to one that Gmail takes, and what it will be there. */
import type { Expectation, Prepared, Ready } from '../../../transfer/destination.js';
import type { OpenedMessage } from '../../../transfer/source.js';
import { expectedFlags, keptFlags } from './flags.js';
import type { KnownMessages } from './known.js';
import { traitsOf, usableMessage } from './usable.js';

/** A message ready for Gmail. */
export interface MailItem extends Prepared {
  /** What it is remembered by. */
  readonly identity: string;
  readonly fingerprint: string;
  /** The name of its label. */
  readonly label: string;
  readonly kept: readonly string[];
}

/** What decides how a message is made ready. */
export interface MailRules {
  /** The label of its folder, and what Gmail calls it. */
  readonly label: string;
  readonly actual: string;
  /** Octets; null for no limit. */
  readonly largest: number | null;
  readonly known: KnownMessages;
}

const DRAFT = 'DRAFT';
/** A draft is never unread. */
const SEEN = '\\Seen';

/** Makes an opened message ready. */
export function makeMailItem(opened: OpenedMessage, { label, actual, largest, known }: MailRules): Ready {
  if ('problem' in opened) return { failure: opened.problem };
  const release = (): void => opened.release?.();
  if (opened.skip !== null) {
    release();
    return { skip: opened.skip };
  }
  const isDraft = label === DRAFT;
  const received = opened.receivedAt ?? opened.message.receivedAt;
  const { key, fingerprint, date, body, notes } = usableMessage(opened.raw, received, known.takenBy(isDraft));
  if (largest !== null && body.length > largest) {
    release();
    return { failure: `too large: ${body.length} octets, the limit is ${largest}` };
  }
  const isAlone = known.claim(key, fingerprint, isDraft).ref === undefined;
  const { kept, dropped } = keptFlags(opened.message.flags);
  const identity = isDraft ? known.draftIdentity(key, fingerprint) : known.identity(key, fingerprint);
  const item: MailItem = {
    ...{ key, identity, fingerprint, label, kept, body, release },
    flags: expectedFlags(isDraft ? [...new Set([...kept, SEEN])] : kept, label, isAlone),
    date: isDraft ? null : date,
  };
  const isRenamed = actual.toLowerCase() !== label.toLowerCase();
  return {
    item,
    notes: [
      ...notes,
      ...(isRenamed ? [`Gmail refuses the label ${label}: it is ${actual}`] : []),
      ...dropped.map((flag) => `the destination cannot keep the flag ${flag}`),
    ],
  };
}

/** What an opened message will be there; its beginning is enough. */
export function expectMail(
  { message, raw, receivedAt }: Exclude<OpenedMessage, { problem: string }>,
  { label, known }: MailRules,
): Expectation {
  const isDraft = label === DRAFT;
  const { key, fingerprint, date } = traitsOf(raw, receivedAt ?? message.receivedAt, known.takenBy(isDraft));
  known.claim(key, fingerprint, isDraft);
  const { kept } = keptFlags(message.flags);
  return { key, fingerprint, flags: expectedFlags(kept, label, false), date: isDraft ? null : date };
}
