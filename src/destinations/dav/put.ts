/** Puts one object into a collection, once: what is there already is compared, and what people changed there stays. */
import { createHash } from 'node:crypto';
import { bytesOf, type Octets, utf8Octets } from '../../core/octets.js';
import type { Refused } from '../../core/failures.js';
import { type Component, formatComponent, readComponents } from '../../pim/components.js';
import { type ContentLine, contentLine, edited, readContentLines } from '../../pim/contentline.js';
import { parseDuration } from '../../pim/datetime.js';
import { formatContentLine } from '../../pim/fold.js';
import { type DavClient, demandTime } from '../../protocols/dav/client.js';
import type { Quiet } from '../../protocols/dav/family.js';
import { nameOf, pathOf } from '../../protocols/dav/multistatus.js';
import type { Refusal } from '../../transfer/destination.js';
import { differenceOf, SHORTEST } from './compare.js';
import type { Listing } from './listing.js';
import { answersOf, hasPeople, isAhead, isGuest, withAgent } from './quiet.js';
import { type PutAnswer, readPut, refusalOf } from './refusal.js';
import type { UnitObject } from './units.js';

/** What an object of ours was when it was last put: what it said, and its ETag. */
export interface Remembered {
  readonly digest: string;
  readonly etag: string;
}

export interface PutSetup {
  readonly client: DavClient;
  readonly collection: URL;
  readonly listing: Listing;
  /** How the server is kept quiet; null where its user says that it writes to nobody. */
  readonly quiet: Quiet | null;
  readonly headers: Readonly<Record<string, string>>;
  /** What an earlier run put there. */
  readonly remembered: ReadonlyMap<string, Remembered>;
  /** The server puts copies of meetings into the calendars of its guests (`Family.copies`). */
  readonly makesCopies: boolean;
  /** Where they are, if that is another calendar than this. */
  readonly copies: Listing | null;
  /** What the owner is called in meetings. */
  readonly addresses: ReadonlySet<string>;
  /** Whether the collection is still there. */
  readonly isThere: () => Promise<boolean>;
  /** Seconds since 1970: what begins later is ahead. */
  readonly now: number;
}

export type Put =
  | {
      /** What it is called there. */
      readonly name: string;
      readonly revision: Remembered | null;
      /** Empty for nothing to say. */
      readonly note: string;
    }
  | { readonly refusal: Refusal; readonly error: Refused };

const MUTE =
  'the server sends nothing to its people any more when it is changed there: SCHEDULE-AGENT=CLIENT stays in it';
const OTHER = 'another version of it was there already, and was left as it is';

/** Puts an object whose text is at hand. Rejects with ConnectionLost or ConnectError. */
export async function putObject(setup: PutSetup, object: UnitObject, text: Octets): Promise<Put> {
  const { listing } = setup;
  const there = listing.has(object.name) ? object.name : otherNameOf(listing, object);
  if (there === null && (await hasCopy(setup, object, text)))
    return { name: object.name, revision: null, note: COPIED };
  return there === null ? putNew(setup, object, text) : meet(setup, object, text, there);
}

/** A guest's meeting that the server has put into another calendar of the guest by itself: a second one would be one too many. */
async function hasCopy({ copies, addresses }: PutSetup, object: UnitObject, text: Octets): Promise<boolean> {
  if (copies === null || object.type === 'VCARD' || !isGuest(text, addresses)) return false;
  await copies.renew();
  await copies.learn(copies.names);
  return otherNameOf(copies, object) !== null;
}

/** What is said of it. */
export const COPIED = 'the server has put it into the first calendar by itself, when its organizer was moved';

/** Somebody else's object with that UID, as far as it was looked at. */
function otherNameOf(listing: Listing, { uid }: UnitObject): string | null {
  for (const name of listing.names) if (listing.said(name)?.uid === uid) return name;
  return null;
}

/** How often this object was tried. */
interface Tries {
  /** With a UID of its own. */
  readonly renamed?: boolean;
  /** With a length. */
  readonly lengthened?: boolean;
  /** What the server says to be there was not. */
  readonly absent?: boolean;
}

