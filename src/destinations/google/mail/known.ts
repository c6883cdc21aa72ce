/**
 * Which messages are in a mailbox already, or on their way: copies are told by Message-ID and all that they say. Different messages
 * with one Message-ID are known each by itself; the first of them has it, the others get one of their own.
 */
import { createHash } from 'node:crypto';
import type { Ref } from '../../../transfer/destination.js';

/** Characters of an identity that stand for the Message-ID. */
const HASHED = 12;
/** Behind the identity of a draft: a draft is not joined with a message. */
const DRAFT = '!';

/** A message among those with its Message-ID. */
export interface Claim {
  /** What it is remembered by. */
  readonly identity: string;
  /** Its Message-ID is its own: no other message was seen with it before. */
  readonly isFirst: boolean;
  readonly isKnown: boolean;
}

/** A mailbox may hold a million messages: two short texts for each, which the journal has as well. */
export class KnownMessages {
  /** Ids at Gmail by identity; a promise while it is sent, undefined while it is not. */
  readonly #refs = new Map<string, string | Promise<string> | undefined>();
  /** The identity of the message that has a Message-ID, by its hash. */
  readonly #first = new Map<string, string>();

  /** Takes what the journal knows of earlier runs. */
  remember(known: ReadonlyMap<Ref, string>): void {
    for (const [ref, identity] of known) this.#put(identity, String(ref));
  }

  /** A message that is there. Gives what it is remembered by. */
  found(key: string, digest: string, isDraft: boolean, ref: Ref): string {
    const identity = identityOf(key, digest, isDraft);
    this.#put(identity, String(ref));
    return identity;
  }

  /** The place of a message among those with its Message-ID; it is known from now on. */
  claim(key: string, digest: string, isDraft: boolean): Claim {
    const identity = identityOf(key, digest, isDraft);
    if (!this.#refs.has(identity)) this.#put(identity, undefined);
    const isFirst = this.#first.get(identity.slice(0, HASHED)) === identity;
    return { identity, isFirst, isKnown: this.#refs.get(identity) !== undefined };
  }

  /** The id of a message that is there or on its way, which may come to nothing; undefined where it is neither. */
  refOf(identity: string): string | Promise<string> | undefined {
    return this.#refs.get(identity);
  }

  /** A message is on its way. */
  sending(identity: string, ref: Promise<string>): void {
    this.#refs.set(identity, ref);
    const settle = (result: string | undefined): void => {
      if (this.#refs.get(identity) === ref) this.#refs.set(identity, result);
    };
    ref.then(settle, () => settle(undefined));
  }

  #put(identity: string, ref: string | undefined): void {
    this.#refs.set(identity, ref);
    const key = identity.slice(0, HASHED);
    if (!this.#first.has(key)) this.#first.set(key, identity);
  }
}

function identityOf(key: string, digest: string, isDraft: boolean): string {
  const hash = createHash('sha1').update(key, 'latin1').digest('base64url').slice(0, HASHED);
  return hash + digest + (isDraft ? DRAFT : '');
}
