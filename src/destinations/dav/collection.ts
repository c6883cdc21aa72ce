/** A calendar or address book, open for filling. */
import { ConnectionLost } from '../../core/failures.js';
import type { Attendees } from '../../pim/calendar/context.js';
import type { DavClient } from '../../protocols/dav/client.js';
import { type DavCollection, lookAtCollection } from '../../protocols/dav/discover.js';
import type { Family, Quiet } from '../../protocols/dav/family.js';
import type { Octets } from '../../core/octets.js';
import type { Answer, Expectation, OpenCollection, Prepared, Present, Ready, Ref } from '../../transfer/destination.js';
import type { OpenedMessage, SourceFolder, SourceMessage } from '../../transfer/source.js';
import type { Listing } from './listing.js';
import { type Component, holds } from './places.js';
import { isGuest } from './quiet.js';
import { namesOf, Presence, refOf } from './presence.js';
import { type Put, putObject, type PutSetup, type Remembered } from './put.js';
import { Slots } from './slots.js';
import { type Unit, type UnitObject, Units } from './units.js';

export interface CollectionSetup {
  readonly client: DavClient;
  readonly family: Family;
  readonly attendees: Attendees;
  readonly there: DavCollection;
  readonly listing: Listing;
  /** What the owner is called in meetings. */
  readonly addresses: ReadonlySet<string>;
  /** Where the server puts its own copies of meetings; null where it makes none, or puts them here. */
  readonly copies: Listing | null;
  readonly kind: SourceFolder['kind'];
  /** It was not there a moment ago. */
  readonly made: boolean;
  /** Octets; null for no limit. */
  readonly largest: number | null;
  readonly dir: string;
  /** Makes the collection anew. Rejects: what was known of it is void. */
  readonly make: () => Promise<void>;
  /** Runs what talks to the server: its failures end the connection. */
  readonly guard: <T>(work: () => Promise<T>) => Promise<T>;
}

/** So often an object is put off before it is asked whether it is the object. */
const PUT_OFF = 4;

/** An item whose texts are at hand. */
interface ReadyUnit {
  readonly unit: Unit;
  readonly texts: readonly Octets[];
}

export class DavOpenCollection implements OpenCollection {
  readonly version = '1';
  readonly next = null;
  readonly together = { items: 1, bytes: Infinity };
  readonly made: boolean;
  readonly units: Units;
  readonly #setup: CollectionSetup;
  readonly #slots: Slots;
  readonly #presence: Presence;
  readonly #ready = new WeakMap<Prepared, ReadyUnit>();
  readonly #remembered = new Map<string, Remembered>();
  /** Objects on their way: several items may be part of one. */
  readonly #underWay = new Map<string, Promise<Put>>();
  /** Answers that are waited for. */
  readonly #untold = new Set<Promise<void>>();
  /** How often an object was put off. */
  readonly #putOff = new Map<string, number>();

  constructor(setup: CollectionSetup) {
    this.#setup = setup;
    this.made = setup.made;
    this.#slots = new Slots(setup.family.flights);
    const { there, kind, attendees, dir } = setup;
    const takes = (type: Component): boolean => holds(there, type);
    this.units = new Units({ ref: there.url.href, kind, attendees, cards: there.cards, dir, takes });
    this.#presence = new Presence({ units: this.units, listing: setup.listing, copies: setup.copies });
  }

  get size(): number {
    return this.#setup.listing.size;
  }

  read(folder: SourceFolder, items: AsyncIterable<OpenedMessage>): Promise<void> {
    return this.units.read(folder, items);
  }

  remember(revisions: ReadonlyMap<Ref, string>): void {
    for (const [ref, text] of revisions) {
      const lines = text.split('\n');
      namesOf(ref).forEach((name, at) => {
        const [digest = '', ...etag] = (lines[at] ?? '').split(' ');
        if (digest !== '') this.#remembered.set(name, { digest, etag: etag.join(' ') });
      });
    }
  }

