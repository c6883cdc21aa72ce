/** Events as MAPI knows them ([MS-OXOCAL] 2.2). */
import type { Component } from '../../../../pim/components.js';
import { civilOf, DAY } from '../../../../pim/datetime.js';
import { toUtc } from '../../../../pim/zones/zone.js';
import { textOf } from '../../../../core/octets.js';
import type { PropertyMap } from '../../ltp/properties.js';
import { binary, boolean, int32, text, time } from '../../ltp/values.js';
import type { Attachment, Message } from '../../messaging/message.js';
import { named } from '../../messaging/named.js';
import { basicProperties, type Importance, messageFlags } from '../basics.js';
import { cutText, setSubject } from '../subject.js';
import { tags } from '../tags.js';
import { busyStatus, type EventContext, isAllDay } from './context.js';
import { setEntryText } from './entry-text.js';
import { changedOccurrences, exceptionAttachment } from './exception.js';
import { EntryFields, type ZonedTime } from './fields.js';
import { attachedTo } from './files.js';
import { globalObjectId } from './identity.js';
import { meetingOf, type Meeting, responses, setMeeting, states } from './meeting.js';
import { appointmentRecurrence, type Frequency } from './recurrence-blob.js';
import { reminderMinutes } from './reminder.js';
import { isSeries, planSeries, type SeriesPlan } from './series.js';
import { windowsZoneName, zoneDefinition, zoneLabel, zoneRule, zoneRules, zoneStruct } from './zone-blobs.js';
import { outlookZone } from './outlook-zone.js';

/** What was made of an entry: items, as a rule one. */
export interface MadeEntries {
  readonly messages: readonly Message[];
  readonly notes: readonly string[];
}

const recurrenceTypes: Readonly<Record<Frequency, number>> = { daily: 1, weekly: 2, monthly: 3, yearly: 4 };
/** What else is to be done with an appointment that is opened, moved or deleted; as Outlook writes it. */
const sideEffects = 0x171;
/** The end that Outlook gives to a series without one: 31 August 4500, 23:59, on the clock of its zone. */
const endOfTime = Date.UTC(4500, 7, 31, 23, 59) / 1000;

/** An event with its changed occurrences: `components` begins with the event itself. */
export function eventMessages([first, ...overrides]: readonly Component[], context: EventContext): MadeEntries {
  if (first === undefined) return { messages: [], notes: [] };
  const master = new EntryFields(first, context.home);
  const start = master.time('DTSTART');
  if (start === null) return { messages: [], notes: ['an event without a start'] };
  const writer = new EventWriter(context);
  if (!isSeries(master)) {
    const all = [master, ...overrides.map((override) => new EntryFields(override, context.home))];
    return { messages: all.flatMap((fields) => writer.single(fields, null)), notes: [] };
  }
  const plan = planSeries(master, start, overrides);
  const messages = [
    ...(plan.recurrence === null ? [] : [writer.series(master, start, plan)]),
    ...plan.singles.flatMap((wall) => writer.single(master, wall)),
    ...plan.loose.flatMap((fields) => writer.single(fields, null)),
  ];
  return { messages, notes: plan.notes };
}

class EventWriter {
  constructor(private readonly context: EventContext) {}

  /** `at`: when it begins in place of its start, on its clock. */
  single(fields: EntryFields, at: number | null): Message[] {
    const own = fields.time('DTSTART');
    if (own === null) return [];
    const length = fields.end('DTEND', own).utc - own.utc;
    const start = at === null ? own : this.#moved(own, at);
    const end = at === null ? fields.end('DTEND', own) : { ...start, utc: start.utc + length };
    const { properties, meeting, attachments } = this.#common(fields, start, end);
    properties.set(named('isRecurring'), boolean(false));
    properties.set(named('recurrenceType'), int32(0));
    properties.set(named('clipStart'), time(start.utc));
    properties.set(named('clipEnd'), time(end.utc));
    properties.set(tags.iconIndex, int32(meeting === null ? 0x400 : 0x402));
    this.#setZones(properties, start, null);
    return [{ properties, recipients: meeting?.recipients ?? [], attachments: finished(properties, attachments) }];
  }