async function putNew(setup: PutSetup, object: UnitObject, text: Octets, tries: Tries = {}): Promise<Put> {
  const { listing } = setup;
  let answer = await send(setup, object, text, { 'If-None-Match': '*' });
  if (answer.kind === 'again') answer = await send(setup, object, text, { 'If-None-Match': '*' });
  if (tries.lengthened !== true && 'words' in answer && NO_LENGTH.test(answer.words)) {
    const put = await putNew(setup, object, withLength(text), { ...tries, lengthened: true });
    return 'error' in put ? put : { ...put, note: joined(put.note, LENGTHENED) };
  }
  switch (answer.kind) {
    case 'stored':
      return stored(setup, object, text, answer.etag);
    case 'there':
      if (tries.absent === true)
        return refusalOf({ kind: 'message' }, 'the server says that it is there, and does not give it');
      return meet(setup, object, text, object.name);
    case 'uid':
      return meetUid(setup, object, text, { ...answer, renamed: tries.renamed === true || tries.absent === true });
    case 'doubtful':
      return refusalOf({ kind: (await setup.isThere()) ? 'message' : 'missing' }, answer.words);
    case 'again':
      return refusalOf({ kind: 'message' }, answer.words);
    case 'refused':
      listing.drop(object.name);
      return refusalOf(answer.refusal, answer.words);
  }
}

/** Something is there: the same, ours of an earlier run that may be replaced, or what people made of it. */
async function meet(setup: PutSetup, object: UnitObject, text: Octets, name: string): Promise<Put> {
  const { listing, remembered } = setup;
  const there = await listing.fetch(name);
  // Listed a moment ago, and gone.
  if (there === null) return putNew(setup, object, text, { absent: true });
  const etag = there.etag ?? '';
  if (there.digest === object.digest) return { name, revision: { digest: object.digest, etag }, note: '' };
  const ours = remembered.get(name);
  const untouched = ours !== undefined && ((ours.etag !== '' && ours.etag === etag) || ours.digest === there.digest);
  const isCopy = setup.makesCopies && isGuest(text, setup.addresses);
  if (isCopy && !sameAnswer(setup, text, there.data)) return { name, revision: null, note: ANSWER };
  if ((!untouched && !isCopy) || etag === '') return { name, revision: null, note: otherNote(text, there.data) };
  const answer = await send(setup, { ...object, name }, text, { 'If-Match': etag });
  if (answer.kind === 'stored') return stored(setup, { ...object, name }, text, answer.etag);
  // Somebody was faster.
  if (answer.kind === 'there') return { name, revision: null, note: otherNote(text, there.data) };
  return answer.kind === 'refused'
    ? refusalOf(answer.refusal, answer.words)
    : refusalOf({ kind: 'message' }, 'words' in answer ? answer.words : '');
}

const ANSWER = 'the answer to the meeting was not carried over: the server would write to its organizer';

function sameAnswer({ addresses }: PutSetup, text: Octets, data: string): boolean {
  return answersOf(text, addresses) === answersOf(utf8Octets(data), addresses);
}

function otherNote(text: Octets, data: string): string {
  const difference = differenceOf(text, utf8Octets(data));
  return difference === null ? OTHER : `${OTHER}: ${difference}`;
}

/** The UID is taken: by an object here, which is then compared, or in another collection of the user. */
async function meetUid(
  setup: PutSetup,
  object: UnitObject,
  text: Octets,
  { href, words, renamed }: { readonly href: string | null; readonly words: string; readonly renamed: boolean },
): Promise<Put> {
  const { listing, collection } = setup;
  const path = href === null ? null : pathOf(href, collection);
  const own = pathOf(collection.pathname, collection);
  if (path !== null && path.slice(0, path.lastIndexOf('/')) === own) return meet(setup, object, text, nameOf(path));
  if (path === null) {
    await listing.renew();
    await listing.learn(listing.names);
    const other = otherNameOf(listing, object);
    if (other !== null) return meet(setup, object, text, other);
  }
  if (renamed) return refusalOf({ kind: 'message' }, words);
  const uid = `${object.uid}-${createHash('sha256').update(own).digest('hex').slice(0, 8)}`;
  const put = await putNew(setup, { ...object, uid }, withUid(text, uid), { renamed: true });
  if ('error' in put) return put;
  const note =
    'its UID is that of an object in another collection, and the server takes each once: it got a UID of its own';
  return { ...put, note: joined(put.note, note) };
}

