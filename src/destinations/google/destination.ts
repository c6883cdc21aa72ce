/** Google Workspace as a destination: everything of an account, over Google's own APIs, with one service account. */
import { UserError } from '../../core/errors.js';
import { GoogleClient, type GoogleSetup, USUAL_PAUSES } from '../../protocols/http/google-client.js';
import { GoogleWire } from '../../protocols/http/google-wire.js';
import { SlabPool } from '../../protocols/imap/slabs.js';
import { readServiceAccountKey, serviceAccountTokens } from '../../protocols/http/service-account.js';
import { GOOGLE_RATES, type Rates, Units } from '../../protocols/http/units.js';
import { Room } from '../../protocols/http/window.js';
import type { Destination } from '../../transfer/destination.js';
import { isPublicTree } from '../../transfer/plan/left-behind.js';
import type { RetryPolicy } from '../../transfer/retry.js';
import { GOOGLE_KINDS, GoogleAccount } from './account.js';
import { makeAccounts } from './accounts/make.js';
import type { Patience } from './accounts/patience.js';
import { APIS } from './apis.js';
import { checkAccount } from './check.js';
import { probeAccount } from './probe.js';
import { type AttendeeMode, Movers } from './calendar/people.js';
import type { Standstill } from './session.js';

/** What the user said about Google. */
export interface GoogleDestinationSetup {
  /** The text of the key file. */
  readonly key: string;
  /** An administrator of the domain; null where none was named. */
  readonly admin: string | null;
  readonly attendees: AttendeeMode;
  /** Rights of others on calendars are set (`--sharing`). */
  readonly sharing?: boolean;
  /** Where the mail of public folders goes (`--public`): into archives of groups, or to the account of the users file. */
  readonly publicFolders?: 'group' | 'user';
  /** Milliseconds after which an answer counts as lost. */
  readonly timeoutMs: number;
  /** Another address than Google's own, for tests; null for Google. */
  readonly root: string | null;
  /** Waits before a call is made again, milliseconds. */
  readonly pauses?: readonly number[];
  readonly rates?: Rates;
  readonly mailboxPatience?: Patience;
}

const PLENTY = { perUser: 1e9, perProject: 1e9 };
/** Units without end. */
export const NO_LIMITS: Rates = {
  ...{ gmail: PLENTY, calendar: PLENTY, contacts: PLENTY },
  ...{ photos: PLENTY, tasks: PLENTY, directory: PLENTY, groups: PLENTY, drive: PLENTY },
};

/** The published units, so many times as fast. */
export function ratesOf(speed: number): Rates {
  if (speed === Infinity) return NO_LIMITS;
  const faster = Object.entries(GOOGLE_RATES).map(([pot, { perUser, perProject }]) => [
    pot,
    { perUser: perUser * speed, perProject: perProject * speed },
  ]);
  return Object.fromEntries(faster) as Rates;
}

/** Bytes of messages in memory that are on their way, of all accounts. */
const ROOM = 12 * 1024 * 1024;

/** A quarter of an hour: Google says that it may take a while. */
const MAILBOX: Patience = { looks: 90, pauseMs: 10_000 };

/** Trouble on Google's side may last for hours: forty tries are nearly three. */
const PATIENCE: RetryPolicy = { firstMs: 1000, longestMs: 5 * 60_000, tries: 40 };

/** Google Workspace, to be filled. Throws a UserError when the key is none. */
export function googleDestination(setup: GoogleDestinationSetup): Destination {
  const standstill: Standstill = { reason: null };
  let firstChecked: string | null = null;
  const memory = new SlabPool();
  const movers = new Movers();
  const key = readServiceAccountKey(setup.key);
  const { sharing = false } = setup;
  const byGroup = setup.publicFolders === 'group';
  if (byGroup && setup.admin === null)
    throw new UserError('--public group needs --google-admin with an administrator who may make groups');
  const google: GoogleSetup = {
    tokens: serviceAccountTokens(key),
    units: new Units(setup.rates),
    root: setup.root,
    wire: new GoogleWire(setup.timeoutMs),
    room: new Room(ROOM),
    pauses: setup.pauses ?? USUAL_PAUSES,
  };
  return {
    name: 'google',
    takes: GOOGLE_KINDS,
    retry: PATIENCE,
    check: ({ target }, trace) => {
      // Groups are nobody's own: what is missing for them is told once, with the first account.
      firstChecked ??= target;
      const groups = target === firstChecked;
      const own = { google, user: target, admin: setup.admin, clientId: key.clientId, sharing, trace };
      return checkAccount({ ...own, groups, byGroup });
    },
    makeAccounts: (how, trace) => {
      if (setup.admin === null)
        throw new UserError('--only accounts needs --google-admin with an administrator who may make users and groups');
      return makeAccounts(new GoogleClient(google, APIS.directory, setup.admin, trace), how, {
        patience: setup.mailboxPatience ?? MAILBOX,
        clientId: key.clientId,
      });
    },
    probe: (user, trace) => probeAccount(google, user, trace),
    movers: (everybody) => {
      for (const { source, target } of everybody) movers.add(source, target);
    },
    open: ({ source, target }, trace) => {
      movers.add(source, target);
      const own = { google, standstill, memory, user: target, movers, mode: setup.attendees, sharing, trace };
      const publicAdmin = byGroup && isPublicTree(source) ? setup.admin : null;
      return GoogleAccount.open({ ...own, publicAdmin });
    },
  };
}