  series(master: EntryFields, written: ZonedTime, plan: SeriesPlan): Message {
    const { recurrence, first } = plan;
    const length = master.end('DTEND', written).utc - written.utc;
    const start = this.#moved(written, first);
    const end = { ...start, utc: start.utc + length };
    const { properties, meeting, attachments } = this.#common(master, start, end);
    if (recurrence !== null) {
      const site = { master, series: start, minutes: Math.round(length / 60), context: this.context };
      const changed = changedOccurrences(plan.changes, site);
      properties.set(
        named('appointmentRecurrence'),
        binary(
          appointmentRecurrence(
            recurrence,
            site.minutes,
            changed.map(({ blob }) => blob),
          ),
        ),
      );
      properties.set(named('recurrenceType'), int32(recurrenceTypes[recurrence.pattern.frequency]));
      const last = recurrence.end === null ? endOfTime : Math.floor(lastWall(recurrence.end.lastDay) / DAY) * DAY;
      properties.set(named('clipStart'), time(this.#instant(start.zone, Math.floor(first / DAY) * DAY)));
      properties.set(named('clipEnd'), time(this.#instant(start.zone, last)));
      for (const change of changed) attachments.push(exceptionAttachment(change, site));
    }
    properties.set(named('isRecurring'), boolean(true));
    properties.set(named('recurrencePattern'), text(''));
    properties.set(tags.iconIndex, int32(meeting === null ? 0x401 : 0x403));
    this.#setZones(properties, start, plan.lastYear);
    return { properties, recipients: meeting?.recipients ?? [], attachments: finished(properties, attachments) };
  }

  #common(
    fields: EntryFields,
    start: ZonedTime,
    end: ZonedTime,
  ): { properties: PropertyMap; meeting: Meeting | null; attachments: Attachment[] } {
    const { created, modified } = fields.stamps(start.utc);
    const properties = basicProperties({
      class: 'IPM.Appointment',
      ...{ created, modified, flags: messageFlags.read },
      importance: importanceOf(fields.value('PRIORITY')),
      sensitivity: fields.sensitivity,
      categories: fields.categories,
    });
    setSubject(properties, fields.oneLine('SUMMARY'));
    const attached = attachedTo(fields.component, this.context.beside);
    setEntryText(properties, fields, attached.links);
    const status = busyStatus(fields);
    properties.set(tags.startDate, time(start.utc));
    properties.set(tags.endDate, time(end.utc));
    properties.set(tags.responseRequested, boolean(true));
    properties.set(named('busyStatus'), int32(status));
    properties.set(named('intendedBusyStatus'), int32(status));
    properties.set(named('location'), text(cutText(fields.oneLine('LOCATION'), 255)));
    properties.set(named('appointmentStart'), time(start.utc));
    properties.set(named('appointmentEnd'), time(end.utc));
    properties.set(named('commonStart'), time(start.utc));
    properties.set(named('commonEnd'), time(end.utc));
    properties.set(named('appointmentDuration'), int32(Math.round((end.utc - start.utc) / 60)));
    properties.set(named('allDay'), boolean(isAllDay(start)));
    properties.set(named('appointmentColor'), int32(labelOf(fields.value('X-LABEL'))));
    properties.set(named('appointmentSequence'), int32(Number(/^\d{1,6}$/.exec(fields.value('SEQUENCE'))?.[0] ?? 0)));
    properties.set(named('isPrivate'), boolean(fields.sensitivity === 'private'));
    properties.set(named('sideEffects'), int32(sideEffects));
    const id = binary(globalObjectId(textOf(fields.value('UID'))));
    properties.set(named('globalObjectId'), id);
    properties.set(named('cleanGlobalObjectId'), id);
    this.#setReminder(properties, fields, start, end);
    const meeting = meetingOf(fields, this.context.owner);
    const canceled = fields.value('STATUS').toUpperCase() === 'CANCELLED' ? states.canceled : 0;
    properties.set(named('appointmentState'), int32(meeting === null ? 0 : meeting.state | canceled));
    properties.set(named('responseStatus'), int32(meeting?.response ?? responses.none));
    properties.set(named('isInvited'), boolean(meeting?.response === responses.organized));
    if (meeting !== null) setMeeting(properties, meeting);
    return { properties, meeting, attachments: [...attached.files] };
  }

  #setReminder(properties: PropertyMap, fields: EntryFields, start: ZonedTime, end: ZonedTime): void {
    const minutes = reminderMinutes(fields.component, start.utc, end.utc);
    properties.set(named('reminderSet'), boolean(minutes !== null));
    properties.set(named('reminderDelta'), int32(minutes ?? 15));
    properties.set(named('reminderTime'), time(start.utc));
    if (minutes !== null) properties.set(named('reminderSignalTime'), time(start.utc - minutes * 60));
  }

  /** The zones of start and end; of a series, up to its last year, also that which it repeats in. */
  #setZones(properties: PropertyMap, start: ZonedTime, lastYear: number | null): void {
    const year = civilOf(Math.floor(start.stamp.wall / DAY)).year;
    const name = windowsZoneName(start.zone);
    const rule = zoneRule(outlookZone(start.zone), year);
    const own = binary(zoneDefinition(name, [{ ...rule, year }], year));
    properties.set(named('startZone'), own);
    properties.set(named('endZone'), own);
    if (lastYear === null) return;
    properties.set(named('zoneStruct'), binary(zoneStruct(rule)));
    properties.set(named('zoneDescription'), text(zoneLabel(start.zone, rule)));
    const rules = zoneRules(start.zone, year, Math.min(2100, Math.max(year, lastYear)));
    properties.set(named('recurrenceZone'), binary(zoneDefinition(name, rules, year, true)));
  }

  /** The same time of another day: on the clock of its zone. */
  #moved(start: ZonedTime, wall: number): ZonedTime {
    if (wall === start.stamp.wall) return start;
    return { stamp: { ...start.stamp, wall }, zone: start.zone, utc: this.#instant(start.zone, wall) };
  }

  #instant(zone: string, wall: number): number {
    return toUtc(outlookZone(zone), wall);
  }
}

/** With the flag that tells that there are files. */
function finished(properties: PropertyMap, attachments: readonly Attachment[]): readonly Attachment[] {
  if (attachments.length > 0) properties.set(tags.messageFlags, int32(messageFlags.read | messageFlags.attachment));
  return attachments;
}

/** Seconds on the clock's face of minutes since 1601. */
function lastWall(minutes: number): number {
  return minutes * 60 - 11_644_473_600;
}

/** PRIORITY: 1 to 4 is high, 5 normal, 6 to 9 low (RFC 5545 section 3.8.1.9). */
export function importanceOf(priority: string): Importance {
  const number = /^[1-9]$/.test(priority) ? Number(priority) : 5;
  return number < 5 ? 'high' : number > 5 ? 'low' : 'normal';
}

/** Kerio's labels have the numbers of Outlook's, 0 to 10. */
function labelOf(label: string): number {
  const number = /^\d{1,2}$/.test(label) ? Number(label) : 0;
  return number <= 10 ? number : 0;
}