function joined(...notes: readonly string[]): string {
  return notes.filter((note) => note !== '').join('\n');
}

/** Cyrus on an event without an end, or one that ends when it begins. */
const NO_LENGTH = /DTEND must occur after DTSTART/i;
const LENGTHENED = 'the server takes no event without a length: it lasts a minute';

/** Events without a length get one. */
function withLength(text: Octets): Octets {
  let written = '';
  const { components } = readComponents(text);
  for (const calendar of components)
    written += formatComponent({ ...calendar, components: calendar.components.map(lengthenedEvent) });
  return written;
}

function lengthenedEvent(component: Component): Component {
  const start = component.lines.find(({ name }) => name === 'DTSTART');
  if (component.name !== 'VEVENT' || start === undefined) return component;
  return { ...component, lines: lengthened(component.lines, `${start.params}:${start.value}`) };
}

/** Of one event. A whole day has the length of a day. */
function lengthened(lines: readonly ContentLine[], start: string): readonly ContentLine[] {
  const isNothing = ({ name, params, value }: ContentLine): boolean =>
    (name === 'DTEND' && `${params}:${value}` === start) || (name === 'DURATION' && parseDuration(value) === 0);
  const kept = lines.filter((line) => !isNothing(line));
  const hasLength = kept.some(({ name }) => name === 'DTEND' || name === 'DURATION');
  if (hasLength || /VALUE=DATE(?:[;:]|$)/i.test(start)) return kept;
  const at = kept.findIndex(({ name }) => name === 'DTSTART') + 1;
  return [...kept.slice(0, at), contentLine('DURATION', SHORTEST), ...kept.slice(at)];
}

function withUid(text: Octets, uid: Octets): Octets {
  let written = '';
  for (const line of readContentLines(text))
    written += formatContentLine(line.name === 'UID' ? edited(line, { value: uid }) : line);
  return written;
}

async function stored(setup: PutSetup, object: UnitObject, text: Octets, etag: string | null): Promise<Put> {
  const { quiet, listing, now } = setup;
  const { name, uid, digest } = object;
  let last = etag;
  let note = '';
  if (quiet !== null && quiet.parameter !== 'none' && object.type !== 'VCARD' && hasPeople(text)) {
    if (quiet.parameter === 'stays') note = isAhead(text, now) ? MUTE : '';
    else {
      const again = await takenOut(setup, object, text, etag);
      // SOGo takes little but an answer from a guest.
      const isLeft = again !== null && isGuest(text, setup.addresses) && (await isMute(setup, object));
      if (again === null || isLeft) note = isAhead(text, now) ? MUTE : '';
      if (again !== null) last = again.etag;
    }
  }
  listing.add(name, last, { uid, digest });
  return { name, revision: { digest, etag: last ?? '' }, note };
}

/** Whether the parameter is still in it. */
async function isMute({ listing }: PutSetup, { name }: UnitObject): Promise<boolean> {
  return /;SCHEDULE-AGENT=/i.test((await listing.fetch(name))?.data ?? '');
}

/** Takes the parameter out again; null when the server did not let us. */
async function takenOut(
  setup: PutSetup,
  object: UnitObject,
  text: Octets,
  etag: string | null,
): Promise<{ readonly etag: string | null } | null> {
  const match = etag ?? (await setup.listing.fetch(object.name))?.etag ?? null;
  if (match === null) return null;
  const answer = await exchange(setup, object, text, { 'If-Match': match });
  return answer.kind === 'stored' ? { etag: answer.etag } : null;
}

/** A PUT that writes to nobody. */
function send(
  setup: PutSetup,
  object: UnitObject,
  text: Octets,
  condition: Readonly<Record<string, string>>,
): Promise<PutAnswer> {
  const { quiet } = setup;
  const mute = quiet !== null && quiet.parameter !== 'none' && object.type !== 'VCARD' && hasPeople(text);
  return exchange(setup, object, mute ? withAgent(text) : text, condition);
}

async function exchange(
  { client, listing, headers }: PutSetup,
  { name, type }: UnitObject,
  text: Octets,
  condition: Readonly<Record<string, string>>,
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
