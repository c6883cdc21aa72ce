/** The entries of an item, and everything that reading them needs to know of it. */
import { receivedTime } from '../../message/received.js';
import { subjectOf } from '../../message/subject.js';
import type { Entry } from '../../pim/calendar/entry.js';
import type { Attendees } from '../../pim/calendar/context.js';
import type { EntryKind } from '../../pim/calendar/kind.js';
import { readCalendar } from '../../pim/calendar/read.js';
import type { Item } from '../../store/types.js';
import { type ItemParts, readItemParts } from './item-parts.js';

/** How the entries of an item are read. */
export interface ItemEntryOptions {
  /** What an entry is whose frame is gone. */
  readonly kind: EntryKind;
  readonly attendees: Attendees;
}

/** What an item holds. */
export interface ItemEntries {
  readonly parts: ItemParts;
  readonly entries: readonly Entry[];
  /** What was wrong or guessed on the way, one short sentence each. */
  readonly notes: readonly string[];
}

/** Reads the events, tasks and journal entries in the iCalendar parts of an item. */
export function readItemEntries(item: Item, bytes: Uint8Array, { kind, attendees }: ItemEntryOptions): ItemEntries {
  const parts = readItemParts(bytes, kind);
  const { time } = receivedTime(item, bytes, () => 0);
  const options = { kind, attendees, receivedAt: time === 0 ? null : time, subject: subjectOf(bytes) };
  const read = parts.calendars.map((text) => readCalendar(text, options));
  const notes = [...parts.problems, ...read.flatMap(({ problems }) => problems)];
  return { parts, entries: read.flatMap(({ entries }) => entries), notes };
}
