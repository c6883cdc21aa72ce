/**
 * Proves a migration: every message of the source is at the destination once, with its flags and its date. The journal only
 * says where to look first; what counts is what both sides hold now.
 */
import { openMailbox, type SelectedMailbox } from '../../protocols/imap/mailbox.js';
import { CommandRefused } from '../../protocols/imap/failures.js';
import type { Session } from '../../protocols/imap/session.js';
import { describeStatus } from '../../protocols/imap/status.js';
import type { MessageTraits } from '../../protocols/imap/wire-message.js';
import { formatTime } from '../../ledger/file.js';
import { type BoxPlan, closeAccount, planAccount, type PlanSetup } from '../plan/account-plan.js';
import { journalPath } from '../run/account-run.js';
import { readBook } from '../journal/journal.js';
import type { Uid } from '../journal/journal-line.js';
import type { LogBook } from '../journal/log-book.js';
import { fetchFingerprints, reconcile } from '../reconcile.js';
import type { SourceMailbox } from '../source.js';
import type { Account } from '../plan/users-file.js';
import { type Expected, fetchPresent, type Present, readSource } from './verify-sides.js';

export interface VerifySetup extends PlanSetup {
  /** The state folder of the migration. */
  readonly state: string;
}

/** What is wrong with one message. */
export interface Difference {
  readonly folder: readonly string[];
  readonly uid: Uid;
  /** `missing`: not there. `flags`, `date`: there with others. `unreadable`: the source does not give it. */
  readonly kind: 'missing' | 'flags' | 'date' | 'unreadable';
  readonly text: string;
}

