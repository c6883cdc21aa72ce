/** An event of iCalendar as the Calendar API has it (developers.google.com/workspace/calendar/api/v3/reference/events). */
import { cut } from '../cut.js';
import { textOf } from '../../../core/octets.js';
import type { Component } from '../../../pim/components.js';
import type { ContentLine } from '../../../pim/contentline.js';
import { parseDuration } from '../../../pim/datetime.js';
import type { Entry } from '../../../pim/calendar/entry.js';
import { splitEscaped, unescapeText } from '../../../pim/text.js';
import { type PeopleFields, type People, peopleOf } from './people.js';
import { type EventTime, endTime, eventTime, instantOf, recurrenceOf, zonedTime, type ZonedTime } from './times.js';

/** The fields that are sent. */
export interface EventFields extends PeopleFields {
  readonly summary?: string;
  readonly description?: string;
  readonly location?: string;
  readonly start: EventTime;
  readonly end: EventTime;
  readonly recurrence?: readonly string[];
  readonly status?: 'tentative';
  readonly transparency?: 'transparent';
  readonly visibility?: 'private' | 'confidential';
  readonly sequence?: number;
  readonly reminders: {
    readonly useDefault: false;
    readonly overrides?: readonly { readonly method: 'popup'; readonly minutes: number }[];
  };
  readonly source?: { readonly url: string; readonly title: string };
  readonly extendedProperties: { readonly private: Readonly<Record<string, string>> };
}

/** What the fields of an event depend on. */
export interface EventRules extends People {
  /** The zone of the calendar: times that stand in no zone are in it. */
  readonly zone: string;
}

/** The most reminders an event may have, and how long before it they may be, minutes. */
const MOST_REMINDERS = 5;
const EARLIEST_REMINDER = 40_320;
/** Characters of a value among the extended properties. */
const LONGEST_VALUE = 1024;

/** The fields of an entry; null when it has no start. `notes` gets what has no place. */
export function eventFields(entry: Entry, rules: EventRules, notes: string[]): EventFields | null {
  const { lines } = entry;
  const start = zonedTime(lines, 'DTSTART', rules.zone);
  if (start === null) return null;
  const end = endTime(lines, start, rules.zone);
  const recurrence = recurrenceOf(lines, start, rules.zone);
  const categories = cut(textsOf(lines, 'CATEGORIES').join(', '), LONGEST_VALUE);
  return {
    ...text('summary', textsOf(lines, 'SUMMARY', false).join(' ')),
    ...text('description', descriptionOf(lines, notes)),
    ...text('location', textsOf(lines, 'LOCATION', false).join(' ')),
    start: eventTime(start),
    end: eventTime(end),
    ...(recurrence.length > 0 ? { recurrence } : {}),
    ...(word(lines, 'STATUS') === 'TENTATIVE' ? { status: 'tentative' } : {}),
    ...(word(lines, 'TRANSP') === 'TRANSPARENT' ? { transparency: 'transparent' } : {}),
    ...visibilityOf(word(lines, 'CLASS')),
    ...sequenceOf(word(lines, 'SEQUENCE')),
    reminders: remindersOf(entry.components, start, end, notes),
    ...sourceOf(lines),
    ...peopleOf(lines, rules, notes),
    extendedProperties: { private: categories === '' ? {} : { categories } },
  };
}

/** Whether an entry was called off. Google cannot import one. */
export function isCancelled({ lines }: Entry): boolean {
  return word(lines, 'STATUS') === 'CANCELLED';
}

function text(name: 'summary' | 'description' | 'location', value: string): Partial<Record<typeof name, string>> {
  return value === '' ? {} : { [name]: value };
}

function word(lines: readonly ContentLine[], name: string): string {
  return (lines.find((line) => line.name === name)?.value ?? '').trim().toUpperCase();
}

/** The texts of all lines of a name, the pieces of lists each by itself. */
function textsOf(lines: readonly ContentLine[], wanted: string, isList = true): string[] {
  return lines.flatMap(({ name, value }) => {
    if (name !== wanted) return [];
    const pieces = isList ? splitEscaped(value, ',') : [value];
    return pieces.map((piece) => textOf(unescapeText(piece)).trim()).filter((piece) => piece !== '');
  });
}

/** The description, and below it the files that are on the web. Others have no place at Google. */
function descriptionOf(lines: readonly ContentLine[], notes: string[]): string {
  const links: string[] = [];
  for (const { name, value } of lines) {
    if (name !== 'ATTACH') continue;
    if (/^https?:/i.test(value)) links.push(textOf(value));
    else notes.push('a file of the event has no place at Google: take it with "kerio-exit export"');
  }
  return [...textsOf(lines, 'DESCRIPTION', false), ...links].join('\n\n');
}

function visibilityOf(classification: string): Pick<EventFields, 'visibility'> {
  if (classification === 'CONFIDENTIAL') return { visibility: 'confidential' };
  return classification === 'PRIVATE' ? { visibility: 'private' } : {};
}

function sequenceOf(value: string): Pick<EventFields, 'sequence'> {
  const sequence = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  return sequence > 0 ? { sequence } : {};
}

function sourceOf(lines: readonly ContentLine[]): Pick<EventFields, 'source'> {
  const url = textOf(lines.find(({ name }) => name === 'URL')?.value ?? '').trim();
  return /^https?:\/\/\S+$/i.test(url) ? { source: { url, title: url.slice(0, 100) } } : {};
}

/** Reminders before the start, on the screen: by mail none is sent any more. */
function remindersOf(
  components: readonly Component[],
  start: ZonedTime,
  end: ZonedTime,
  notes: string[],
): EventFields['reminders'] {
  const minutes = new Set<number>();
  for (const { name, lines } of components) {
    if (name !== 'VALARM') continue;
    const before = minutesBefore(lines, start, end);
    if (before === null || before < 0 || before > EARLIEST_REMINDER || minutes.size >= MOST_REMINDERS)
      notes.push('a reminder has no place at Google: it rings after the start, too early, or is one too many');
    else minutes.add(before);
  }
  const overrides = [...minutes].map((each) => ({ method: 'popup' as const, minutes: each }));
  return overrides.length === 0 ? { useDefault: false } : { useDefault: false, overrides };
}

function minutesBefore(lines: readonly ContentLine[], start: ZonedTime, end: ZonedTime): number | null {
  const trigger = lines.find(({ name }) => name === 'TRIGGER');
  if (trigger === undefined) return null;
  const begin = instantOf(start);
  const from = /;RELATED="?END/i.test(trigger.params) ? instantOf(end) : begin;
  const length = parseDuration(trigger.value);
  const at = length === null ? zonedTime(lines, 'TRIGGER', start.zone) : null;
  const instant = length === null ? (at === null ? null : instantOf(at)) : from + length;
  return instant === null ? null : Math.round((begin - instant) / 60);
}
