/**
 * Proves a migration: every message of the source is at the destination once, with its flags and its date. The journal only
 * says where to look first; what counts is what both sides hold now.
 */
import { Refused } from '../../core/failures.js';
import { formatTime } from '../../ledger/file.js';
import type { Connection, OpenCollection, Present, Ref } from '../destination.js';
import { readJournal } from '../journal/journal.js';
import type { Uid } from '../journal/journal-line.js';
import type { LogBook } from '../journal/log-book.js';
import { closeAccount, planAccount, type PlanSetup } from '../plan/account-plan.js';
import type { CollectionPlan } from '../plan/collections.js';
import type { Account } from '../plan/users-file.js';
import { reconcile } from '../reconcile.js';
import { journalPath } from '../run/account-run.js';
import type { SourceMailbox } from '../source.js';
import { countExpected, exactFingerprints, type Expected, readSource, type Unreadable } from './verify-sides.js';
import { itemsOf, Steps, UNWATCHED, type Watch } from './watched.js';

export interface VerifySetup extends PlanSetup {
  /** The state folder of the migration. */
  readonly state: string;
}

/** What is wrong with one message. */
export interface Difference {
  readonly folder: readonly string[];
  readonly uid: Uid;
  /** `missing`: not there. `flags`, `date`, `content`: there with others. `unreadable`: the source does not give it. */
  readonly kind: 'missing' | 'flags' | 'date' | 'content' | 'unreadable';
  readonly text: string;
}

/** One mailbox of the destination against the folders that fill it. */
export interface BoxProof {
  readonly mailbox: string;
  /** Messages of the source that belong there, and how many of them are. */
  readonly expected: number;
  readonly there: number;
  readonly differences: readonly Difference[];
  /** What messages are called that are there more often than at the source. */
  readonly doubled: readonly Ref[];
  /** Messages there that the source does not have: mail that came since. */
  readonly others: number;
}

/** The names of an account, without its passwords: proofs are written to files. */
export type AccountName = Pick<Account, 'source' | 'target'>;

/** The names of an account. */
export function nameOf({ source, target }: Account): AccountName {
  return { source, target };
}

export interface AccountProof {
  readonly account: AccountName;
  /** Why it could not be looked at; null when it could. */
  readonly problem: string | null;
  /** Items that the old server keeps after deletion, and that are not sent. */
  readonly recoverable: number;
  readonly boxes: readonly BoxProof[];
}

/**
 * Compares one account at both ends. Nothing is changed anywhere. Rejects with ConnectionLost, or with the reason of the signal when
 * that aborts.
 */
export async function verifyAccount(
  setup: VerifySetup,
  account: Account,
  watch: Watch = UNWATCHED,
): Promise<AccountProof> {
  const journal = await readJournal(journalPath(setup.state, account));
  const { book } = journal;
  const open = await planAccount(setup, account, journal);
  const { plan, source, targets } = open;
  if (source === null)
    return { account: nameOf(account), problem: plan.problem?.message ?? 'unknown', recoverable: 0, boxes: [] };
  const connections: Connection[] = [];
  try {
    watch.signal.throwIfAborted();
    watch.onPlan(itemsOf(plan.collections.flatMap(({ folders }) => folders)));
    for (const target of targets) connections.push(await target.connect());
    const boxes: BoxProof[] = [];
    for (const collection of plan.collections) {
      const connection = connections[collection.side];
      if (connection === undefined) continue;
      const steps = new Steps(watch, itemsOf(collection.folders));
      boxes.push(await verifyCollection({ book, plan: collection, source, connection, steps }));
      steps.end();
    }
    return { account: nameOf(account), problem: plan.unreadable[0] ?? null, recoverable: plan.recoverable, boxes };
  } finally {
    await Promise.allSettled(connections.map((connection) => connection.close()));
    await closeAccount(open);
  }
}

interface CollectionWork {
  readonly book: LogBook;
  readonly plan: CollectionPlan;
  readonly source: SourceMailbox;
  readonly connection: Connection;
  readonly steps: Steps;
}

async function verifyCollection(work: CollectionWork): Promise<BoxProof> {
  const { plan, source, connection, steps } = work;
  steps.goOn();
  const mailbox = plan.place.collection ?? plan.place.path.join('/');
  const collection = await select(connection, plan);
  if (collection instanceof Refused) {
    const text = `the mailbox cannot be opened: ${collection.words}`;
    const { wanted, unreadable } = await countExpected(source, plan, steps);
    const missing = wanted.map(({ folder, uid }): Difference => ({ folder: folder.path, uid, kind: 'missing', text }));
    const differences = [...unreadable.map(unreadableItem), ...missing];
    return { mailbox, expected: wanted.length, there: 0, differences, doubled: [], others: 0 };
  }
  const { wanted, unreadable } = await readSource(source, plan, collection, steps);
  const differences = unreadable.map(unreadableItem);
  const present = new Map<Ref, Present>();
  await collection.look(null, true, (there) => {
    steps.seen();
    present.set(there.ref, there);
  });
  const places = await findPlaces(work, collection, wanted, present);
  for (const candidate of wanted) {
    steps.goOn();
    const there = present.get(places.get(candidate) ?? 0);
    const instead = there === undefined ? await collection.instead?.(candidate.message, candidate.folder) : null;
    if (typeof instead === 'string') differences.push(differ(candidate, 'content', instead));
    else differences.push(...compare(candidate, there));
  }
  const doubled = await findDoubled(work, collection, wanted, present, new Set(places.values()));
  // Copies that share a place stand there once.
  const others = present.size - new Set(places.values()).size - doubled.length;
  return { mailbox, expected: wanted.length, there: places.size, differences, doubled, others };
}