/** One mailbox of the destination against the folders that fill it. */
export interface BoxProof {
  readonly mailbox: string;
  /** Messages of the source that belong there, and how many of them are. */
  readonly expected: number;
  readonly there: number;
  readonly differences: readonly Difference[];
  /** UIDs of messages that are there more often than at the source. */
  readonly doubled: readonly number[];
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

/** Compares one account at both ends. Nothing is changed anywhere. Rejects with ConnectionLost. */
export async function verifyAccount(setup: VerifySetup, account: Account): Promise<AccountProof> {
  const book = await readBook(journalPath(setup.state, account));
  const { plan, source, target } = await planAccount(setup, account, book);
  if (source === null || target === null)
    return { account: nameOf(account), problem: plan.problem?.message ?? 'unknown', recoverable: 0, boxes: [] };
  try {
    const boxes: BoxProof[] = [];
    for (const box of plan.boxes) boxes.push(await verifyBox({ book, box, source, session: target.session }));
    return { account: nameOf(account), problem: plan.unreadable[0] ?? null, recoverable: plan.recoverable, boxes };
  } finally {
    await closeAccount({ plan, source, target });
  }
}

interface BoxWork {
  readonly book: LogBook;
  readonly box: BoxPlan;
  readonly source: SourceMailbox;
  readonly session: Session;
}

async function verifyBox(work: BoxWork): Promise<BoxProof> {
  const { box, session, source } = work;
  const mailbox = box.path.join('/');
  const selected = await select(session, box.wireName);
  const permanent = selected instanceof CommandRefused ? null : selected.permanentFlags;
  const { wanted, unreadable } = await readSource(source, box, permanent);
  const differences: Difference[] = unreadable.map(({ folder, uid, text }) => ({
    folder: folder.path,
    uid,
    kind: 'unreadable',
    text,
  }));
  if (selected instanceof CommandRefused) {
    const text = `the mailbox cannot be opened: ${describeStatus(selected.status)}`;
    for (const candidate of wanted) differences.push(differ(candidate, 'missing', text));
    return { mailbox, expected: wanted.length, there: 0, differences, doubled: [], others: 0 };
  }
  const present = selected.exists === 0 ? new Map<number, Present>() : await fetchPresent(session);
  const places = await findPlaces(work, wanted, present, selected.uidValidity);
  for (const candidate of wanted) differences.push(...compare(candidate, present.get(places.get(candidate) ?? 0)));
  const doubled = await findDoubled(session, wanted, present, new Set(places.values()));
  const others = present.size - places.size - doubled.length;
  return { mailbox, expected: wanted.length, there: places.size, differences, doubled, others };
}

/** PERMANENTFLAGS are told only of a mailbox opened for writing; nothing is written. */
async function select(session: Session, wireName: string): Promise<SelectedMailbox | CommandRefused> {
  try {
    return await openMailbox(session, wireName, 'SELECT');
  } catch (error) {
    if (error instanceof CommandRefused) return error;
    throw error;
  }
}

/** Where each message is: at the UID of the journal when the right message is there, else where its like is found. */
async function findPlaces(
  { book, box, session }: BoxWork,
  wanted: readonly Expected[],
  present: ReadonlyMap<number, Present>,
  validity: string,
): Promise<Map<Expected, number>> {
  const number = book.boxNumber(box.wireName, validity);
  const places = new Map<Expected, number>();
  for (const candidate of wanted) {
    const source = book.sourceNumber(candidate.folder.path, candidate.folder.validity);
    const shelf = number === null || source === null ? null : book.shelf(number, source);
    const uid = shelf?.stored.get(candidate.message.uid)?.uid ?? 0;
    if (present.get(uid)?.key === candidate.traits.key) places.set(candidate, uid);
  }
  const rest = wanted.filter((candidate) => !places.has(candidate));
  if (rest.length === 0) return places;
  const known = new Set(places.values());
  const matches = await reconcile<Expected>({
    session,
    from: 1,
    known,
    candidates: rest,
    peek: withTraits,
    doubts: 0,
    settleMs: 0,
  });
  for (const { candidate, at } of matches) places.set(candidate, at.uid);
  return places;
}

/** The traits are known already. */
async function* withTraits(
  candidates: Iterable<Expected>,
): AsyncGenerator<{ candidate: Expected; traits: MessageTraits }> {
  for (const candidate of candidates) yield await Promise.resolve({ candidate, traits: candidate.traits });
}

function compare(candidate: Expected, there: Present | undefined): Difference[] {
  if (there === undefined) return [differ(candidate, 'missing', 'it is not at the destination')];
  const differences: Difference[] = [];
  const kept = new Set(there.flags.map((flag) => flag.toLowerCase()));
  const lacking = candidate.flags.filter((flag) => !kept.has(flag.toLowerCase()));
  if (lacking.length > 0) differences.push(differ(candidate, 'flags', `${lacking.join(' ')} not there`));
  if (candidate.date !== null && there.date !== candidate.date) {
    const other = there.date === null ? 'no date' : formatTime(there.date);
    differences.push(differ(candidate, 'date', `${other} instead of ${formatTime(candidate.date)}`));
  }
  return differences;
}

function differ({ folder, message }: Expected, kind: Difference['kind'], text: string): Difference {
  return { folder: folder.path, uid: message.uid, kind, text };
}

/** Messages that nobody claimed although one of the source is just like them. */
async function findDoubled(
  session: Session,
  wanted: readonly Expected[],
  present: ReadonlyMap<number, Present>,
  claimed: ReadonlySet<number>,
): Promise<number[]> {
  const fingerprints = new Map<string, Set<string>>();
  for (const { traits } of wanted) {
    fingerprints.set(traits.key, (fingerprints.get(traits.key) ?? new Set()).add(traits.fingerprint));
  }
  const suspects = [...present].filter(([uid, { key }]) => !claimed.has(uid) && fingerprints.has(key));
  const uids = suspects.map(([uid]) => uid).sort((a, b) => a - b);
  const bodies = await fetchFingerprints(session, uids);
  return uids.filter((uid) => fingerprints.get(present.get(uid)?.key ?? '')?.has(bodies.get(uid) ?? '') === true);
}
