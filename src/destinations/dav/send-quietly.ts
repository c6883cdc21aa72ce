/** A PUT that writes to nobody, and what it leaves in the object (docs/own-host.md, nobody is written to). */
import { bytesOf, type Octets } from '../../core/octets.js';
import { type DavClient, demandTime } from '../../protocols/dav/client.js';
import type { Quiet } from '../../protocols/dav/family.js';
import type { Listing } from './listing.js';
import { hasPeople, isAhead, isGuest, withAgent } from './quiet.js';
import { type PutAnswer, readPut } from './refusal.js';
import type { UnitObject } from './units.js';

/** Where to, and how the server is kept quiet. */
export interface Sending {
  readonly client: DavClient;
  readonly listing: Listing;
  /** Null where its user says that it writes to nobody. */
  readonly quiet: Quiet | null;
  readonly headers: Readonly<Record<string, string>>;
  /** What the owner is called in meetings. */
  readonly addresses: ReadonlySet<string>;
  /** Seconds since 1970: what begins later is ahead. */
  readonly now: number;
}

/** A condition of HTTP: `If-None-Match`, `If-Match`. */
type Condition = Readonly<Record<string, string>>;

const MUTE =
  'the server sends nothing to its people any more when it is changed there: SCHEDULE-AGENT=CLIENT stays in it';

/** Puts an object so that nobody is written to. Rejects with ConnectionLost or ConnectError. */
export function sendQuietly(
  sending: Sending,
  object: UnitObject,
  text: Octets,
  condition: Condition,
): Promise<PutAnswer> {
  return exchange(sending, object, needsParameter(sending, object, text) ? withAgent(text) : text, condition);
}

/** Gives a meeting that was stored its voice back, where the server allows it; what it is there now, and what there is to say of it. */
export async function unmuted(
  sending: Sending,
  object: UnitObject,
  text: Octets,
  etag: string | null,
): Promise<{ readonly etag: string | null; readonly note: string }> {
  const { quiet, addresses, now } = sending;
  if (!needsParameter(sending, object, text)) return { etag, note: '' };
  const note = isAhead(text, now) ? MUTE : '';
  if (quiet?.parameter === 'stays') return { etag, note };
  const again = await takenOut(sending, object, text, etag);
  if (again === null) return { etag, note };
  // SOGo takes little but an answer from a guest.
  const isLeft = isGuest(text, addresses) && (await isMute(sending, object));
  return { etag: again.etag, note: isLeft ? note : '' };
}

function needsParameter({ quiet }: Sending, { type }: UnitObject, text: Octets): boolean {
  return quiet !== null && quiet.parameter !== 'none' && type !== 'VCARD' && hasPeople(text);
}

/** Whether the parameter is still in it. */
async function isMute({ listing }: Sending, { name }: UnitObject): Promise<boolean> {
  return /;SCHEDULE-AGENT=/i.test((await listing.fetch(name))?.data ?? '');
}

/** Takes the parameter out again; null when the server did not let us. */
async function takenOut(
  sending: Sending,
  object: UnitObject,
  text: Octets,
  etag: string | null,
): Promise<{ readonly etag: string | null } | null> {
  const match = etag ?? (await sending.listing.fetch(object.name))?.etag ?? null;
  if (match === null) return null;
  const answer = await exchange(sending, object, text, { 'If-Match': match });
  return answer.kind === 'stored' ? { etag: answer.etag } : null;
}

async function exchange(
  { client, listing, headers }: Sending,
  { name, type }: UnitObject,
  text: Octets,
  condition: Condition,
): Promise<PutAnswer> {
  const answer = await client.ask({
    method: 'PUT',
    url: listing.urlOf(name),
    headers: {
      ...headers,
      ...condition,
      'Content-Type': type === 'VCARD' ? 'text/vcard; charset=utf-8' : 'text/calendar; charset=utf-8',
    },
    body: bytesOf(text),
  });
  if (answer.status === 401) demandTime(answer);
  return readPut(answer);
}
