/** What is known of the servers a destination may be: limits and habits that no capability tells. */
import { RESERVED_IN_EXCHANGE } from '../../naming/microsoft.js';

export type ServerKind = 'gmail' | 'exchange' | 'dovecot' | 'cyrus' | 'courier' | 'kerio' | 'other';

export interface ServerProfile {
  readonly kind: ServerKind;
  readonly name: string;
  /** Longest line in octets that APPEND takes; null where none is known. */
  readonly longestLine: number | null;
  /** Raw 8-bit header fields are stored as they are. Elsewhere they are encoded before (RFC 2047). */
  readonly keepsRawHeaders: boolean;
  /** A message marked as deleted is expunged on arrival. */
  readonly expungesDeleted: boolean;
  /** Every keyword of a message is shown to people. */
  readonly showsKeywords: boolean;
  /** `a` and `A` are one mailbox. */
  readonly ignoresCase: boolean;
  /** Sends receipts for unread mail that asks for them, however old it is. */
  readonly sendsReceipts: boolean;
  /** Top-level names that are taken for something else, lower case. Gmail's are in `naming/gmail-words.ts`. */
  readonly reserved: readonly string[];
  /** Bytes a day that an account may take over IMAP; null where no limit is known. */
  readonly bytesPerDay: number | null;
}

const OTHER: ServerProfile = {
  kind: 'other',
  name: 'IMAP server',
  longestLine: null,
  keepsRawHeaders: false,
  expungesDeleted: false,
  showsKeywords: false,
  ignoresCase: false,
  sendsReceipts: false,
  reserved: [],
  bytesPerDay: null,
};

const PROFILES: Readonly<Record<ServerKind, ServerProfile>> = {
  other: OTHER,
  gmail: {
    ...OTHER,
    kind: 'gmail',
    name: 'Gmail',
    expungesDeleted: true,
    ignoresCase: true,
    bytesPerDay: 500_000_000,
  },
  exchange: {
    ...OTHER,
    kind: 'exchange',
    name: 'Microsoft Exchange',
    longestLine: 10_239,
    showsKeywords: true,
    ignoresCase: true,
    sendsReceipts: true,
    reserved: RESERVED_IN_EXCHANGE,
  },
  dovecot: { ...OTHER, kind: 'dovecot', name: 'Dovecot', keepsRawHeaders: true },
  cyrus: { ...OTHER, kind: 'cyrus', name: 'Cyrus' },
  courier: { ...OTHER, kind: 'courier', name: 'Courier', keepsRawHeaders: true },
  kerio: { ...OTHER, kind: 'kerio', name: 'Kerio Connect', ignoresCase: true },
};

/** What a server tells of itself. */
export interface ServerTraits {
  readonly capabilities: ReadonlySet<string>;
  readonly greeting: string;
  /** The name it gives in answer to ID (RFC 2971). */
  readonly id: string;
}

/** Recognises a server by what it says, never by its host name. */
export function recogniseServer(traits: ServerTraits): ServerProfile {
  const words = `${traits.greeting} ${traits.id}`;
  if (traits.capabilities.has('X-GM-EXT-1')) return PROFILES.gmail;
  if (/microsoft/i.test(words)) return PROFILES.exchange;
  if (/cyrus/i.test(words)) return PROFILES.cyrus;
  if (/courier/i.test(words)) return PROFILES.courier;
  if (/kerio/i.test(words)) return PROFILES.kerio;
  if (/dovecot/i.test(words)) return PROFILES.dovecot;
  return OTHER;
}
