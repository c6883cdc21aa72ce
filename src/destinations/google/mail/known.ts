/** Which messages are in a mailbox already, or on their way: copies are told by Message-ID and text. */
import { createHash } from 'node:crypto';
import type { Ref } from '../../../transfer/destination.js';
import type { TakenBy } from './usable.js';

/** A message known by its Message-ID. */
export interface KnownMessage {
  readonly fingerprint: string;
  /** Its id at Gmail; a promise while it is sent, undefined while it is not. */
  ref: Promise<string> | undefined;
  readonly isDraft: boolean;
}

/** Characters of an identity that stand for the Message-ID. */
const HASHED = 12;
/** Behind the identity of a draft: a draft is not joined with a message. */
const DRAFT = '!';

export class KnownMessages {
  readonly #byKey = new Map<string, KnownMessage>();

  /** What a message is remembered by. */
  identity(key: string, fingerprint: string): string {
    return hashOf(key) + fingerprint;
  }

  draftIdentity(key: string, fingerprint: string): string {
    return this.identity(key, fingerprint) + DRAFT;
  }

  /** Takes what the journal knows of earlier runs. */
  remember(known: ReadonlyMap<Ref, string>): void {
    for (const [ref, identity] of known) {
      const isDraft = identity.endsWith(DRAFT);
      const fingerprint = identity.slice(HASHED, isDraft ? -DRAFT.length : undefined);
      this.#byKey.set(identity.slice(0, HASHED), { fingerprint, ref: Promise.resolve(String(ref)), isDraft });
    }
  }

  /** Whose a Message-ID is, for a message that is a draft or none. */
  takenBy(isDraft: boolean): TakenBy {
    return (key) => {
      const known = this.#byKey.get(hashOf(key));
      if (known === undefined) return undefined;
      return known.isDraft === isDraft ? known.fingerprint : '';
    };
  }

  /** The message of that Message-ID; it is known from now on. */
  claim(key: string, fingerprint: string, isDraft: boolean): KnownMessage {
    const hash = hashOf(key);
    const known = this.#byKey.get(hash) ?? { fingerprint, ref: undefined, isDraft };
    this.#byKey.set(hash, known);
    return known;
  }
}

function hashOf(key: string): string {
  return createHash('sha1').update(key, 'latin1').digest('base64url').slice(0, HASHED);
}
