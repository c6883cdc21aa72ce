/** The items of a folder as objects of a collection: what each is called there, and what it says. */
import { createHash } from 'node:crypto';
import type { MovedKind } from '../../core/kinds.js';
import { type Octets, textOf } from '../../core/octets.js';
import {
  type FolderObject,
  type FolderObjects,
  gatherObjects,
  type ItemObjects,
} from '../../exporters/objects/folder-objects.js';
import type { Attendees } from '../../pim/calendar/context.js';
import { toVCard4 } from '../../pim/vcard/vcard4.js';
import type { OpenedMessage, SourceFolder, SourceMessage } from '../../transfer/source.js';
import { folderKey } from '../../transfer/run/tally.js';
import { gatherItems } from '../gather-items.js';
import { readSaid } from './compare.js';
import { withUid, withWholeFileAs } from './mended.js';
import type { Component } from './places.js';

/** One object of an item. */
export interface UnitObject {
  /** The last level of its address: of our own making, since servers take few of the characters that a UID may have. */
  readonly name: string;
  readonly uid: Octets;
  readonly type: Component;
  /** What it says (`compare.ts`). */
  readonly digest: string;
  readonly text: () => Octets;
}

/** One item. */
export interface Unit {
  readonly objects: readonly UnitObject[];
  readonly shared: boolean;
  /** Why it is not sent; null when it is. */
  readonly refusal: { readonly result: string; readonly reason: string } | null;
  readonly notes: readonly string[];
  /** What makes it the same one at both sides. */
  readonly key: string;
}

export interface UnitRules {
  /** The address of the collection: names differ from one to the other. */
  readonly ref: string;
  readonly kind: MovedKind;
  readonly attendees: Attendees;
  /** The version of vCard, where it is not 3.0. */
  readonly cards: '4.0' | null;
  /** Whether the collection takes objects of a type. */
  readonly takes: (type: Component) => boolean;
  readonly dir: string;
}

/** The units of the folders that fill one collection. */
export class Units {
  readonly #rules: UnitRules;
  readonly #byFolder = new Map<string, ReadonlyMap<number | string, Unit>>();
  readonly #byName = new Map<string, UnitObject>();
  readonly #gathered: FolderObjects[] = [];

  constructor(rules: UnitRules) {
    this.#rules = rules;
  }

  /** Reads a folder whole. Rejects with what the source rejects with. */
  async read(folder: SourceFolder, items: AsyncIterable<OpenedMessage>): Promise<void> {
    const { kind, attendees, dir } = this.#rules;
    if (kind === 'mail' || kind === 'filters') return;
    const gathered = gatherObjects({ kind, attendees, dir });
    this.#gathered.push(gathered);
    const units = new Map<number | string, Unit>();
    const { found, unread } = await gatherItems(gathered, kind, items);
    for (const [{ uid }, reason] of unread) units.set(uid, refused('failed', reason));
    for (const [{ uid }, objects] of found) units.set(uid, this.#unitOf(objects));
    this.#byFolder.set(folderKey(folder), units);
  }

  of(folder: SourceFolder, { uid }: SourceMessage): Unit | null {
    return this.#byFolder.get(folderKey(folder))?.get(uid) ?? null;
  }

  /** The object that is called so; undefined for what is not ours. */
  named(name: string): UnitObject | undefined {
    return this.#byName.get(name);
  }

  *all(): Generator<Unit> {
    for (const units of this.#byFolder.values()) yield* units.values();
  }

  close(): void {
    for (const gathered of this.#gathered) gathered.close();
    this.#gathered.length = 0;
  }

  #unitOf({ objects, shared, refusal, notes }: ItemObjects): Unit {
    if (refusal !== null) return { ...refused(refusal.result, refusal.reason ?? ''), notes };
    const taken = objects.filter(({ type }) => this.#rules.takes(type));
    const strange = objects.filter((object) => !taken.includes(object)).map(({ type }) => NAMES[type]);
    if (taken.length === 0) return refused('failed', `the collection takes no ${[...new Set(strange)].join(', ')}`);
    const own = taken.map((object) => this.#objectOf(object));
    const isRenamed = own.some(({ uid }, at) => uid !== taken[at]?.uid);
    return {
      objects: own,
      shared,
      refusal: null,
      notes: [
        ...notes,
        ...(isRenamed ? [RENAMED] : []),
        ...new Set(strange.map((name) => `a ${name} in it was left out: the collection takes none`)),
      ],
      key: unitKey(own),
    };
  }

  #objectOf({ type, uid, text: written }: FolderObject): UnitObject {
    const card = (): Octets => {
      const whole = withWholeFileAs(written());
      return this.#rules.cards === '4.0' ? toVCard4(whole) : whole;
    };
    const text = type === 'VCARD' ? card : written;
    const name = `${createHash('sha256').update(`${this.#rules.ref}\0${uid}`, 'latin1').digest('hex').slice(0, 32)}.${type === 'VCARD' ? 'vcf' : 'ics'}`;
    const { digest } = readSaid(text());
    const known = this.#byName.get(name);
    if (known === undefined) {
      const object = { name, uid, type, digest, text };
      this.#byName.set(name, object);
      return object;
    }
    if (known.digest === digest) return known;
    // Of another folder that fills the same collection, or of another kind.
    const own = `${uid}-${digest.slice(0, 8)}`;
    return this.#objectOf({ type, uid: own, text: () => withUid(written(), own) });
  }
}

const RENAMED =
  'its UID is that of another item in the same collection, which says something else: it got a UID of its own';

const NAMES: Readonly<Record<Component, string>> = {
  VCARD: 'contact',
  VEVENT: 'event',
  VTODO: 'task',
  VJOURNAL: 'journal entry',
};

/** The key of an item by what its objects are and say. */
export function unitKey(objects: readonly Pick<UnitObject, 'uid' | 'digest'>[]): string {
  const keys = objects.map(({ uid, digest }) => `${textOf(uid)} ${digest}`).sort();
  const [only] = keys;
  if (only !== undefined && keys.length === 1 && only.length < 200) return only;
  return createHash('sha256').update(keys.join('\n')).digest('hex');
}

function refused(result: string, reason: string): Unit {
  return { objects: [], shared: false, refusal: { result, reason }, notes: [], key: '' };
}