async function select(connection: Connection, { place, folders }: CollectionPlan): Promise<OpenCollection | Refused> {
  try {
    const places = folders.flatMap((folder) => folder.place ?? []);
    return await connection.select(place, { create: false, largest: null, places });
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}

function unreadableItem({ folder, uid, text }: Unreadable): Difference {
  return { folder: folder.path, uid, kind: 'unreadable', text };
}

/** Where each message is: at the place of the journal when the right message is there, else where its like is found. */
async function findPlaces(
  work: CollectionWork,
  collection: OpenCollection,
  wanted: readonly Expected[],
  present: ReadonlyMap<Ref, Present>,
): Promise<Map<Expected, Ref>> {
  const { book, plan, source: origin, steps } = work;
  const number = book.boxNumber(plan.place.ref, collection.version);
  const places = new Map<Expected, Ref>();
  for (const candidate of wanted) {
    const source = book.sourceNumber(candidate.folder.path, candidate.folder.validity);
    const record = number === null || source === null ? null : book.record(number, source);
    const ref = record?.stored.get(candidate.message.uid)?.uid ?? 0;
    if (present.get(ref)?.key === candidate.expected.key) places.set(candidate, ref);
  }
  await removeStrangers(places, work, collection);
  const rest = wanted.filter((candidate) => !places.has(candidate));
  if (rest.length === 0) return places;
  const matches = await reconcile<Expected>({
    collection,
    from: 1,
    known: new Set(places.values()),
    candidates: rest,
    peek: alreadyOpened,
    exact:
      collection.exact === undefined ? null : (candidates) => exactFingerprints(origin, collection, candidates, steps),
    doubts: 0,
    settleMs: 0,
  });
  for (const { candidate, at } of matches) places.set(candidate, at.ref);
  return places;
}

/** Different messages with one key that share a place: only what is there has it. */
async function removeStrangers(
  places: Map<Expected, Ref>,
  { source, steps }: CollectionWork,
  collection: OpenCollection,
): Promise<void> {
  if (collection.exact === undefined) return;
  const sharing = new Map<Ref, Expected[]>();
  for (const [candidate, ref] of places) {
    const same = sharing.get(ref);
    if (same === undefined) sharing.set(ref, [candidate]);
    else same.push(candidate);
  }
  const shared = [...sharing].filter(([, candidates]) => candidates.length > 1);
  const said = await exactFingerprints(
    source,
    collection,
    shared.flatMap(([, candidates]) => candidates),
    steps,
  );
  const disputed = shared.filter(([, candidates]) => new Set(candidates.map((one) => said.get(one))).size > 1);
  const there = await collection.fingerprints(disputed.map(([ref]) => ref));
  for (const [ref, candidates] of disputed)
    for (const candidate of candidates) if (said.get(candidate) !== there.get(ref)) places.delete(candidate);
}

async function* alreadyOpened(
  candidates: Iterable<Expected>,
): AsyncGenerator<{ candidate: Expected; expected: Expected['expected'] }> {
  for (const candidate of candidates) yield await Promise.resolve({ candidate, expected: candidate.expected });
}

function compare(candidate: Expected, there: Present | undefined): Difference[] {
  if (there === undefined) return [differ(candidate, 'missing', 'it is not at the destination')];
  const differences: Difference[] = [];
  const kept = new Set(there.flags.map((flag) => flag.toLowerCase()));
  const lacking = candidate.expected.flags.filter((flag) => !kept.has(flag.toLowerCase()));
  if (lacking.length > 0) differences.push(differ(candidate, 'flags', `${lacking.join(' ')} not there`));
  const { date } = candidate.expected;
  if (date !== null && there.date !== date) {
    const other = there.date === null ? 'no date' : formatTime(there.date);
    differences.push(differ(candidate, 'date', `${other} instead of ${formatTime(date)}`));
  }
  return differences;
}

function differ({ folder, message }: Expected, kind: Difference['kind'], text: string): Difference {
  return { folder: folder.path, uid: message.uid, kind, text };
}

/** Messages that nobody claimed although one of the source is just like them. */
async function findDoubled(
  { source, steps }: CollectionWork,
  collection: OpenCollection,
  wanted: readonly Expected[],
  present: ReadonlyMap<Ref, Present>,
  claimed: ReadonlySet<Ref>,
): Promise<Ref[]> {
  const keys = new Set(wanted.map(({ expected }) => expected.key));
  const suspects = [...present].flatMap(([ref, { key }]) => (!claimed.has(ref) && keys.has(key) ? [ref] : []));
  const suspected = new Set(suspects.map((ref) => present.get(ref)?.key));
  const alike = wanted.filter(({ expected }) => suspected.has(expected.key));
  const fingerprints = new Map<string, Set<string>>();
  for (const [{ expected }, fingerprint] of await exactFingerprints(source, collection, alike, steps))
    fingerprints.set(expected.key, (fingerprints.get(expected.key) ?? new Set()).add(fingerprint));
  const bodies = await collection.fingerprints(suspects);
  return suspects.filter((ref) => fingerprints.get(present.get(ref)?.key ?? '')?.has(bodies.get(ref) ?? '') === true);
}
