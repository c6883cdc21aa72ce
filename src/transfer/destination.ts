/**
 * The seam of a transfer: what the engine asks of the new side, whatever protocol it speaks (docs/architecture.md, the seam).
 * Journal, intents, retry, pace and proof are the engine's; a destination knows how to place, to send, and to look.
 */
import type { ConnectionLost, Refused } from '../core/failures.js';
import type { Plan } from '../exporters/accounts/plan-types.js';
import type { Grant } from '../exporters/accounts/sharing/grants.js';
import type { FolderRules } from '../naming/folder-rules.js';
import type { MovedKind } from '../core/kinds.js';
import type { Account } from './plan/users-file.js';
import type { RetryPolicy } from './retry.js';
import type { OpenedMessage, SourceFolder, SourceMessage } from './source.js';

/** What an item is called at the destination; 0 where the destination did not tell. */
export type Ref = number | string;

/** Room of an account, bytes. */
export interface Quota {
  readonly used: number;
  readonly limit: number;
}

/** The collection that a folder goes to. */
export interface Place {
  readonly folder: SourceFolder;
  /** What the destination calls the collection: the same in every run. Folders with one `ref` share a collection. */
  readonly ref: string;
  /** The same for people, level by level. */
  readonly path: readonly string[];
  /** Why there. */
  readonly rule: string;
  readonly exists: boolean;
  /** Changes when all that was known of the items there is void (UIDVALIDITY); null where the collection does not exist, or is not known yet. */
  readonly version: string | null;
  /** The part that a new collection shall play (RFC 6154: `\Sent`); null for none. */
  readonly role: string | null;
  /** What people call the collection, where folders with paths of their own share it. */
  readonly collection?: string;
}

/** How a collection is opened. */
export interface Selecting {
  /** It is made where it is not there. */
  readonly create: boolean;
  /** Largest item in bytes; null for no limit. */
  readonly largest: number | null;
  /** The places of all folders that fill it. */
  readonly places: readonly Place[];
}

/** A folder that goes nowhere, and why. */
export interface Left {
  readonly folder: SourceFolder;
  readonly left: string;
}

/** A folder that is shared, and where it goes. */
export interface SharedPlace {
  readonly folder: SourceFolder;
  /** Null where it goes nowhere. */
  readonly place: Place | null;
  /** Nobody had said who may see it: a public folder, which Kerio shows to everybody unless told otherwise. */
  readonly isUsual: boolean;
  readonly grants: readonly Grant[];
  /** Subjects without an account at the new side, as they are written. */
  readonly strangers: readonly string[];
}

/** One right, or what there is to say of a folder's. */
export interface ShareStep {
  readonly folder: readonly string[];
  /** Whom it is for, in words. */
  readonly who: string;
  /** What he may do, in the destination's word; empty where it is nothing there. */
  readonly role: string;
  /** `left`: the destination has no such right, or there is nobody to have it. */
  readonly state: 'to set' | 'there' | 'set' | 'raised' | 'left' | 'failed';
  readonly words: string;
}

/** What the user says about placing. */
export interface PlaceRules {
  readonly map: FolderRules;
  /** The folders belong to everybody: one called Trash is nobody's trash. */
  readonly shared: boolean;
}

/** The new side as a whole. */
export interface Destination {
  /** For reports, as people write it. */
  readonly name: string;
  /** Kinds of folders that go there. */
  readonly takes: ReadonlySet<MovedKind>;
  /** Whether everything is in place for an account, before anything is sent. Changes nothing. Rejects with ConnectError. */
  check?(account: Account, trace: Trace): Promise<readonly Finding[]>;
  /** Tries on a throw-away account what nobody can know for sure, and removes what it made. Rejects with ConnectError. */
  probe?(address: string, trace: Trace): Promise<readonly Assumption[]>;
  /** Makes the accounts that are not there. Removes nothing. Rejects with ConnectError. */
  makeAccounts?(how: MakeAccounts, trace: Trace): Promise<readonly AccountStep[]>;
  /** How long it is worth waiting for it; the usual time unless told. */
  readonly retry?: RetryPolicy;
  /** Who moves in all, whoever is part of this run, by every old address: told before any account is opened. */
  movers?(everybody: readonly Pick<Account, 'source' | 'target'>[]): void;
  /** Connects to an account and looks around. Rejects with ConnectError. `trace` gets what is said on the wire. */
  open(account: Account, trace: Trace): Promise<DestinationAccount>;
}

/** What was looked at, and what is to be done where it is not in place. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly words: string;
  /** What to click or to run; null where nothing is to be done. */
  readonly remedy: string | null;
}

