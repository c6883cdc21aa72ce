/** From a message of the source to one that can be sent, or the reason why it is not. */
import { parseDate } from '../../message/date.js';
import { firstValue, readHeaderBlock } from '../../message/header.js';
import { type FlagRules, keepFlags } from '../../protocols/imap/flags.js';
import { isStorableDate } from '../../protocols/imap/internal-date.js';
import type { ServerProfile } from '../../protocols/imap/server-profile.js';
import type { Lease, SlabPool } from '../../protocols/imap/slabs.js';
import { messageTraits, wireMessage } from '../../protocols/imap/wire-message.js';
import type { Expectation, Ready } from '../../transfer/destination.js';
import type { OpenedMessage } from '../../transfer/source.js';

/** Everything that makes a message ready for one mailbox. */
export interface ReadyRules {
  readonly profile: ServerProfile;
  readonly flags: FlagRules;
  /** Octets; null for no limit. */
  readonly largest: number | null;
  readonly memory: SlabPool;
}

/** Makes an opened message ready. */
export function makeReady(opened: OpenedMessage, rules: ReadyRules): Ready {
  if ('problem' in opened) return { failure: opened.problem };
  const { message, raw } = opened;
  if (opened.skip !== null) {
    opened.release?.();
    return { skip: opened.skip };
  }
  let lease: Lease | null = null;
  const memory = (length: number): Buffer => (lease = rules.memory.lease(length)).bytes;
  const release = (): void => {
    lease?.release();
    opened.release?.();
  };
  const wire = wireMessage(raw, { profile: rules.profile, seen: message.flags.includes('\\Seen') }, memory);
  if (rules.largest !== null && wire.literal.length > rules.largest) {
    release();
    return { failure: tooLarge(wire.literal.length, rules.largest) };
  }
  const { kept, dropped } = keepFlags(message.flags, rules.flags);
  const received = opened.receivedAt ?? message.receivedAt;
  const date = storableDate(received, raw.start);
  const notes = [
    ...wire.notes,
    ...dropped.map((flag) => `the destination cannot keep the flag ${flag}`),
    ...(date === received ? [] : ['the received time cannot be kept; the Date field was taken']),
  ];
  return { item: { key: wire.key, flags: kept, date, body: wire.literal, release }, notes };
}

/** What an opened message will be there. */
export function expectMessage(
  opened: Exclude<OpenedMessage, { problem: string }>,
  { profile, flags }: Pick<ReadyRules, 'profile' | 'flags'>,
): Expectation {
  const { message, raw } = opened;
  const date = opened.receivedAt ?? message.receivedAt;
  return {
    ...messageTraits(raw.start, { profile, seen: message.flags.includes('\\Seen') }),
    flags: keepFlags(message.flags, flags).kept,
    date: date !== null && isStorableDate(date) ? date : null,
  };
}

/** Why a message above the limit is not sent. Octets. */
export function tooLarge(size: number, largest: number): string {
  return `too large: ${size} octets, the limit is ${largest}`;
}

/** Servers store dates outside of what they know as another date, or refuse the message. */
function storableDate(received: number | null, start: Uint8Array): number | null {
  if (received !== null && isStorableDate(received)) return received;
  const written = parseDate(firstValue(start, readHeaderBlock(start), 'date') ?? '');
  return written !== null && isStorableDate(written) ? written : null;
}
