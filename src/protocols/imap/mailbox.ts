/** Commands on a mailbox of the destination (RFC 3501 sections 6.3 and 6.4). */
import { flagsOf, parseFetch, type Value } from './data-items.js';
import { CommandRefused } from './failures.js';
import type { Session } from './session.js';
import { parseStatus, uidSets } from './status.js';
import { quoteMailbox } from './wire-name.js';

/** What SELECT tells. */
export interface SelectedMailbox {
  readonly exists: number;
  /** UIDVALIDITY as the server writes it; `0` when it gives none. */
  readonly uidValidity: string;
  /** The UID the next message will get at least; 1 when the server does not say. */
  readonly uidNext: number;
  /** PERMANENTFLAGS, lower case; null when the server gives none. */
  readonly permanentFlags: ReadonlySet<string> | null;
  readonly readOnly: boolean;
}

/**
 * Opens a mailbox, for writing (SELECT) or so that nothing can change (EXAMINE). PERMANENTFLAGS are told for writing only.
 * Rejects with CommandRefused when it is not there or may not be opened.
 */
export async function openMailbox(
  session: Session,
  wireName: string,
  command: 'SELECT' | 'EXAMINE',
): Promise<SelectedMailbox> {
  let exists = 0;
  const codes = new Map<string, string>();
  const status = await session.demand(`${command} ${quoteMailbox(wireName)}`, ({ text }) => {
    const count = /^\* (\d+) EXISTS/i.exec(text);
    if (count !== null) exists = Number(count[1]);
    const said = /^\* OK /i.test(text) ? parseStatus(text.slice(2)) : null;
    if (said !== null && said.code !== null) codes.set(said.code, said.args);
  });
  const permanent = codes.get('PERMANENTFLAGS');
  return {
    exists,
    uidValidity: codes.get('UIDVALIDITY') ?? '0',
    uidNext: Number(codes.get('UIDNEXT') ?? '1'),
    permanentFlags: permanent === undefined ? null : new Set(permanent.toLowerCase().match(/[^\s()]+/g) ?? []),
    readOnly: status.code === 'READ-ONLY',
  };
}

/**
 * Leaves the selected mailbox without expunging (RFC 3691). CLOSE would remove messages marked as deleted, so where UNSELECT
 * is missing the mailbox stays selected.
 */
export async function unselectMailbox(session: Session): Promise<void> {
  if (session.capabilities.has('UNSELECT')) await session.run('UNSELECT');
}

/**
 * Creates a mailbox and subscribes to it, so that mail programs show it. One that exists already is fine. `specialUse`
 * (`\Sent`) is asked for where the server has CREATE-SPECIAL-USE (RFC 6154).
 */
export async function createMailbox(session: Session, wireName: string, specialUse: string | null): Promise<void> {
  const name = quoteMailbox(wireName);
  const use = specialUse !== null && session.capabilities.has('CREATE-SPECIAL-USE') ? ` (USE (${specialUse}))` : '';
  let status = await session.run(`CREATE ${name}${use}`);
  // Another mailbox may have that part already, or the server gives it to nobody.
  if (status.status !== 'OK' && use !== '') status = await session.run(`CREATE ${name}`);
  const exists = status.code === 'ALREADYEXISTS' || /already exists/i.test(status.text);
  if (status.status !== 'OK' && !exists) throw new CommandRefused(`CREATE ${name}`, status);
  await session.run(`SUBSCRIBE ${name}`);
}

/** The UIDs from `from` on, ascending. */
export async function searchUids(session: Session, from: number): Promise<number[]> {
  const uids: number[] = [];
  await session.demand(`UID SEARCH UID ${from}:*`, ({ text }) => {
    if (!/^\* SEARCH\b/i.test(text)) return;
    for (const uid of text.match(/\d+/g) ?? []) uids.push(Number(uid));
  });
  // `*` is the last message even where its UID is below the range.
  return uids.filter((uid) => uid >= from).sort((a, b) => a - b);
}

/** Asks items of messages, a few thousand bytes of UIDs in each command, and gives them as they come. Rejects with what `onMessage` throws. */
export async function fetchItems(
  session: Session,
  uids: readonly number[] | '1:*',
  items: string,
  onMessage: (uid: number, values: ReadonlyMap<string, Value>) => void,
): Promise<void> {
  const thrown: Error[] = [];
  for (const set of uids === '1:*' ? [uids] : uidSets(uids)) {
    await session.demand(`UID FETCH ${set} (UID ${items})`, (response) => {
      if (thrown.length > 0) return;
      const fetched = parseFetch(response);
      const uid = Number(fetched?.items.get('UID'));
      // A server also tells of other messages whose flags changed: they carry no UID or not what was asked.
      if (fetched === null || !Number.isInteger(uid)) return;
      try {
        onMessage(uid, fetched.items);
      } catch (error) {
        // Within the reader of the connection it would be nobody's.
        thrown.push(error instanceof Error ? error : new Error(String(error)));
      }
    });
    const [first] = thrown;
    if (first !== undefined) throw first;
  }
}

/** Adds or removes flags. */
export async function storeFlags(
  session: Session,
  uids: readonly number[],
  change: '+' | '-',
  flags: readonly string[],
): Promise<void> {
  for (const set of uidSets(uids)) await session.demand(`UID STORE ${set} ${change}FLAGS.SILENT (${flags.join(' ')})`);
}

/** Flags as a server lists them, without `\Recent`. */
export function storedFlags(values: ReadonlyMap<string, Value>): string[] {
  return flagsOf(values.get('FLAGS')).filter((flag) => flag.toLowerCase() !== '\\recent');
}
