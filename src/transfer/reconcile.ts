/**
 * What is at the destination already, without a journal to say so: its messages compared with those of the source as
 * multisets. The same comparison settles doubts after a broken connection and learns UIDs where a server does not tell them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { bytesOf } from '../protocols/imap/data-items.js';
import { fetchItems, searchUids, storedFlags } from '../protocols/imap/mailbox.js';
import { BODY_SAMPLE, bodyFingerprint, KEY_FIELDS, messageKey } from '../protocols/imap/message-key.js';
import type { Session } from '../protocols/imap/session.js';
import type { MessageTraits } from '../protocols/imap/wire-message.js';

/** A message of the source that may be at the destination. */
export interface Candidate {
  /** The key where it is known without opening the message. */
  readonly key: string | null;
  /** Lower goes first where several could claim one message: stored without UID 0, in doubt 1, others 2. */
  readonly claim: 0 | 1 | 2;
}

/** A message of the destination that nobody has claimed. */
export interface Unclaimed {
  readonly uid: number;
  readonly flags: readonly string[];
}

export interface Match<C extends Candidate> {
  readonly candidate: C;
  readonly at: Unclaimed;
}

/** Opens candidates to see their traits; those that cannot be opened are left out. They may be iterated more than once. */
export type Peek<C extends Candidate> = (candidates: Iterable<C>) => AsyncIterable<{
  readonly candidate: C;
  readonly traits: MessageTraits;
}>;

export interface ReconcileRequest<C extends Candidate> {
  readonly session: Session;
  /** First UID to look at. */
  readonly from: number;
  /** UIDs that belong to other messages of the source. */
  readonly known: ReadonlySet<number>;
  /** Can be iterated more than once. */
  readonly candidates: Iterable<C>;
  readonly peek: Peek<C>;
  /** How many messages may still be on their way from a connection that broke. */
  readonly doubts: number;
  /** Milliseconds without news after which a broken connection counts as worked off by the server. */
  readonly settleMs: number;
}

/** Which candidates are there. The mailbox must be selected. Rejects with ConnectionLost or CommandRefused. */
export async function reconcile<C extends Candidate>(request: ReconcileRequest<C>): Promise<readonly Match<C>[]> {
  const uids = await unclaimedUids(request);
  if (uids.length === 0) return [];
  const there = await fetchKeys(request.session, uids);
  const groups = await gather(request, there);
  const crowded = groups.filter(({ at, from }) => at.length > 1 || from.length > 1);
  const bodies = await fetchFingerprints(
    request.session,
    crowded.flatMap(({ at }) => at.map(({ uid }) => uid)),
  );
  return groups.flatMap((group) => matchGroup(group, bodies));
}

/** The new UIDs. After a broken connection the server may still be storing what it had received: wait until it is quiet. */
async function unclaimedUids<C extends Candidate>(request: ReconcileRequest<C>): Promise<number[]> {
  const { session, from, known, doubts, settleMs } = request;
  const look = async (): Promise<number[]> => (await searchUids(session, from)).filter((uid) => !known.has(uid));
  let uids = await look();
  let quietSince = Date.now();
  while (uids.length < doubts && Date.now() - quietSince < settleMs) {
    await sleep(Math.min(150, settleMs));
    await session.run('NOOP');
    const again = await look();
    if (again.length !== uids.length) quietSince = Date.now();
    uids = again;
  }
  return uids;
}

async function fetchKeys(session: Session, uids: readonly number[]): Promise<Map<string, Unclaimed[]>> {
  const there = new Map<string, Unclaimed[]>();
  await fetchItems(session, uids, `FLAGS BODY.PEEK[HEADER.FIELDS (${KEY_FIELDS})]`, (uid, values) => {
    const header = [...values].find(([name]) => name.startsWith('BODY['));
    if (header === undefined) return;
    const key = messageKey(bytesOf(header[1]));
    const message = { uid, flags: storedFlags(values) };
    const same = there.get(key);
    if (same === undefined) there.set(key, [message]);
    else same.push(message);
  });
  return there;
}

/** Messages with one key, at both sides. */
interface Group<C extends Candidate> {
  readonly at: readonly Unclaimed[];
  readonly from: { readonly candidate: C; readonly fingerprint: string }[];
}

/** Brings together what has the same key. Only candidates whose key is there, or not known yet, are opened. */
async function gather<C extends Candidate>(
  { candidates, peek }: ReconcileRequest<C>,
  there: ReadonlyMap<string, readonly Unclaimed[]>,
): Promise<Group<C>[]> {
  const groups = new Map<string, Group<C>>();
  for await (const { candidate, traits } of peek(possible(candidates, there))) {
    const at = there.get(traits.key);
    if (at === undefined) continue;
    const group = groups.get(traits.key) ?? { at, from: [] };
    group.from.push({ candidate, fingerprint: traits.fingerprint });
    groups.set(traits.key, group);
  }
  return [...groups.values()];
}

function possible<C extends Candidate>(candidates: Iterable<C>, there: ReadonlyMap<string, unknown>): Iterable<C> {
  return {
    *[Symbol.iterator]() {
      for (const candidate of candidates) if (candidate.key === null || there.has(candidate.key)) yield candidate;
    },
  };
}

/** Fingerprints of the bodies of messages, by UID. The mailbox must be selected. */
export async function fetchFingerprints(
  session: Session,
  uids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const fingerprints = new Map<number, string>();
  const sorted = [...uids].sort((a, b) => a - b);
  await fetchItems(session, sorted, `BODY.PEEK[TEXT]<0.${BODY_SAMPLE}>`, (uid, values) => {
    const body = [...values].find(([name]) => name.startsWith('BODY['));
    if (body !== undefined) fingerprints.set(uid, bodyFingerprint(bytesOf(body[1])));
  });
  return fingerprints;
}

/** Where a key stands once at each side it decides; else the bodies must be the same, each counted once. */
function matchGroup<C extends Candidate>(group: Group<C>, bodies: ReadonlyMap<number, string>): Match<C>[] {
  const [only] = group.at;
  const [single] = group.from;
  if (only !== undefined && single !== undefined && group.at.length === 1 && group.from.length === 1) {
    return [{ candidate: single.candidate, at: only }];
  }
  // By body, those with the lowest UID last.
  const free = new Map<string | undefined, Unclaimed[]>();
  for (const at of [...group.at].sort((a, b) => b.uid - a.uid)) {
    const same = free.get(bodies.get(at.uid));
    if (same === undefined) free.set(bodies.get(at.uid), [at]);
    else same.push(at);
  }
  const claims = [...group.from].sort((a, b) => a.candidate.claim - b.candidate.claim);
  const matches: Match<C>[] = [];
  for (const { candidate, fingerprint } of claims) {
    const at = free.get(fingerprint)?.pop();
    if (at !== undefined) matches.push({ candidate, at });
  }
  return matches;
}