/** What is taken to be true of the other side, what was found, and what follows where it is not so. */
export interface Assumption {
  readonly assumption: string;
  readonly holds: boolean;
  readonly found: string;
  readonly consequence: string;
}

/** Accounts to be made. */
export interface MakeAccounts {
  readonly plan: Plan;
  /** Looks, and makes nothing. */
  readonly dryRun: boolean;
  /** Gives the password of a new account, and keeps it where its owner can be told: `given` is the one that is known, or empty. */
  readonly onPassword: (address: string, given: string) => string;
}

/** One account, or a part of one. */
export interface AccountStep {
  /** `user`, `alias`, `group`, `posting` (who may write to a group), `member`, `room`, `mailbox`. */
  readonly what: string;
  readonly name: string;
  readonly state: 'there' | 'to make' | 'made' | 'failed';
  readonly words: string;
}

export type Trace = ((line: string) => void) | undefined;

/** Seconds that so many items of a kind take: one account, and of what all accounts share. */
export type Pace = (kind: MovedKind, items: number) => { readonly own: number; readonly shared: number };

/** One account of the new side, looked at. */
export interface DestinationAccount {
  /** What runs there, for people. */
  readonly server: string;
  readonly quota: Quota | null;
  /** Largest item in bytes; null where none is known. */
  readonly largest: number | null;
  /** Bytes a day that the account takes; null for no known limit. */
  readonly bytesPerDay: number | null;
  /**
   * The server puts copies of what one account is sent into others. So there are two passes over all accounts, and what
   * `OpenCollection.waits` names comes in the second.
   */
  readonly twoPasses?: boolean;
  /** How much the other side lets through, by its own published limits; absent for no known limit. */
  readonly pace?: Pace;
  /** What the user has to know of it before anything is sent, one sentence each. */
  readonly notes?: readonly string[];
  /** Where each folder goes. Asks nobody. */
  place(folders: readonly SourceFolder[], rules: PlaceRules): readonly (Place | Left)[];
  /**
   * What becomes of other people's rights on folders, without asking anybody; null where nobody asked for it, as where it is absent.
   * Comes after `place`, as `share` comes after all is sent.
   */
  planSharing?(shared: readonly SharedPlace[]): readonly ShareStep[] | null;
  /** Sets those rights, and takes none away. Nobody is written to. What cannot be set is told, and rejects nothing. */
  share?(shared: readonly SharedPlace[], signal: AbortSignal): Promise<readonly ShareStep[]>;
  /** A connection to fill collections over: first the one that is open already, then new ones. Rejects with ConnectError. */
  connect(): Promise<Connection>;
  /** Closes the connection that nobody took. */
  close(): Promise<void>;
}

/** One connection. All it does rejects with ConnectionLost when it ends, with Refused when the other side says no. */
export interface Connection {
  /** Why it is of no use any more; null while it is. */
  readonly lost: ConnectionLost | null;
  /** Opens a collection; with `create` it is made where it is not there, else that is a refusal. */
  select(place: Place, how: Selecting): Promise<OpenCollection>;
  close(): Promise<void>;
}

/** The content of an item on its way, length known beforehand. */
export interface Body {
  /** Bytes. */
  readonly length: number;
  /** In memory, or read while it is sent: then each piece is only valid until the next one is asked for. */
  readonly content: readonly Buffer[] | (() => Iterable<Uint8Array>);
}

/** An item made ready for one collection. */
export interface Prepared {
  /** What makes two copies of it the same one, whatever the destination rewrites. */
  readonly key: string;
  /** Flags to send: those that the collection can keep. */
  readonly flags: readonly string[];
  /** Received time to send, unix seconds; null leaves it to the destination. */
  readonly date: number | null;
  readonly body: Body;
  /** Gives memory and files back: the item has been answered for good. */
  release(): void;
}

/** An item ready, left out by rule, or not fit to be sent. */
export type Ready =
  | { readonly item: Prepared; readonly notes: readonly string[] }
  | { readonly skip: string }
  | { readonly failure: string };

/** What an item of the source will be at the destination. */
export interface Expectation {
  readonly key: string;
  /** Tells items with one key apart. */
  readonly fingerprint: string;
  readonly flags: readonly string[];
  /** Unix seconds; null where it cannot be told. */
  readonly date: number | null;
  /** Other items of the source may be part of the same one there. */
  readonly shared?: boolean;
}

/** An item of the destination. */
export interface Present {
  readonly ref: Ref;
  readonly key: string;
  readonly flags: readonly string[];
  readonly date: number | null;
}

/**
 * What a refusal means. `message`: this item cannot be stored, others can. `size`: it is too large. `quota`: the account is
 * full. `missing`: the collection is not there. `denied`: nothing may be stored there. `later`: wait, so long if it says.
 */
