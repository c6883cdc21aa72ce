/** Which items are in a collection, under whatever names, and what it has in place of one that is not there as expected. */
import { utf8Octets } from '../../core/octets.js';
import type { Present, Ref } from '../../transfer/destination.js';
import { differenceOf } from './compare.js';
import type { Listing } from './listing.js';
import { COPIED } from './put.js';
import { type Unit, unitKey, type UnitObject, type Units } from './units.js';

/** Between the names of the objects of one item, in one reference: no name has it when it is encoded. */
const JOINT = ' ';

/** The reference of an item whose objects are called so. */
export function refOf(names: readonly string[]): string {
  return names.map(encodeURIComponent).join(JOINT);
}

/** What the objects of an item are called. */
export function namesOf(ref: Ref): string[] {
  return String(ref).split(JOINT).map(decodeURIComponent);
}

/** Where it is looked. */
export interface PresenceSetup {
  readonly units: Units;
  readonly listing: Listing;
  /** Where the server puts its own copies of meetings; null where it makes none, or makes them here. */
  readonly copies: Listing | null;
}

/** Everything it does rejects with ConnectionLost or ConnectError. */
export class Presence {
  readonly #units: Units;
  readonly #listing: Listing;
  readonly #copies: Listing | null;

  constructor({ units, listing, copies }: PresenceSetup) {
    this.#units = units;
    this.#listing = listing;
    this.#copies = copies;
  }

  /** One reference for each item that is there whole, and one for each object that is nobody's. */
  async refs(): Promise<readonly Ref[]> {
    const listing = this.#listing;
    // Whose objects these are only their UIDs tell.
    await listing.learn([...listing.names].filter((name) => this.#units.named(name) === undefined));
    const refs = new Set<string>();
    const taken = new Set<string>();
    for (const { objects } of this.#units.all()) {
      const names = objects.flatMap((object) => this.#whereIs(object) ?? []);
      if (names.length === 0 || names.length < objects.length) continue;
      refs.add(refOf(names));
      for (const name of names) taken.add(name);
    }
    for (const name of listing.names) if (!taken.has(name)) refs.add(name);
    return [...refs];
  }

  /** The items of these references that are there; keys cost more than that. */
  async look(refs: readonly Ref[], keys: boolean, onPresent: (present: Present) => void): Promise<void> {
    const listing = this.#listing;
    if (keys) await listing.learn(refs.flatMap(namesOf));
    for (const ref of refs) {
      const names = namesOf(ref);
      if (!names.every((name) => listing.has(name))) continue;
      const key = keys ? unitKey(names.map((name) => this.#identity(name))) : '';
      onPresent({ ref, key, flags: [], date: null });
    }
  }

  /** What is there in place of an item, in a sentence; null when nothing is. */
  async instead({ objects }: Unit): Promise<string | null> {
    for (const object of objects) {
      const name = this.#whereIs(object);
      const there = name === null ? null : await this.#listing.fetch(name);
      if (there === null) return this.#isCopied(object);
      const difference = differenceOf(object.text(), utf8Octets(there.data));
      if (difference !== null) return `it is there and says something else: ${difference}`;
    }
    return null;
  }

  /** Whether the server has it elsewhere by itself; a sentence. */
  async #isCopied({ uid }: UnitObject): Promise<string | null> {
    const copies = this.#copies;
    if (copies === null) return null;
    await copies.renew();
    await copies.learn(copies.names);
    return copies.nameOf(uid) === null ? null : COPIED;
  }

  #whereIs({ name, uid }: UnitObject): string | null {
    return this.#listing.has(name) ? name : this.#listing.nameOf(uid);
  }

  /** Under a name of ours an object is ours, even where it had to get another UID. */
  #identity(name: string): Pick<UnitObject, 'uid' | 'digest'> {
    const said = this.#listing.said(name);
    return { uid: this.#units.named(name)?.uid ?? said?.uid ?? '', digest: said?.digest ?? '' };
  }
}
