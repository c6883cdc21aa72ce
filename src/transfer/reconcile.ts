/**
 * What is at the destination already, without a journal to say so: its messages compared with those of the source as
 * multisets. The same comparison settles doubts after a broken connection and learns UIDs where a server does not tell them.
 */
import { filtered } from '../core/lists.js';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expectation, OpenCollection, Present, Ref } from './destination.js';

/** A message of the source that may be at the destination. */
export interface Candidate {
  /** The key where it is known without opening the message. */
  readonly key: string | null;
  /** Lower goes first where several could claim one message: stored without a reference 0, in doubt 1, others 2. */
  readonly claim: 0 | 1 | 2;
}

export interface Match<C extends Candidate> {
  readonly candidate: C;
  /** Nobody else has claimed it. */
  readonly at: Present;
  /** Of the candidate. */
  readonly fingerprint: string;
}

/** Opens candidates to see what they will be; those that cannot be opened are left out. They may be iterated more than once. */
export type Peek<C extends Candidate> = (candidates: Iterable<C>) => AsyncIterable<{
  readonly candidate: C;
  readonly expected: Pick<Expectation, 'key' | 'fingerprint' | 'shared'>;
}>;

/** The fingerprints of candidates, opened whole; those that cannot be opened are left out. */
export type Exact<C extends Candidate> = (candidates: Iterable<C>) => Promise<ReadonlyMap<C, string>>;

export interface ReconcileRequest<C extends Candidate> {
  readonly collection: OpenCollection;
  /** Where to begin to look. */
  readonly from: number;
  /** References that belong to other messages of the source. */
  readonly known: ReadonlySet<Ref>;
  /** Can be iterated more than once. */
  readonly candidates: Iterable<C>;
  readonly peek: Peek<C>;
  /** Null where what `peek` tells is enough. */
  readonly exact: Exact<C> | null;
  /** How many messages may still be on their way from a connection that broke. */
  readonly doubts: number;
  /** Milliseconds without news after which a broken connection counts as worked off by the server. */
  readonly settleMs: number;
}

/** Which candidates are there. Rejects with ConnectionLost or Refused. */
export async function reconcile<C extends Candidate>(request: ReconcileRequest<C>): Promise<readonly Match<C>[]> {
  const { collection } = request;
  const refs = await unclaimedRefs(request);
  if (refs.length === 0) return [];
  const there = new Map<string, Present[]>();
  await collection.look(refs, true, (present) => {
    const same = there.get(present.key);
    if (same === undefined) there.set(present.key, [present]);
    else same.push(present);
  });
  const groups = await exactly(request, await gather(request, there));
  const crowded = groups.filter(
    ({ at, from }) => at.length > 1 || (from.length > 1 && !from.every(({ shared }) => shared)),
  );
  const bodies = await collection.fingerprints(crowded.flatMap(({ at }) => at.map(({ ref }) => ref)));
  return groups.flatMap((group) => matchGroup(group, bodies));
}

/** New references. After a broken connection the server may still be storing what it had received: wait until it is quiet. */
async function unclaimedRefs<C extends Candidate>(request: ReconcileRequest<C>): Promise<Ref[]> {
  const { collection, from, known, doubts, settleMs } = request;
  const look = async (again: boolean): Promise<Ref[]> =>
    (await collection.refs(from, again)).filter((ref) => !known.has(ref));
  let refs = await look(false);
  let quietSince = Date.now();
  while (refs.length < doubts && Date.now() - quietSince < settleMs) {
    await sleep(Math.min(150, settleMs));
    const now = await look(true);
    if (now.length !== refs.length) quietSince = Date.now();
    refs = now;
  }
  return refs;
}

/** Messages with one key, at both sides. */
interface Group<C extends Candidate> {
  readonly at: readonly Present[];
  readonly from: { readonly candidate: C; readonly fingerprint: string; readonly shared: boolean }[];
}

/** Brings together what has the same key. Only candidates whose key is there, or not known yet, are opened. */
async function gather<C extends Candidate>(
  { candidates, peek }: ReconcileRequest<C>,
  there: ReadonlyMap<string, readonly Present[]>,
): Promise<Group<C>[]> {
  const groups = new Map<string, Group<C>>();
  for await (const { candidate, expected } of peek(possible(candidates, there))) {
    const at = there.get(expected.key);
    if (at === undefined) continue;
    const group = groups.get(expected.key) ?? { at, from: [] };
    group.from.push({ candidate, fingerprint: expected.fingerprint, shared: expected.shared === true });
    groups.set(expected.key, group);
  }
  return [...groups.values()];
}

/** The groups with fingerprints that can be relied on: only what has its like at the destination is opened whole. */
async function exactly<C extends Candidate>(
  { exact }: ReconcileRequest<C>,
  groups: readonly Group<C>[],
): Promise<readonly Group<C>[]> {
  if (exact === null || groups.length === 0) return groups;
  const fingerprints = await exact(groups.flatMap(({ from }) => from.map(({ candidate }) => candidate)));
  return groups.map(({ at, from }) => ({
    at,
    from: from.flatMap((one) => {
      const fingerprint = fingerprints.get(one.candidate);
      return fingerprint === undefined ? [] : [{ ...one, fingerprint }];
    }),
  }));
}

function possible<C extends Candidate>(candidates: Iterable<C>, there: ReadonlyMap<string, unknown>): Iterable<C> {
  return filtered(candidates, ({ key }) => key === null || there.has(key));
}

/** Where a key stands once at each side it decides; else the bodies must be the same, each counted once. */
function matchGroup<C extends Candidate>(group: Group<C>, bodies: ReadonlyMap<Ref, string>): Match<C>[] {
  const [only] = group.at;
  const [single] = group.from;
  if (only !== undefined && single !== undefined && group.at.length === 1 && group.from.length === 1) {
    return [{ candidate: single.candidate, at: only, fingerprint: single.fingerprint }];
  }
  // Several items that are one there.
  if (only !== undefined && group.at.length === 1 && group.from.every(({ shared }) => shared))
    return group.from.map(({ candidate, fingerprint }) => ({ candidate, at: only, fingerprint }));
  // Those with the same body wait in the order of the destination.
  const free = new Map<string | undefined, Present[]>();
  for (const present of [...group.at].reverse()) {
    const body = bodies.get(present.ref);
    const same = free.get(body);
    if (same === undefined) free.set(body, [present]);
    else same.push(present);
  }
  const claims = [...group.from].sort((a, b) => a.candidate.claim - b.candidate.claim);
  const matches: Match<C>[] = [];
  for (const { candidate, fingerprint } of claims) {
    const at = free.get(fingerprint)?.pop();
    if (at !== undefined) matches.push({ candidate, at, fingerprint });
  }
  return matches;
}