export type Refusal =
  | { readonly kind: 'message' | 'size' | 'quota' | 'missing' | 'denied' }
  | { readonly kind: 'later'; readonly waitMs: number | null };

/** The word on everything that was sent at once. */
export type Answer = Stored | { readonly refusal: Refusal; readonly error: Refused };

export interface Stored {
  readonly stored: readonly Ref[];
  /** What each of them is there now, for `remember` of a later run. */
  readonly revisions?: readonly string[];
  /** What there is to say of each, one sentence a line; empty for nothing. */
  readonly notes?: readonly string[];
  /** Which of them were there without us, and were left as they are. */
  readonly found?: readonly boolean[];
}

/** An item of the source that is at the destination already. */
export interface Found {
  readonly present: Present;
  readonly message: SourceMessage;
  readonly folder: SourceFolder;
}

/** A change of an item at the source that has to be brought over. */
export interface Change {
  readonly ref: Ref;
  readonly message: SourceMessage;
  /** What was brought over before, as the journal has it: flags with blanks between. */
  readonly before: string;
}

/** A collection open for filling. One call at a time, but for answers that are waited for. */
export interface OpenCollection {
  /** Another than the journal's: all that was known of it is void. */
  readonly version: string;
  readonly size: number;
  /** What comes next gets a reference that `refs(next)` finds; null where references have no order. */
  readonly next: number | null;
  /** It was gone when it was opened: nothing of what the journal knows of it is there. */
  readonly made?: boolean;
  /** It holds one item, which takes the place of the one before it. */
  readonly single?: true;
  /** How much shares one `send`. */
  readonly together: { readonly items: number; readonly bytes: number };
  /** How much is made ready and written down as an intent before it is sent; the usual unless told. */
  readonly ahead?: { readonly items: number; readonly bytes: number };

  /**
   * Reads all items of a folder, where what one of them becomes depends on the others. Comes before `prepare` and `expect` of
   * that folder.
   */
  read?(folder: SourceFolder, items: AsyncIterable<OpenedMessage>): Promise<void>;
  /** What the journal knows of the references there: revisions that `send` gave. */
  remember?(revisions: ReadonlyMap<Ref, string>): void;
  /** The revision of an item that was found there. */
  revisionOf?(found: Present, fingerprint: string): string;
  /** Makes an opened item ready. Asks nobody. */
  prepare(opened: OpenedMessage, folder: SourceFolder): Ready;
  /** What an opened item will be there, its beginning is enough; null when it will not be there, and `prepare` tells why. */
  expect(opened: Exclude<OpenedMessage, { problem: string }>, folder: SourceFolder): Expectation | null;

  /**
   * The fingerprint of an item opened whole, where its beginning does not tell items with one key apart: then that of `expect` says
   * nothing.
   */
  exact?(opened: Exclude<OpenedMessage, { problem: string }>, folder: SourceFolder): string;

  /** Whether an item has to wait until every account has its own: see `DestinationAccount.twoPasses`. */
  waits?(message: SourceMessage, folder: SourceFolder): boolean;

  /** Sends. Resolves when it is on its way and there is room for more; `answer` settles with the word on it. */
  send(batch: readonly Prepared[]): Promise<{ readonly answer: Promise<Answer> }>;
  /** Resolves when everything is answered, or the connection lost. */
  drained(): Promise<void>;
  /** Makes the collection anew: an answer said that it is missing. */
  create(): Promise<void>;

  /** References from a cursor on, ascending. `again`: the same was asked a moment ago. */
  refs(from: number, again: boolean): Promise<readonly Ref[]>;
  /**
   * Looks at items; all of them with null. What is not there any more is left out. Keys cost more than flags and dates: they are
   * only had with `keys`, else they are empty. Rejects with what `onPresent` throws: whoever does not want to go on throws.
   */
  look(refs: readonly Ref[] | null, keys: boolean, onPresent: (present: Present) => void): Promise<void>;
  /** Fingerprints of items, by reference. */
  fingerprints(refs: readonly Ref[]): Promise<ReadonlyMap<Ref, string>>;

  /** What is there in place of an item that is not there as expected: how it differs, in a sentence; null when nothing is. */
  instead?(opened: SourceMessage, folder: SourceFolder): Promise<string | null>;

  /** Items of the source were found there: adds what they lack. Takes nothing away that somebody set there. */
  adopt?(found: readonly Found[]): Promise<void>;
  /** Brings changes over. What somebody changed at the destination stays. `onDone` is told of those that are. */
  update?(changes: readonly Change[], onDone: (done: readonly Change[]) => void): Promise<void>;

  /** Sees what is there now. */
  renew(): Promise<void>;
  /** Leaves the collection for as long as it is only sent to. */
  rest(): Promise<void>;
}
