/**
 * Which UID an event goes by. A calendar at Google has each UID once, and an import writes over what has it: so what is there without us
 * stays as it is, and of two different events with one UID the second gets one of its own.
 */
import { hashOf } from '../units.js';
import type { EventObject } from './series.js';

/** What is known of an event that is there. */
export interface EventData {
  readonly id: string;
  readonly iCalUID?: string;
  readonly recurringEventId?: string;
  readonly status?: string;
  readonly extendedProperties?: { readonly private?: Readonly<Record<string, string>> };
}

/** Our word on an event: the key of its object, which part of it this is, and how many there are. */
const MARK = 'kerioExit';

/** What our word on an event says. */
export interface Mark {
  readonly key: string;
  readonly part: string;
  readonly total: number;
}

/** Null for an event that is none of ours. */
export function markOf({ extendedProperties }: EventData): Mark | null {
  const [, key, part, total] = /^([\w-]+)\/(\d+)\/(\d+)$/.exec(extendedProperties?.private?.[MARK] ?? '') ?? [];
  return key === undefined || part === undefined ? null : { key, part, total: Number(total) };
}

/** Fields with our word on them. */
export function marked<
  T extends { readonly extendedProperties: { readonly private: Readonly<Record<string, string>> } },
>(fields: T, { key, part, total }: Mark): T {
  const own = { ...fields.extendedProperties.private, [MARK]: `${key}/${part}/${total}` };
  return { ...fields, extendedProperties: { private: own } };
}

/** A UID that no other event has, the same in every run. */
export function derivedUid(calendar: string, uid: string): string {
  return `${hashOf(`${calendar} ${uid}`)}@kerio-exit.invalid`;
}

/** The UIDs of all objects that go into one calendar. Where folders share it, a UID may stand for different events. */
export class EventUids {
  readonly #calendar: string;
  /** Different objects with one UID, by their keys, in the order in which they were read. */
  readonly #keys = new Map<string, string[]>();

  constructor(calendar: string, objects: Iterable<EventObject>) {
    this.#calendar = calendar;
    for (const { uid, key } of objects) {
      const keys = this.#keys.get(uid) ?? [];
      if (!keys.includes(key)) this.#keys.set(uid, [...keys, key]);
    }
  }

  of({ uid, key }: EventObject): string {
    const at = this.#keys.get(uid)?.indexOf(key) ?? 0;
    return at <= 0 ? uid : derivedUid(this.#calendar, `${uid} ${at}`);
  }
}
