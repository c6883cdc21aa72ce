/** Messages of a live server, fetched ahead: the next ones are on their way while the last ones are being sent on. */
import { bytesOf, parseFetch } from '../../protocols/imap/data-items.js';
import type { Response } from '../../protocols/imap/response-reader.js';
import { CommandRefused } from '../../protocols/imap/failures.js';
import type { Session } from '../../protocols/imap/session.js';
import { formatUidSet, type Status } from '../../protocols/imap/status.js';

/** What is asked for in one command, at most. */
const GROUP_BYTES = 1024 * 1024;
const GROUP_MESSAGES = 200;
/** Commands under way at once. */
const AHEAD = 3;

export interface Wanted {
  readonly uid: number;
  /** Octets that will come, as far as known. */
  readonly size: number;
}

interface Group {
  readonly uids: readonly number[];
  readonly came: Map<number, Buffer>;
  readonly answer: Promise<Status>;
}

/**
 * Fetches `items` (`BODY.PEEK[]`, or a header and the beginning of a text) of messages in ascending UID and gives them in
 * that order, parts joined; null for one that is not there any more. The mailbox must be selected. Rejects with ConnectionLost or CommandRefused.
 */
export async function* fetchBodies(
  session: Session,
  messages: Iterable<Wanted>,
  items: string,
): AsyncGenerator<{ readonly uid: number; readonly bytes: Buffer | null }> {
  const waiting: Group[] = [];
  const owner = new Map<number, Group>();
  session.listen((response) => take(response, owner));
  try {
    for (const uids of groups(messages)) {
      waiting.push(ask(session, uids, items, owner));
      if (waiting.length >= AHEAD) yield* give(waiting.shift(), owner);
    }
    while (waiting.length > 0) yield* give(waiting.shift(), owner);
  } finally {
    session.listen(null);
    // Who stops early must not find these answers in the way of the next command.
    if (session.lost === null) await Promise.allSettled(waiting.map(({ answer }) => answer));
  }
}

function* groups(messages: Iterable<Wanted>): Generator<readonly number[]> {
  let uids: number[] = [];
  let bytes = 0;
  for (const { uid, size } of messages) {
    if (uids.length > 0 && (uids.length >= GROUP_MESSAGES || bytes + size > GROUP_BYTES)) {
      yield uids;
      uids = [];
      bytes = 0;
    }
    uids.push(uid);
    bytes += size;
  }
  if (uids.length > 0) yield uids;
}

function ask(session: Session, uids: readonly number[], item: string, owner: Map<number, Group>): Group {
  const answer = session.send(`UID FETCH ${formatUidSet(uids)} (UID ${item})`);
  answer.catch(() => undefined);
  const group: Group = { uids, came: new Map(), answer };
  for (const uid of uids) owner.set(uid, group);
  return group;
}

function take(response: Response, owner: ReadonlyMap<number, Group>): void {
  const fetched = parseFetch(response);
  if (fetched === null) return;
  const uid = Number(fetched.items.get('UID'));
  const parts = [...fetched.items].filter(([name]) => name.startsWith('BODY[')).map(([, value]) => bytesOf(value));
  const [only] = parts;
  if (only !== undefined) owner.get(uid)?.came.set(uid, parts.length === 1 ? only : Buffer.concat(parts));
}

async function* give(
  group: Group | undefined,
  owner: Map<number, Group>,
): AsyncGenerator<{ readonly uid: number; readonly bytes: Buffer | null }> {
  if (group === undefined) return;
  const status = await group.answer;
  if (status.status !== 'OK') throw new CommandRefused('UID FETCH', status);
  for (const uid of group.uids) {
    const bytes = group.came.get(uid) ?? null;
    group.came.delete(uid);
    owner.delete(uid);
    yield { uid, bytes };
  }
}
