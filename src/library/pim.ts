/** `kerio-exit/pim`: what is in contacts, events, tasks and journal entries as Kerio and its clients wrote them (docs/library.md). */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { bytesOf } from '../core/octets.js';
import { readItemParts } from '../exporters/calendars/item-parts.js';
import { prepareItem } from '../exporters/contacts/prepare.js';
import { subjectOf } from '../message/subject.js';
import { receivedTime } from '../message/received.js';
import type { Entry } from '../pim/calendar/entry.js';
import { recurrenceLike, type Start } from '../pim/calendar/start.js';
import { type Component, formatComponent } from '../pim/components.js';
import { contentLine } from '../pim/contentline.js';
import { readCalendar } from '../pim/calendar/read.js';

/** What is to be read. */
export interface PimRequest {
  readonly kind: 'contacts' | 'calendar' | 'tasks' | 'journal';
  /** Whole `.eml` files, header and all. */
  readonly items: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** `strip` leaves organizer and guests out of entries. */
  readonly attendees?: 'keep' | 'strip';
  readonly signal?: AbortSignal;
}

/** What an item holds. */
export interface PimItem {
  /** Where it stood in `items`, from 0. */
  readonly index: number;
  /** Cards of vCard 3.0 (RFC 2426), or components of iCalendar (RFC 5545) without their frame; UTF-8. */
  readonly texts: readonly Uint8Array[];
  /** What was wrong and mended, or guessed: one short sentence each. */
  readonly notes: readonly string[];
  /** Why there is nothing; null when there is something. */
  readonly failure: string | null;
}

/** What is told while items are read; what a call throws ends the reading. */
export interface PimEvents {
  onItem?(item: PimItem): void;
}

/** How many items were read. */
export interface PimSummary {
  readonly read: number;
  readonly failed: number;
}

/** So often others get their turn. */
const TOGETHER = 100;

/** Reads items one after the other. Whatever is in them, none makes it reject; it does with the signal's reason when that is aborted. */
export async function readPim(request: PimRequest, events: PimEvents = {}): Promise<PimSummary> {
  const summary = { read: 0, failed: 0 };
  let index = 0;
  for await (const bytes of request.items) {
    if (index % TOGETHER === 0) await setImmediate();
    request.signal?.throwIfAborted();
    const item = { index, ...(request.kind === 'contacts' ? readCards(bytes) : readEntries(bytes, request)) };
    index += 1;
    summary[item.failure === null ? 'read' : 'failed'] += 1;
    events.onItem?.(item);
  }
  return summary;
}

type Read = Omit<PimItem, 'index'>;

function readCards(bytes: Uint8Array): Read {
  const identity = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  const { cards, notes, failure } = prepareItem(bytes, (card) => `${identity}-${card}`, null);
  return { texts: cards.map(({ text }) => bytesOf(text)), notes, failure };
}

const KINDS = { calendar: 'VEVENT', tasks: 'VTODO', journal: 'VJOURNAL' } as const;

function readEntries(bytes: Uint8Array, { kind, attendees = 'keep' }: PimRequest): Read {
  const component = kind === 'contacts' ? KINDS.calendar : KINDS[kind];
  const parts = readItemParts(bytes, component);
  const { time } = receivedTime({ indexTime: null, indexTimeFrom: null }, bytes, () => 0);
  const options = { kind: component, attendees, receivedAt: time === 0 ? null : time, subject: subjectOf(bytes) };
  const read = parts.calendars.map((text) => readCalendar(text, options));
  const entries = read.flatMap((calendar) => calendar.entries);
  const notes = [
    ...parts.problems,
    ...read.flatMap(({ problems }) => problems),
    ...entries.flatMap((entry) => entry.notes),
  ];
  const starts = new Map(entries.flatMap(({ uid, recurrence, start }) => (recurrence === null ? [[uid, start]] : [])));
  const texts = entries.map((entry) => bytesOf(formatComponent(wholeComponent(entry, starts.get(entry.uid) ?? null))));
  return { texts, notes, failure: texts.length > 0 ? null : 'there is no calendar entry inside' };
}

/** With what tells it from others. `start`: of its series, whose form and zone an override follows. */
function wholeComponent({ kind, uid, recurrence, lines, components }: Entry, start: Start | null): Component {
  const override = recurrence === null || start === null ? recurrence : recurrenceLike(recurrence, start);
  const identity = [...(uid === '' ? [] : [contentLine('UID', uid)]), ...(override === null ? [] : [override.line])];
  return { name: kind, lines: [...identity, ...lines], components, closed: true };
}
