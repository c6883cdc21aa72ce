/** The items of a folder of contacts, events or tasks as what they become at Google. A folder is read whole: one series may lie in several items. */
import { createHash } from 'node:crypto';
import type { Kind } from '../../core/kinds.js';
import {
  type FolderObject,
  type FolderObjects,
  gatherObjects,
  type ItemObjects,
} from '../../exporters/objects/folder-objects.js';
import type { Attendees } from '../../pim/calendar/context.js';
import { gatherItems } from '../gather-items.js';
import { folderKey } from '../../transfer/run/tally.js';
import type { OpenedMessage, SourceFolder, SourceMessage } from '../../transfer/source.js';

/** What an object of a folder becomes. */
export interface Made {
  /** What makes it the same one at both sides: made of all that it says. */
  readonly key: string;
  /** What had to be changed or left out, one short sentence each. */
  readonly notes: readonly string[];
}

/** An item of the source. */
export interface Unit<T extends Made> {
  readonly objects: readonly T[];
  /** Other items are part of the same object. */
  readonly shared: boolean;
  /** Why it is not sent; null when it is. */
  readonly refusal: { readonly result: string; readonly reason: string } | null;
  readonly notes: readonly string[];
  readonly key: string;
}

export interface UnitRules<T extends Made> {
  readonly kind: Exclude<Kind, 'mail'>;
  readonly attendees: Attendees;
  readonly dir: string;
  /** Looks at all objects of a folder before any of them is made. */
  readonly begin?: (items: readonly ItemObjects[]) => void;
  /** What an object becomes; a text where it cannot become anything, and why. */
  readonly make: (object: FolderObject, folder: SourceFolder) => T | string;
}

export class Units<T extends Made> {
  readonly #rules: UnitRules<T>;
  readonly #gathered: FolderObjects[] = [];
  readonly #byFolder = new Map<string, ReadonlyMap<number | string, Unit<T>>>();

  constructor(rules: UnitRules<T>) {
    this.#rules = rules;
  }

  /** Reads a folder whole. Rejects with what the source rejects with. */
  async read(folder: SourceFolder, items: AsyncIterable<OpenedMessage>): Promise<void> {
    const { kind, attendees, dir } = this.#rules;
    const gathered = gatherObjects({ kind, attendees, dir });
    this.#gathered.push(gathered);
    this.#byFolder.set(folderKey(folder), await this.#gather(folder, items, gathered));
  }

  /** Gives back what texts and pictures are read from. */
  close(): void {
    for (const gathered of this.#gathered.splice(0)) gathered.close();
  }

  of(folder: SourceFolder, { uid }: SourceMessage): Unit<T> | null {
    return this.#byFolder.get(folderKey(folder))?.get(uid) ?? null;
  }

  *all(): Generator<Unit<T>> {
    for (const units of this.#byFolder.values()) yield* units.values();
  }

  async #gather(
    folder: SourceFolder,
    items: AsyncIterable<OpenedMessage>,
    gathered: FolderObjects,
  ): Promise<Map<number | string, Unit<T>>> {
    const units = new Map<number | string, Unit<T>>();
    const { found, unread } = await gatherItems(gathered, this.#rules.kind, items);
    for (const [{ uid }, reason] of unread) units.set(uid, refused('failed', reason));
    const made = new Map<string, T | string>();
    this.#rules.begin?.(found.map(([, objects]) => objects));
    for (const [{ uid }, objects] of found) units.set(uid, this.#unitOf(objects, folder, made));
    return units;
  }

  #unitOf(
    { objects, shared, refusal, notes }: ItemObjects,
    folder: SourceFolder,
    known: Map<string, T | string>,
  ): Unit<T> {
    if (refusal !== null) return { ...refused<T>(refusal.result, refusal.reason ?? ''), notes };
    const own: T[] = [];
    const reasons: string[] = [];
    for (const object of objects) {
      const name = `${object.type} ${object.uid}`;
      const made = known.get(name) ?? this.#rules.make(object, folder);
      // Items that are part of one object share it.
      known.set(name, made);
      if (typeof made === 'string') reasons.push(made);
      else own.push(made);
    }
    const key = hashOf(
      own
        .map((object) => object.key)
        .sort()
        .join(' '),
    );
    const all = [...notes, ...own.flatMap((object) => object.notes), ...(own.length === 0 ? [] : reasons)];
    if (own.length === 0) return { ...refused<T>('failed', reasons.join('; ')), notes };
    return { objects: own, shared, refusal: null, notes: [...new Set(all)], key };
  }
}

/** A short hash of what something says. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 24);
}

/** The key of an item by those of its objects. */
export function jointKey(keys: readonly string[]): string {
  return hashOf([...keys].sort().join(' '));
}

function refused<T extends Made>(result: string, reason: string): Unit<T> {
  return { objects: [], shared: false, refusal: { result, reason }, notes: [], key: '' };
}
