/** What moving one account will mean: its folders and where they go, how much, what will not fit. */
import { UserError } from '../../core/errors.js';
import { ConnectError } from '../../core/failures.js';
import type { MovedKind } from '../../core/kinds.js';
import type { DestinationAccount, Quota } from '../destination.js';
import type { KnownJournal } from '../journal/journal.js';
import type { LogBook } from '../journal/log-book.js';
import type { MailSource, SourceMailbox } from '../source.js';
import {
  type CollectionPlan,
  groupByCollection,
  placeFolders,
  type Placing,
  skipReason,
  withoutFilters,
} from './collections.js';
import { type FolderPlan, surveyFolder } from './folder-survey.js';
import type { Grantees } from '../../exporters/accounts/sharing/grantees.js';
import { sharedPlaces, unsharedNote } from './sharing.js';
import type { SharedPlace, ShareStep } from '../destination.js';
import { publishedTime, type PublishedTime } from './pace.js';
import type { Account } from './users-file.js';

/** Where something is wrong: at an end, or in the state folder. */
type Side = 'source' | 'target' | 'state';

/** How much is to be sent. */
interface ToSend {
  /** Items of all kinds. */
  readonly messages: number;
  readonly bytes: number;
  /** How many of each kind of folder. */
  readonly kinds: Partial<Record<MovedKind, number>>;
}

export interface AccountPlan {
  readonly account: Account;
  /** Why it cannot be moved; null when it can. */
  readonly problem: { readonly side: Side; readonly kind: string; readonly message: string } | null;
  readonly server: string;
  readonly folders: readonly FolderPlan[];
  readonly collections: readonly CollectionPlan[];
  readonly quota: Quota | null;
  /** Some of it can only be sent when every account has its own (`DestinationAccount.twoPasses`). */
  readonly twoPasses: boolean;
  /** Largest item in bytes that each destination is sent; null for no limit. */
  readonly largest: readonly (number | null)[];
  /** Bytes a day the destination takes; null for no known limit. */
  readonly bytesPerDay: number | null;
  /** How long it takes by the limits that the destination publishes; null for no known limit. */
  readonly published: PublishedTime | null;
  readonly toSend: ToSend;
  /** Folders that cannot be read, with the reason. */
  readonly unreadable: readonly string[];
  /** Items that the old server keeps after deletion, and that are not sent. */
  readonly recoverable: number;
  readonly notes: readonly string[];
  /** Folders that others have rights on, by the destination that each goes to. */
  readonly shared: readonly (readonly SharedPlace[])[];
  /** What becomes of those rights, as far as a destination sets any. */
  readonly sharing: readonly ShareStep[];
}

/** A planned account with what was opened for it: one entry of `targets` for each destination. */
export interface OpenAccount {
  readonly plan: AccountPlan;
  readonly source: SourceMailbox | null;
  readonly targets: readonly DestinationAccount[];
  /** Its journal as it was read for the plan; null where it has to be read again. */
  readonly journal: KnownJournal | null;
}

export interface PlanSetup extends Placing {
  readonly source: MailSource;
  readonly maxSize: number | null;
  /** Whom rights on folders mean; null where nobody asks. */
  readonly grantees: (() => Grantees) | null;
  readonly trace: ((line: string) => void) | undefined;
}

/** Plans one account. Never rejects: what is wrong with the account is in the plan. */
export async function planAccount(setup: PlanSetup, account: Account, journal: KnownJournal): Promise<OpenAccount> {
  let source: SourceMailbox | null = null;
  const targets: DestinationAccount[] = [];
  let side: Side = 'source';
  try {
    source = await setup.source.mailbox(account, setup.trace);
    side = 'target';
    for (const destination of setup.destinations) targets.push(await destination.open(account, setup.trace));
    side = 'source';
    return { plan: await makePlan(setup, account, source, targets, journal.book), source, targets, journal };
  } catch (error) {
    await closeAccount({ source, targets });
    return { plan: failedPlan(account, side, error, setup.trace), source: null, targets: [], journal: null };
  }
}

