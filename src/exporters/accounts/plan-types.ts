import type { Posting } from '../../users-cfg/account-types.js';

/**
 * What is to be made at the destination, in words that fit all of them: people, groups that mail is distributed to, and
 * shared mailboxes. Addresses are the new ones; only `Person.source` is an address of the old server.
 */
export interface Plan {
  readonly people: readonly Person[];
  readonly groups: readonly PlannedGroup[];
  readonly shared: readonly SharedMailbox[];
  /** Mailboxes of the store that no account of their own stands for: the plan, or somebody, has to say what becomes of them. */
  readonly open: readonly OpenMailbox[];
  /** The domain whose directory tree the others hang below. */
  readonly mainDomain: string;
  /** What reaches no destination, or one of them only in part. */
  readonly leftOut: readonly LeftOut[];
  /** What was changed on the way, one sentence each. */
  readonly changes: readonly string[];
}

export interface Person {
  /** Address on the old server. */
  readonly source: string;
  readonly address: string;
  readonly fullName: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly description: string;
  readonly enabled: boolean;
  /** There is a mailbox on disk; null when nobody looked. */
  readonly mailbox: boolean | null;
  /** Password of the new account; empty when there is none. */
  readonly password: string;
  /** Password of the old account; empty when it is not known. */
  readonly sourcePassword: string;
  /** The user has to choose another one at the first sign-in. */
  readonly oneTime: boolean;
  readonly aliases: readonly string[];
  readonly forward: { readonly to: readonly string[]; readonly keep: boolean } | null;
}

/** A mailbox of the old server without an owner at the destination. */
export interface OpenMailbox {
  /** Address on the old server. */
  readonly source: string;
  /** The address that suggests itself. */
  readonly address: string;
  /** What is to be decided; a sentence. */
  readonly question: string;
  /** Where the plan says that it goes, `-` for nowhere; null where nobody has decided. */
  readonly answer: string | null;
}

export interface PlannedGroup {
  /** Unique among groups: `name@domain`, `list news@domain` or `alias info@domain`. */
  readonly key: string;
  readonly name: string;
  readonly domain: string;
  readonly description: string;
  /** Null for a group that no mail can be sent to. */
  readonly address: string | null;
  readonly aliases: readonly string[];
  readonly members: readonly Member[];
  /** Who may write to it; null for a list whose rule was not understood. */
  readonly posting: Posting | null;
}

export interface Member {
  readonly kind: 'person' | 'group' | 'outside';
  /** An address; of a group without one, its key. */
  readonly address: string;
  readonly moderator: boolean;
}

export interface SharedMailbox {
  /** Rooms and equipment are what people book. */
  readonly kind: 'public folder' | 'room' | 'equipment';
  /** Which public folder, `domain/path` in lower case; `domain/` for all of a domain. Null for a resource. */
  readonly folder: string | null;
  readonly name: string;
  readonly address: string;
  readonly aliases: readonly string[];
}

export type Destination = 'google' | 'microsoft' | 'ldap' | 'imap';

/** An account, or a part of one, that is not in some file. */
export interface LeftOut {
  /** Null: it reaches no destination. */
  readonly destination: Destination | null;
  /** The file it is missing from, relative to the accounts folder; null when it is missing from all of them. */
  readonly file: string | null;
  /** An address, mostly. */
  readonly what: string;
  /** One sentence without its subject: `is disabled, and …`. */
  readonly reason: string;
  /** `skipped`: the destination has no such thing. `failed`: it could not be carried over and somebody must look at it. */
  readonly result: 'skipped' | 'failed';
}
