/**
 * A folder of contacts, events, tasks or notes as the objects that a server keeps one by one: each series with its overrides, each
 * card. Everything is mended as in the files of an export.
 */
import type { Octets } from '../../core/octets.js';
import type { Kind } from '../../core/kinds.js';
import type { Attendees } from '../../pim/calendar/context.js';
import type { Item } from '../../store/types.js';
import { EntryBundle } from '../calendars/bundle.js';
import { CardObjects } from '../contacts/objects.js';
import { addNote } from '../notes/add-note.js';
import type { Outcome } from '../outcome.js';

/** One of them. */
export interface FolderObject {
  readonly type: 'VCARD' | 'VEVENT' | 'VTODO' | 'VJOURNAL';
  readonly uid: Octets;
  /** All of it: a vCard 3.0, or an iCalendar with its time zones. */
  readonly text: () => Octets;
}

/** What became of an item: the objects that it is in, or why it is in none. */
export interface ItemObjects {
  readonly objects: readonly FolderObject[];
  /** Another item is in one of them as well. */
  readonly shared: boolean;
  /** Null where it is in any. */
  readonly refusal: Pick<Outcome, 'result' | 'reason'> | null;
  /** What was changed or guessed, one short sentence each. */
  readonly notes: readonly string[];
}

export interface ObjectOptions {
  /** What the folder is for. */
  readonly kind: Exclude<Kind, 'mail'>;
  readonly attendees: Attendees;
  /** A folder for what does not fit into memory. */
  readonly dir: string;
}

/** The objects of one folder, gathered item by item. */
export interface FolderObjects {
  /** Takes an item. `kind`: what it is by its own content. `bytes` is the whole file, only valid during the call. */
  add(item: Item, kind: Exclude<Kind, 'mail'>, bytes: Uint8Array): void;
  /** One for each `add`, in the same order. Texts can be read until `close`. */
  finish(): readonly ItemObjects[];
  close(): void;
}

const ENTRY_KINDS = { calendar: 'VEVENT', tasks: 'VTODO', notes: 'VJOURNAL', journal: 'VJOURNAL' } as const;

/** Begins to gather a folder. */
export function gatherObjects({ kind, attendees, dir }: ObjectOptions): FolderObjects {
  return kind === 'contacts' ? new Cards(dir) : new Entries(kind, attendees, dir);
}

const NO_CARD = 'it is no contact, and lies in a folder of contacts';
const NO_ENTRY = 'it is a contact, and lies in a folder of calendar entries';

class Cards implements FolderObjects {
  readonly #cards: CardObjects;
  /** By the order of `add`: the number among the cards; null for what is none. */
  readonly #numbers: (number | null)[] = [];
  #count = 0;
  #close: (() => void) | null = null;

  constructor(dir: string) {
    this.#cards = new CardObjects(dir, null);
  }

  add(item: Item, kind: Exclude<Kind, 'mail'>, bytes: Uint8Array): void {
    if (kind !== 'contacts') {
      this.#numbers.push(null);
      return;
    }
    this.#numbers.push(this.#count);
    this.#count += 1;
    this.#cards.add(item, bytes);
  }

  finish(): readonly ItemObjects[] {
    const { objects, outcomes, close } = this.#cards.objects();
    this.#close = close;
    const own = outcomes.map((): FolderObject[] => []);
    for (const { uid, item, text } of objects) own[item]?.push({ type: 'VCARD', uid, text });
    return this.#numbers.map((number) => itemOf(number, { own, outcomes, shared: new Set() }, NO_CARD));
  }

  close(): void {
    this.#close?.();
  }
}

class Entries implements FolderObjects {
  readonly #bundle: EntryBundle;
  readonly #numbers: (number | null)[] = [];
  #count = 0;
  #close: (() => void) | null = null;

  constructor(kind: keyof typeof ENTRY_KINDS, attendees: Attendees, dir: string) {
    const files = {
      root: dir,
      create: (path: string): never => {
        throw new Error(`${path}: nothing is written beside the objects`);
      },
    };
    this.#bundle = new EntryBundle({ files, base: '', kind: ENTRY_KINDS[kind], attendees, inlineAttachments: true });
  }

  add(item: Item, kind: Exclude<Kind, 'mail'>, bytes: Uint8Array): void {
    if (kind === 'contacts') {
      this.#numbers.push(null);
      return;
    }
    this.#numbers.push(this.#count);
    this.#count += 1;
    if (kind === 'notes' || kind === 'journal') addNote(this.#bundle, item, bytes);
    else this.#bundle.add(item, bytes);
  }

  finish(): readonly ItemObjects[] {
    const { objects, outcomes, close } = this.#bundle.objects();
    this.#close = close;
    const own = outcomes.map((): FolderObject[] => []);
    const shared = new Set<number>();
    for (const { kind, uid, items, text } of objects)
      for (const item of items) {
        own[item]?.push({ type: kind, uid, text });
        if (items.length > 1) shared.add(item);
      }
    return this.#numbers.map((number) => itemOf(number, { own, outcomes, shared }, NO_ENTRY));
  }

  close(): void {
    this.#close?.();
  }
}

interface Found {
  readonly own: readonly (readonly FolderObject[])[];
  readonly outcomes: readonly Outcome[];
  readonly shared: ReadonlySet<number>;
}

function itemOf(number: number | null, { own, outcomes, shared }: Found, stranger: string): ItemObjects {
  const outcome = number === null ? undefined : outcomes[number];
  if (number === null || outcome === undefined)
    return { objects: [], shared: false, refusal: { result: 'failed', reason: stranger }, notes: [] };
  const { result, reason, notes } = outcome;
  const objects = own[number] ?? [];
  return { objects, shared: shared.has(number), refusal: objects.length > 0 ? null : { result, reason }, notes };
}
