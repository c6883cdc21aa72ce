/** A task of iCalendar as the Tasks API has it: a title, a text, a day, done or not. Everything else is said in the text. */
import { cut } from '../cut.js';
import { textOf, trimOctets } from '../../../core/octets.js';
import { formatStamp, isoStamp } from '../../../pim/datetime.js';
import { readCalendar } from '../../../pim/calendar/read.js';
import { readTimeLine } from '../../../pim/calendar/time-lines.js';
import type { ContentLine } from '../../../pim/contentline.js';
import { splitEscaped, unescapeText } from '../../../pim/text.js';
import type { Octets } from '../../../core/octets.js';
import { hashOf, type Made } from '../units.js';

/** The fields that are sent. */
export interface TaskFields {
  readonly title: string;
  readonly notes?: string;
  /** Midnight of the day, in UTC: the API keeps no hour. */
  readonly due?: string;
  readonly status: 'needsAction' | 'completed';
  readonly completed?: string;
}

/** A task, ready. */
export interface TaskObject extends Made {
  readonly fields: TaskFields;
}

/** The most characters that the API takes. */
const LONGEST_TITLE = 1024;
const LONGEST_NOTES = 8192;

/** What has no field of its own, and what it is called in the text. */
const TOLD: Readonly<Record<string, string>> = {
  DTSTART: 'Start',
  PRIORITY: 'Priority',
  'PERCENT-COMPLETE': 'Percent complete',
  CATEGORIES: 'Categories',
  LOCATION: 'Location',
  RRULE: 'Repeats',
  URL: 'Link',
};
const STATES: Readonly<Record<string, string>> = { 'IN-PROCESS': 'in progress', CANCELLED: 'cancelled' };

/** Reads a task as `exporters/objects` gives it. A text says why it cannot be one at Google. */
export function readTask(text: Octets): TaskObject | string {
  const { entries } = readCalendar(text, { kind: 'VTODO', attendees: 'keep', receivedAt: null, subject: '' });
  const entry = entries.find(({ kind, recurrence }) => kind === 'VTODO' && recurrence === null);
  if (entry === undefined) return 'there is no task inside';
  const notes: string[] = [];
  if (entries.length > 1) notes.push('a changed occurrence of the task has no place at Google');
  const { lines } = entry;
  const state = valueOf(lines, 'STATUS').toUpperCase();
  const isDone = state === 'COMPLETED' || valueOf(lines, 'PERCENT-COMPLETE') === '100';
  const told = toldOf(lines, state);
  if (told.length > 0) notes.push('what a task at Google has no field for stands in its notes');
  const hour = hourOf(lines);
  if (hour !== null) told.push(`Due at: ${hour}`);
  const body = [textsOf(lines, 'DESCRIPTION').join('\n'), told.join('\n')].filter((each) => each !== '').join('\n\n');
  const title = textsOf(lines, 'SUMMARY').join(' ').replace(/\s+/g, ' ').trim();
  if (title.length > LONGEST_TITLE || body.length > LONGEST_NOTES)
    notes.push('its text is longer than Google takes: the rest was cut');
  const due = dayOf(lines, 'DUE');
  const completed = isDone ? instantOf(lines, 'COMPLETED') : null;
  const fields: TaskFields = {
    title: cut(title, LONGEST_TITLE),
    ...(body === '' ? {} : { notes: cut(body, LONGEST_NOTES) }),
    ...(due === null ? {} : { due: `${due}T00:00:00.000Z` }),
    status: isDone ? 'completed' : 'needsAction',
    ...(completed === null ? {} : { completed }),
  };
  return { key: taskKey(fields), notes, fields };
}

/** What makes two tasks the same one: there is no room for a key of ours that nobody sees. */
export function taskKey({ title, notes, due, status }: Partial<TaskFields>): string {
  return hashOf(JSON.stringify([title ?? '', (notes ?? '').trim(), (due ?? '').slice(0, 10), status ?? 'needsAction']));
}

function toldOf(lines: readonly ContentLine[], state: string): string[] {
  const told = Object.entries(TOLD).flatMap(([name, label]) => {
    const value = name === 'DTSTART' ? (dayOf(lines, name) ?? '') : textsOf(lines, name).join(', ');
    const isNothing =
      value === '' ||
      (name === 'PRIORITY' && value === '0') ||
      (name === 'PERCENT-COMPLETE' && /^(0|100)$/.test(value));
    return isNothing ? [] : [`${label}: ${value}`];
  });
  const word = STATES[state];
  return word === undefined ? told : [`State: ${word}`, ...told];
}

function valueOf(lines: readonly ContentLine[], name: string): string {
  return trimOctets(lines.find((line) => line.name === name)?.value ?? '');
}

function textsOf(lines: readonly ContentLine[], wanted: string): string[] {
  return lines.flatMap(({ name, value }) => {
    if (name !== wanted) return [];
    const pieces = wanted === 'CATEGORIES' ? splitEscaped(value, ',') : [value];
    return pieces.map((piece) => textOf(unescapeText(piece)).trim());
  });
}

function dayOf(lines: readonly ContentLine[], name: string): string | null {
  const line = lines.find((candidate) => candidate.name === name);
  const [when] = line === undefined ? [] : readTimeLine(line).times;
  return when === undefined ? null : isoStamp(when.stamp).slice(0, 10);
}

/** The hour at which a task is due; null where it is due some time of the day. */
function hourOf(lines: readonly ContentLine[]): string | null {
  const line = lines.find(({ name }) => name === 'DUE');
  const [when] = line === undefined ? [] : readTimeLine(line).times;
  if (when === undefined || when.stamp.form === 'date') return null;
  const text = formatStamp(when.stamp);
  const zone = when.stamp.form === 'utc' ? ' UTC' : when.tzid === null ? '' : ` ${when.tzid}`;
  return `${text.slice(9, 11)}:${text.slice(11, 13)}${zone}`;
}

function instantOf(lines: readonly ContentLine[], name: string): string | null {
  const line = lines.find((candidate) => candidate.name === name);
  const [when] = line === undefined ? [] : readTimeLine(line).times;
  return when?.stamp.form === 'utc' ? isoStamp(when.stamp) : null;
}
