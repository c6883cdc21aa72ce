/** One object of a calendar, a single event or a series with its changed occurrences, as the requests that make it. */
import type { Octets } from '../../../core/octets.js';
import { textOf } from '../../../core/octets.js';
import type { Entry } from '../../../pim/calendar/entry.js';
import { readCalendar } from '../../../pim/calendar/read.js';
import { readTimeLine } from '../../../pim/calendar/time-lines.js';
import { hashOf, type Made } from '../units.js';
import { type EventFields, eventFields, type EventRules, isCancelled } from './event-json.js';
import { type EventTime, eventTime, timesText, type ZonedTime, zonedTime } from './times.js';

/** A changed occurrence: which one, and what it is now. */
export interface Occurrence {
  readonly originalStartTime: EventTime;
  readonly fields: EventFields;
}

/** The event, and the occurrences of it that were changed. */
export interface EventObject extends Made {
  readonly uid: string;
  readonly master: EventFields;
  readonly occurrences: readonly Occurrence[];
}

/** Reads an object as `exporters/objects` gives it. A text says why it cannot become an event at Google. */
export function readEventObject(text: Octets, uid: Octets, rules: EventRules): EventObject | string {
  const { entries } = readCalendar(text, { kind: 'VEVENT', attendees: 'keep', receivedAt: null, subject: '' });
  const master = entries.find(({ recurrence, kind }) => recurrence === null && kind === 'VEVENT');
  if (master === undefined) return 'there is no event inside';
  if (isCancelled(master)) return 'it was called off: Google cannot import that';
  const notes: string[] = [];
  const start = zonedTime(master.lines, 'DTSTART', rules.zone);
  const fields = eventFields(master, rules, notes);
  if (fields === null || start === null) return 'it has no start';
  const overrides = entries.filter(({ recurrence }) => recurrence !== null);
  const gone = overrides.filter(isCancelled).map((entry) => recurrenceTime(entry, rules.zone));
  const occurrences = overrides.flatMap((entry) => {
    const own = isCancelled(entry) ? null : eventFields(entry, rules, notes);
    return own === null ? [] : [{ originalStartTime: eventTime(recurrenceTime(entry, rules.zone)), fields: own }];
  });
  const exceptions = gone.map((time) => timesText('EXDATE', [time]));
  const recurrence = [...(fields.recurrence ?? []), ...exceptions];
  const whole = recurrence.length === 0 ? fields : { ...fields, recurrence };
  const name = textOf(uid);
  const key = hashOf(JSON.stringify([name, whole, occurrences]));
  return { uid: name, key, notes: [...new Set(notes)], master: whole, occurrences };
}

function recurrenceTime({ recurrence }: Entry, zone: string): ZonedTime {
  const line = recurrence?.line;
  const [when] = line === undefined ? [] : readTimeLine(line).times;
  const stamp = when?.stamp ?? { wall: 0, form: 'date' as const };
  return { stamp, zone: stamp.form === 'utc' ? 'UTC' : (when?.tzid ?? zone) };
}
