/** From a message of the source to one that Gmail takes, and what it will be there. */
import type { Lease, SlabPool } from '../../../protocols/imap/slabs.js';
import type { Body, Expectation, Prepared, Ready } from '../../../transfer/destination.js';
import type { OpenedMessage } from '../../../transfer/source.js';
import { expectedFlags, keptFlags } from './flags.js';
import type { KnownMessages } from './known.js';
import { digestOfSource, traitsOf, usableMessage } from './usable.js';

/** A message ready for Gmail. */
export interface MailItem extends Prepared {
  /** What it is remembered by. */
  readonly identity: string;
  /** The name of its label. */
  readonly label: string;
  readonly kept: readonly string[];
}

/** What decides how a message is made ready. */
export interface MailRules {
  /** The label of its folder, and what Gmail calls it. */
  readonly label: string;
  /** Null where there is none. */
  readonly actual: string | null;
  /** Why there is none; null where nobody knows. */
  readonly refusal: string | null;
  /** Octets; null for no limit. */
  readonly largest: number | null;
  readonly known: KnownMessages;
  readonly memory: SlabPool;
}

const DRAFT = 'DRAFT';
/** A draft is never unread. */
const SEEN = '\\Seen';

/** What a message on its way holds. */
interface Held {
  lease: Lease | null;
  own: (() => void) | undefined;
  body: { content: Body['content'] } | null;
}

/** Lets all of it go: what was sent is remembered until it is looked at again, thousands of messages later. */
function releaserOf(held: Held): () => void {
  return () => {
    held.lease?.release();
    held.own?.();
    if (held.body !== null) held.body.content = [];
    held.lease = null;
    held.own = undefined;
    held.body = null;
  };
}

/** Makes an opened message ready. */
export function makeMailItem(opened: OpenedMessage, rules: MailRules): Ready {
  const { label, actual, refusal, largest, known } = rules;
  if ('problem' in opened) return { failure: opened.problem };
  const held: Held = { lease: null, own: opened.release, body: null };
  const release = releaserOf(held);
  const memory = (length: number): Buffer => (held.lease = rules.memory.lease(length)).bytes;
  if (opened.skip !== null) {
    release();
    return { skip: opened.skip };
  }
  if (actual === null && refusal !== null) {
    release();
    return { failure: `Gmail refuses the label ${label}: ${refusal}` };
  }
  const isDraft = label === DRAFT;
  const received = opened.receivedAt ?? opened.message.receivedAt;
  const isFree = (id: string, text: string): boolean => known.claim(id, text, isDraft).isFirst;
  const { key, digest, date, body: made, notes } = usableMessage(opened.raw, received, { isFree, memory });
  const body: { length: number; content: Body['content'] } = { ...made };
  held.body = body;
  if (largest !== null && body.length > largest) {
    release();
    return { failure: `too large: ${body.length} octets, the limit is ${largest}` };
  }
  const { identity, isKnown } = known.claim(key, digest, isDraft);
  const { kept, dropped } = keptFlags(opened.message.flags);
  const item: MailItem = {
    ...{ key, identity, label, kept, body, release },
    flags: expectedFlags(isDraft ? [...new Set([...kept, SEEN])] : kept, label, !isKnown),
    date: isDraft ? null : date,
  };
  const isRenamed = actual !== null && actual.toLowerCase() !== label.toLowerCase();
  return {
    item,
    notes: [
      ...notes,
      ...(isRenamed ? [`Gmail refuses the label ${label}: it is ${actual}`] : []),
      ...dropped.map((flag) => `the destination cannot keep the flag ${flag}`),
    ],
  };
}

/** Bytes of a message that are in memory until it is answered: large ones are read while they are sent. */
export function inMemory({ body: { length, content } }: MailItem): number {
  return typeof content === 'function' ? READ_AT_ONCE : length;
}

const READ_AT_ONCE = 256 * 1024;

/** What an opened message will be there; its beginning is enough, but for its fingerprint: see `exactFingerprint`. */
export function expectMail(
  { message, raw, receivedAt }: Exclude<OpenedMessage, { problem: string }>,
  label: string,
): Expectation {
  const { key, date } = traitsOf(raw, receivedAt ?? message.receivedAt);
  const { kept } = keptFlags(message.flags);
  const flags = expectedFlags(kept, label, false);
  return { key, fingerprint: '', flags, date: label === DRAFT ? null : date };
}

/** The fingerprint of a message that was opened whole. */
export function exactFingerprint({ message, raw, receivedAt }: Exclude<OpenedMessage, { problem: string }>): string {
  return digestOfSource(raw, receivedAt ?? message.receivedAt);
}