  prepare(opened: OpenedMessage, folder: SourceFolder): Ready {
    if ('problem' in opened) return { failure: opened.problem };
    const unit = this.units.of(folder, opened.message);
    opened.release?.();
    if (unit === null) return { failure: 'it came while the folder was being read: the next run takes it' };
    if (unit.refusal !== null) {
      const { result, reason } = unit.refusal;
      return result === 'skipped' ? { skip: reason } : { failure: reason };
    }
    const texts = unit.objects.map(({ text }) => text());
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    const tooLarge = unit.objects
      .map((object, at) => this.#tooLarge(object, texts[at] ?? ''))
      .find((each) => each !== null);
    if (tooLarge !== undefined) return { failure: tooLarge };
    const item: Prepared = {
      ...{ key: unit.key, flags: [], date: null, body: { length, content: [] } },
      // The engine keeps what was sent until it is confirmed.
      release: () => this.#ready.delete(item),
    };
    this.#ready.set(item, { unit, texts });
    return { item, notes: unit.notes };
  }

  waits(message: SourceMessage, folder: SourceFolder): boolean {
    const { family, addresses } = this.#setup;
    if (!family.copies) return false;
    return this.units.of(folder, message)?.objects.some(({ text }) => isGuest(text(), addresses)) === true;
  }

  expect({ message }: Exclude<OpenedMessage, { problem: string }>, folder: SourceFolder): Expectation | null {
    const unit = this.units.of(folder, message);
    if (unit === null || unit.refusal !== null) return null;
    return { key: unit.key, fingerprint: unit.key, flags: [], date: null, shared: unit.shared };
  }

  async send([prepared]: readonly Prepared[]): Promise<{ readonly answer: Promise<Answer> }> {
    const ready = prepared === undefined ? undefined : this.#ready.get(prepared);
    if (ready === undefined) throw new Error('an item was sent that was not made ready here');
    await this.#slots.take();
    const answer = this.#setup.guard(() => this.#put(ready)).finally(() => this.#slots.give());
    const told = answer.then(
      () => void this.#untold.delete(told),
      () => void this.#untold.delete(told),
    );
    this.#untold.add(told);
    return { answer };
  }

  /** Room comes back before the word on an item does: what is waited for is the word. */
  async drained(): Promise<void> {
    await Promise.all(this.#untold);
  }

  create(): Promise<void> {
    return this.#setup.guard(this.#setup.make);
  }

  async refs(_: number, again: boolean): Promise<readonly Ref[]> {
    if (again) await this.renew();
    return this.#setup.guard(() => this.#presence.refs());
  }

  look(refs: readonly Ref[] | null, keys: boolean, onPresent: (present: Present) => void): Promise<void> {
    return this.#setup.guard(async () => this.#presence.look(refs ?? (await this.#presence.refs()), keys, onPresent));
  }

  async fingerprints(refs: readonly Ref[]): Promise<ReadonlyMap<Ref, string>> {
    const fingerprints = new Map<Ref, string>();
    await this.look(refs, true, ({ ref, key }) => fingerprints.set(ref, key));
    return fingerprints;
  }

  async instead(message: SourceMessage, folder: SourceFolder): Promise<string | null> {
    const unit = this.units.of(folder, message);
    return unit === null ? null : this.#setup.guard(() => this.#presence.instead(unit));
  }

  async renew(): Promise<void> {
    await this.#setup.guard(() => this.#setup.listing.renew());
  }

  rest(): Promise<void> {
    return Promise.resolve();
  }

  #tooLarge({ type }: UnitObject, text: Octets): string | null {
    const { there, family, largest } = this.#setup;
    const known = there.largest ?? (type === 'VCARD' ? family.largestCard : family.largestEvent);
    const limit = Math.min(known ?? Infinity, largest ?? Infinity);
    return text.length > limit ? `too large: ${text.length} octets, the limit is ${limit}` : null;
  }

  async #put({ unit, texts }: ReadyUnit): Promise<Answer> {
    const names: string[] = [];
    const revisions: string[] = [];
    const notes: string[] = [];
    for (const [at, object] of unit.objects.entries()) {
      const put = await this.#putOnce(object, texts[at] ?? '');
      if ('error' in put) return put;
      names.push(put.name);
      revisions.push(put.revision === null ? '' : `${put.revision.digest} ${put.revision.etag}`);
      if (put.note !== '') notes.push(put.note);
    }
    const found = [revisions.every((revision) => revision === '')];
    const joined = [...new Set(notes.flatMap((note) => note.split('\n')))].join('\n');
    return { stored: [refOf(names)], revisions: [revisions.join('\n')], notes: [joined], found };
  }

  /** Items that are part of one object put it once. */
  async #putOnce(object: UnitObject, text: Octets): Promise<Put> {
    const before = this.#underWay.get(object.name);
    if (before !== undefined) return before;
    const put = putObject(this.#putSetup(), object, text);
    this.#underWay.set(object.name, put);
    const done = await put.catch((error: unknown) => {
      this.#underWay.delete(object.name);
      throw error;
    });
    if (!('error' in done)) return done;
    // What was refused may be tried again.
    this.#underWay.delete(object.name);
    return (await this.#isToBlame(object, done)) ? { ...done, refusal: { kind: 'message' } } : done;
  }

  /** A server that has no time for one object again and again, and has time for a question, breaks at the object. */
  async #isToBlame({ name }: UnitObject, { refusal, error }: Extract<Put, { error: unknown }>): Promise<boolean> {
    if (refusal.kind !== 'later' || refusal.waitMs !== null || error.words.startsWith('429')) return false;
    const times = (this.#putOff.get(name) ?? 0) + 1;
    this.#putOff.set(name, times);
    return times >= PUT_OFF && (await this.#isThere());
  }

  async #isThere(): Promise<boolean> {
    return (await lookAtCollection(this.#setup.client, this.#setup.there.url)) !== null;
  }

  #putSetup(): PutSetup {
    const { client, there, listing, family, attendees, addresses, copies } = this.#setup;
    const quiet: Quiet | null = attendees === 'keep' ? null : family.quiet;
    return {
      client,
      collection: there.url,
      listing,
      quiet,
      headers: family.quiet.headers,
      remembered: this.#remembered,
      ...{ addresses, copies, makesCopies: family.copies },
      isThere: () => this.#isThere(),
      now: Date.now() / 1000,
    };
  }
}

/** What went wrong with a connection, as the engine knows it. */
export function asLost(error: unknown): ConnectionLost {
  if (error instanceof ConnectionLost) return error;
  return new ConnectionLost(error instanceof Error ? error.message : String(error), null, error);
}
