/**
 * The accounts of a server as they are there: nothing in here knows a destination. Addresses are written as the server
 * writes them; they are compared without regard to case.
 */
export interface Accounts {
  readonly domains: readonly Domain[];
  readonly users: readonly User[];
  readonly groups: readonly Group[];
  readonly aliases: readonly Alias[];
  readonly lists: readonly MailingList[];
  readonly resources: readonly Resource[];
  /** Domains that have public folders, where somebody looked. */
  readonly publicFolders: readonly string[];
  /** Addresses of the mailboxes that belong to nobody: public folders, resources, archives. */
  readonly otherMailboxes: readonly string[];
}

export interface Domain {
  readonly name: string;
  /** The server's main domain. */
  readonly primary: boolean;
  /** Other names under which the same users receive mail. */
  readonly aliases: readonly string[];
  readonly description: string;
}

/** Where a user is known from. `mailbox`: a folder on disk that no file names. */
export type UserSource = 'users.cfg' | 'users.csv' | 'mailbox';

/** How a password is kept. `external`: another system checks it. `unknown`: in a way this program does not know. */
export type PasswordScheme = 'reversible' | 'hash' | 'none' | 'external' | 'unknown';

export interface User {
  readonly address: string;
  /** The login name. */
  readonly name: string;
  readonly domain: string;
  /** As written; empty when there is none. */
  readonly fullName: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly source: UserSource;
  readonly passwordScheme: PasswordScheme;
  /** Who checks the password: `internal`, `Windows NT`, `PAM`, `Kerberos`, `Apple`, `LDAP`, or the number as it is. */
  readonly authentication: string;
  /** Further addresses of the user, the main one not among them. */
  readonly addresses: readonly string[];
  /** Keys of groups (`Group.key`). */
  readonly groups: readonly string[];
  readonly forwarding: Forwarding;
  /** Limits of the mailbox; null when there is none. */
  readonly quotaBytes: number | null;
  readonly quotaItems: number | null;
  /** Administration rights, as written. */
  readonly rights: string;
  /** There is a mailbox of this name on disk; null when nobody looked. */
  readonly mailbox: boolean | null;
}

export interface Forwarding {
  /** `unknown`: addresses without a word on whether a copy is kept. */
  readonly mode: 'none' | 'forward' | 'forward and keep' | 'unknown';
  readonly to: readonly string[];
}

export interface Group {
  /** `name@domain` in lower case: a group need not have an address. */
  readonly key: string;
  readonly name: string;
  readonly domain: string;
  readonly description: string;
  readonly addresses: readonly string[];
  /** Addresses of users and, where a file names them, of anything else. */
  readonly members: readonly string[];
}

/** Where an alias leads in the end. */
export interface Delivery {
  readonly kind: 'user' | 'group' | 'list' | 'resource' | 'outside' | 'public folder';
  /** An address (of a group without one: its key), or a folder as written: `#public/Info`. */
  readonly to: string;
}

/** All alias records of one name together: mail for it goes to every one of their targets. */
export interface Alias {
  readonly address: string;
  readonly name: string;
  readonly domain: string;
  readonly description: string;
  /** `*` or `?` stands for characters: no destination has such aliases. */
  readonly pattern: boolean;
  /** As written, in order. */
  readonly targets: readonly string[];
  /** What the targets come to when aliases of aliases are followed. */
  readonly deliveries: readonly Delivery[];
}

export interface MailingList {
  readonly address: string;
  readonly name: string;
  readonly domain: string;
  readonly description: string;
  readonly members: readonly ListMember[];
  /** Null where the file says nothing of it that is understood. */
  readonly posting: Posting | null;
}

/** Whose mail a list or group takes, and whose of it waits until a moderator lets it through. */
export interface Posting {
  readonly who: 'anyone' | 'members' | 'moderators';
  readonly approval: 'none' | 'non-members' | 'all';
}

export interface ListMember {
  readonly address: string;
  readonly moderator: boolean;
}

/** A room or a piece of equipment that people book. */
export interface Resource {
  readonly address: string;
  readonly name: string;
  readonly domain: string;
  readonly description: string;
  /** As written; its meaning is not certain. */
  readonly type: string;
}

/** `jan@company.com` from its parts. A name that holds an `@` (users of a directory) is an address already. */
export function addressOf(name: string, domain: string): string {
  return name.includes('@') || domain === '' ? name : `${name}@${domain}`;
}

/** An address as a key: two that differ only by case are one. */
export function addressKey(address: string): string {
  return address.toLowerCase();
}
