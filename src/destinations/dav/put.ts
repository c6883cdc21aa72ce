/** Puts one object into a collection, once: what is there already is compared, and what people changed there stays. */
import { createHash } from 'node:crypto';
import { type Octets, utf8Octets } from '../../core/octets.js';
import type { Refused } from '../../core/failures.js';
import { nameOf, pathOf } from '../../protocols/dav/multistatus.js';
import type { Refusal } from '../../transfer/destination.js';
import { differenceOf } from './compare.js';
import type { Listing } from './listing.js';
import { LENGTHENED, NO_LENGTH, withLength, withUid } from './mended.js';
import { answersOf, isGuest } from './quiet.js';
import { refusalOf } from './refusal.js';
import { type Sending, sendQuietly, unmuted } from './send-quietly.js';
import type { UnitObject } from './units.js';

/** What an object of ours was when it was last put: what it said, and its ETag. */
export interface Remembered {
  readonly digest: string;
  readonly etag: string;
}

export interface PutSetup extends Sending {
  readonly collection: URL;
  /** What an earlier run put there. */
  readonly remembered: ReadonlyMap<string, Remembered>;
  /** The server puts copies of meetings into the calendars of its guests (`Family.copies`). */
  readonly makesCopies: boolean;
  /** Where they are, if that is another calendar than this. */
  readonly copies: Listing | null;
  /** Whether the collection is still there. */
  readonly isThere: () => Promise<boolean>;
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

const OTHER = 'another version of it was there already, and was left as it is';

/** Puts an object whose text is at hand. Rejects with ConnectionLost or ConnectError. */
export async function putObject(setup: PutSetup, object: UnitObject, text: Octets): Promise<Put> {
  const { listing } = setup;
  const there = listing.has(object.name) ? object.name : listing.nameOf(object.uid);
  if (there === null && (await hasCopy(setup, object, text)))
    return { name: object.name, revision: null, note: COPIED };
  return there === null ? putNew(setup, object, text) : meet(setup, object, text, there);
}

/** A guest's meeting that the server has put into another calendar of the guest by itself: a second one would be one too many. */
async function hasCopy({ copies, addresses }: PutSetup, { type, uid }: UnitObject, text: Octets): Promise<boolean> {
  if (copies === null || type === 'VCARD' || !isGuest(text, addresses)) return false;
  // Guests come when every organizer has been: what is there now comes from no later one.
  if (copies.size === 0) await copies.renew();
  await copies.learn(copies.names);
  return copies.nameOf(uid) !== null;
}

/** What is said of it. */
export const COPIED = 'the server has put it into the first calendar by itself, when its organizer was moved';

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
  let answer = await sendQuietly(setup, object, text, { 'If-None-Match': '*' });
  if (answer.kind === 'again') answer = await sendQuietly(setup, object, text, { 'If-None-Match': '*' });
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
  const answer = await sendQuietly(setup, { ...object, name }, text, { 'If-Match': etag });
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
  const own = pathOf(collection.pathname, collection);
  const name = href === null ? null : nameOf(href, collection);
  if (href !== null && name !== null && pathOf(href, collection) === `${own}/${name}`)
    return meet(setup, object, text, name);
  if (href === null) {
    await listing.renew();
    await listing.learn(listing.names);
    const other = listing.nameOf(object.uid);
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

/** It is there now. */
async function stored(setup: PutSetup, object: UnitObject, text: Octets, first: string | null): Promise<Put> {
  const { name, uid, digest } = object;
  const { etag, note } = await unmuted(setup, object, text, first);
  setup.listing.add(name, etag, { uid, digest });
  return { name, revision: { digest, etag: etag ?? '' }, note };
}

function joined(...notes: readonly string[]): string {
  return notes.filter((note) => note !== '').join('\n');
}