/** Closes what was opened for an account. Never rejects: who hangs up needs no answer. */
export async function closeAccount({ source, targets }: Pick<OpenAccount, 'source' | 'targets'>): Promise<void> {
  await Promise.allSettled([source?.close(), ...targets.map((target) => target.close())]);
}

/** The plan of an account that cannot be moved. */
export function failedPlan(account: Account, side: Side, thrown: unknown, trace: PlanSetup['trace']): AccountPlan {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  trace?.(error.stack ?? error.message);
  const kind =
    error instanceof ConnectError ? error.kind : error instanceof UserError && error.exitCode === 2 ? 'input' : 'other';
  return {
    account,
    problem: { side, kind, message: error.message },
    server: '',
    folders: [],
    collections: [],
    quota: null,
    twoPasses: false,
    largest: [],
    bytesPerDay: null,
    published: null,
    toSend: { messages: 0, bytes: 0, kinds: {} },
    unreadable: [],
    recoverable: 0,
    notes: [],
    shared: [],
    sharing: [],
  };
}

async function makePlan(
  setup: PlanSetup,
  account: Account,
  whole: SourceMailbox,
  targets: readonly DestinationAccount[],
  book: LogBook,
): Promise<AccountPlan> {
  const source = withoutFilters(whole, setup);
  const largest = targets.map((target) => smallest(target.largest, setup.maxSize));
  const folders: FolderPlan[] = [];
  const sides = new Map<FolderPlan, number>();
  for (const { folder, place, side, left } of placeFolders(setup, source, targets)) {
    const skip = skipReason(folder, setup) ?? left;
    const plan = await surveyFolder({ source, folder, place, skip, largest: largest[side] ?? null, book });
    folders.push(plan);
    sides.set(plan, side);
  }
  const sent = folders.filter(({ skip }) => skip === null);
  const messages = sent.reduce((sum, folder) => sum + folder.messages - folder.settled, 0);
  const bytes = sent.reduce((sum, folder) => sum + folder.bytes - folder.settledBytes, 0);
  const unreadable = [
    ...source.unreadable,
    ...folders.flatMap(({ folder, problem }) => (problem === null ? [] : [`${folder.path.join('/')}: ${problem}`])),
  ];
  const quota = targets.map((target) => target.quota).find((known) => known !== null) ?? null;
  const shared = targets.map((_, side) =>
    setup.grantees === null
      ? []
      : sharedPlaces(
          source,
          folders.filter((folder) => sides.get(folder) === side),
          setup.grantees,
          account.target,
        ),
  );
  const sharing = targets.map((target, side) => target.planSharing?.(shared[side] ?? []) ?? null);
  const unshared = unsharedNote(shared.flatMap((places, side) => (sharing[side] === null ? places : [])));
  const fits = quota === null || quota.limit - quota.used >= bytes;
  return {
    account,
    problem: null,
    server: targets.map(({ server }) => server).join(', '),
    folders,
    collections: groupByCollection(folders, sides, book),
    quota,
    twoPasses: targets.some((target) => target.twoPasses === true),
    largest,
    published: publishedTime(
      sent.map((folder) => ({
        kind: folder.folder.kind,
        items: folder.messages - folder.settled,
        pace: targets[sides.get(folder) ?? -1]?.pace,
      })),
    ),
    bytesPerDay: targets.map((target) => target.bytesPerDay).find((known) => known !== null) ?? null,
    toSend: { messages, bytes, kinds: kindsOf(sent) },
    unreadable,
    recoverable: source.recoverable,
    notes: [
      ...unreadable,
      ...source.problems,
      ...targets.flatMap(({ notes = [] }) => notes),
      ...(fits ? [] : ['the mailbox at the destination is too small for what will be sent']),
      ...(unshared === null ? [] : [unshared]),
    ],
    shared,
    sharing: sharing.flatMap((steps) => steps ?? []),
  };
}

/** How many items of each kind are not settled yet. */
function kindsOf(folders: readonly FolderPlan[]): ToSend['kinds'] {
  const kinds: Partial<Record<MovedKind, number>> = {};
  for (const { folder, messages, settled } of folders)
    kinds[folder.kind] = (kinds[folder.kind] ?? 0) + messages - settled;
  return kinds;
}

function smallest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
