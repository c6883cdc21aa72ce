/** The session as the program tells it by server-sent events, and answers that are on their way to it. */
import type { Draft, SessionView } from '../../api.js';
import { tell, wordsOf } from './client.js';
import { observed, useObserved } from './observed.js';
import { beginWhereThingsStand } from './route.js';

/** `lost`: it was there and is tried again. `ended`: somebody has ended it here. `closed`: it does not know this browser. */
export type Connection = 'connecting' | 'live' | 'lost' | 'closed' | 'ended';

const connection = observed<Connection>('connecting');
const told = observed<SessionView | null>(null);

/** Answers that the program has not repeated yet: shown as given, so that nothing jumps back while it is on its way. */
interface Pending {
  readonly patch: Partial<Draft>;
  accepted: boolean;
}
const pending = observed<readonly Pending[]>([]);
/** One after the other: a later answer must not be overtaken by an earlier one. */
let queue: Promise<unknown> = Promise.resolve();

/** Why the last answer was not taken; null where it was. */
export const refusal = observed<string | null>(null);

/** Milliseconds until a connection that was closed is tried again. */
const AGAIN = 1500;

/** Follows the events as long as the page is open. */
export function followSession(): void {
  const source = new EventSource('/api/events');
  source.addEventListener('session', (event: MessageEvent<string>) => {
    const session = JSON.parse(event.data) as SessionView;
    if (told.get() === null) beginWhereThingsStand(session);
    told.set(session);
    pending.set(pending.get().filter(({ accepted }) => !accepted));
    connection.set('live');
  });
  source.addEventListener('end', () => endedHere());
  source.addEventListener('error', () => {
    if (connection.get() === 'ended') {
      source.close();
      return;
    }
    // The browser tries a broken connection again by itself, but not one that was answered with an error.
    if (source.readyState === EventSource.CLOSED) {
      connection.set(connection.get() === 'connecting' ? 'closed' : 'lost');
      setTimeout(followSession, AGAIN);
    } else connection.set('lost');
  });
}

/** The program was told to end. */
export function endedHere(): void {
  connection.set('ended');
}

/** How the page stands to the program. */
export function useConnection(): Connection {
  return useObserved(connection);
}

/** The session with the answers that are on their way; null before the first word. */
export function useMaybeSession(): SessionView | null {
  const session = useObserved(told);
  return session === null ? null : withPending(session, useObserved(pending));
}

/** The session, below where it is known. */
export function useSession(): SessionView {
  const session = useMaybeSession();
  if (session === null) throw new Error('drawn before the session was known');
  return session;
}

function withPending(session: SessionView, waiting: readonly Pending[]): SessionView {
  if (waiting.length === 0) return session;
  return { ...session, draft: waiting.reduce<Draft>((draft, { patch }) => ({ ...draft, ...patch }), session.draft) };
}

/** Gives answers. What is refused goes back to what it was, and is told in `refusal`. */
export function answer(patch: Partial<Draft>): void {
  const entry: Pending = { patch, accepted: false };
  pending.set([...pending.get(), entry]);
  queue = queue.then(async () => {
    try {
      await tell('/api/draft', patch);
      entry.accepted = true;
      refusal.set(null);
    } catch (error) {
      pending.set(pending.get().filter((each) => each !== entry));
      refusal.set(wordsOf(error));
    }
  });
}

/** Resolves when every answer given so far has arrived: what is begun next is begun with them. */
export async function answersTaken(): Promise<void> {
  await queue;
}

/** Says where mailboxes go; all others stay as they were answered. */
export function decide(changes: Readonly<Record<string, string>>): void {
  const session = told.get();
  if (session === null) return;
  const { decisions } = withPending(session, pending.get()).draft;
  answer({ decisions: { ...decisions, ...changes } });
}

/** Takes the answers of an earlier session, or begins anew; after the answers that are on their way. */
export function takeKept(take: boolean): void {
  queue = queue.then(async () => {
    try {
      await tell('/api/kept', { take });
      refusal.set(null);
    } catch (error) {
      refusal.set(wordsOf(error));
    }
  });
}
