/** Changed occurrences of a series: what its recurrence data says of each, and the item that holds the rest. */
import { civilOf, DAY } from '../../../../pim/datetime.js';
import { toUtc } from '../../../../pim/zones/zone.js';
import { textOf } from '../../../../core/octets.js';
import type { PropertyMap } from '../../ltp/properties.js';
import { binary, boolean, int32, text, time } from '../../ltp/values.js';
import type { Attachment } from '../../messaging/message.js';
import { named } from '../../messaging/named.js';
import { basicProperties, messageFlags } from '../basics.js';
import { cutText, setSubject } from '../subject.js';
import { tags } from '../tags.js';
import { setEntryText } from './entry-text.js';
import { busyStatus, type EventContext, isAllDay } from './context.js';
import { type EntryFields, wallIn, type ZonedTime } from './fields.js';
import { attachedTo } from './files.js';
import { globalObjectId, occurrenceObjectId } from './identity.js';
import { meetingOf, setMeeting } from './meeting.js';
import { minutesOf } from './minutes.js';
import type { ChangedOccurrence } from './recurrence-blob.js';
import { reminderMinutes } from './reminder.js';
import type { Change } from './series.js';
import { windowsZoneName, zoneDefinition, zoneRule } from './zone-blobs.js';
import { outlookZone } from './outlook-zone.js';

/** The series that occurrences belong to. */
export interface SeriesSite {
  readonly master: EntryFields;
  /** Its first occurrence. */
  readonly series: ZonedTime;
  readonly minutes: number;
  readonly context: EventContext;
}

/** A changed occurrence with its times. */
export interface PlannedChange {
  readonly blob: ChangedOccurrence;
  readonly fields: EntryFields;
  readonly start: ZonedTime;
  readonly end: ZonedTime;
  /** When it would have begun, on the clock of the series, seconds. */
  readonly original: number;
}

/** Compares each changed occurrence with its series. */
export function changedOccurrences(changes: readonly Change[], site: SeriesSite): PlannedChange[] {
  return changes.map((change) => planned(change, site)).sort((a, b) => a.blob.start - b.blob.start);
}

function planned({ fields, original }: Change, { master, series, minutes, context }: SeriesSite): PlannedChange {
  const { zone } = series;
  const atOriginal = { stamp: { ...series.stamp, wall: original }, zone, utc: toUtc(outlookZone(zone), original) };
  const start = fields.time('DTSTART') ?? atOriginal;
  const hasEnd = fields.has('DTEND') || fields.has('DURATION') || isAllDay(start);
  const end = hasEnd ? fields.end('DTEND', start) : { ...start, utc: start.utc + minutes * 60 };
  const own = differing(fields, master);
  const reminder = reminderMinutes(fields.component, start.utc, end.utc);
  const usual = reminderMinutes(master.component, series.utc, series.utc + minutes * 60);
  const status = busyStatus(fields);
  const files = attachedTo(fields.component, context.beside).files;
  const wall = isAllDay(start) ? start.stamp.wall : wallIn(zone, start.utc);
  const blob: ChangedOccurrence = {
    start: minutesOf(wall),
    end: minutesOf(wall) + Math.round((end.utc - start.utc) / 60),
    original: minutesOf(original),
    ...(own.subject === null ? {} : { subject: own.subject }),
    ...(own.location === null ? {} : { location: own.location }),
    ...(reminder === usual || reminder === null ? {} : { reminderMinutes: reminder }),
    ...((reminder === null) === (usual === null) ? {} : { hasReminder: reminder !== null }),
    ...(status === busyStatus(master) ? {} : { busy: status }),
    ...(isAllDay(start) === isAllDay(series) ? {} : { allDay: isAllDay(start) }),
    ...(files.length > 0 ? { hasAttachments: true } : {}),
    ...(own.hasBody ? { hasBody: true } : {}),
  };
  return { blob, fields, start, end, original };
}

/** What an occurrence says in other words than its series; null where it says the same. */
function differing(fields: EntryFields, master: EntryFields) {
  const line = (name: string): string | null => {
    const own = cutText(fields.oneLine(name), 255);
    return own === cutText(master.oneLine(name), 255) ? null : own;
  };
  const hasBody = fields.text('DESCRIPTION').trim() !== master.text('DESCRIPTION').trim();
  return { subject: line('SUMMARY'), location: line('LOCATION'), hasBody };
}

const exceptionClass = 'IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}';
/** The attachment is a changed occurrence ([MS-OXOCAL] 2.2.10.1.2). */
const isException = 2;

/** The item of a changed occurrence, attached to its series ([MS-OXOCAL] 2.2.10). */
export function exceptionAttachment(change: PlannedChange, { master, series, context }: SeriesSite): Attachment {
  const { blob, fields, start, end, original } = change;
  const { created, modified } = fields.stamps(start.utc);
  const properties = basicProperties({
    class: exceptionClass,
    ...{ created, modified, flags: messageFlags.read | messageFlags.unsent },
    sensitivity: fields.sensitivity,
  });
  const originalUtc = toUtc(outlookZone(series.zone), original);
  const length = end.utc - start.utc;
  setSubject(properties, fields.oneLine('SUMMARY'));
  if (blob.hasBody === true) setEntryText(properties, fields, []);
  properties.set(tags.startDate, time(originalUtc));
  properties.set(tags.endDate, time(originalUtc + length));
  properties.set(named('busyStatus'), int32(busyStatus(fields)));
  properties.set(named('location'), text(cutText(fields.oneLine('LOCATION'), 255)));
  properties.set(named('appointmentStart'), time(start.utc));
  properties.set(named('appointmentEnd'), time(end.utc));
  properties.set(named('commonStart'), time(start.utc));
  properties.set(named('commonEnd'), time(end.utc));
  properties.set(named('clipStart'), time(start.utc));
  properties.set(named('clipEnd'), time(end.utc));
  properties.set(named('appointmentDuration'), int32(Math.round(length / 60)));
  properties.set(named('allDay'), boolean(isAllDay(start)));
  properties.set(named('exceptionReplaceTime'), time(originalUtc));
  properties.set(named('hasOwnBody'), boolean(blob.hasBody === true));
  setOccurrence(properties, change, master, series);
  const { files } = attachedTo(fields.component, context.beside);
  if (files.length > 0)
    properties.set(tags.messageFlags, int32(messageFlags.read | messageFlags.unsent | messageFlags.attachment));
  const meeting = meetingOf(fields, context.owner);
  if (meeting !== null) setMeeting(properties, meeting);
  const recipients = meeting?.recipients ?? [];
  return { properties: attachmentOf(blob, original), content: { properties, recipients, attachments: files } };
}

/** Reminder, zone and id. */
function setOccurrence(
  properties: PropertyMap,
  { fields, start, end, original }: PlannedChange,
  master: EntryFields,
  series: ZonedTime,
): void {
  const minutes = reminderMinutes(fields.component, start.utc, end.utc);
  properties.set(named('reminderSet'), boolean(minutes !== null));
  properties.set(named('reminderTime'), time(start.utc));
  if (minutes !== null) {
    properties.set(named('reminderDelta'), int32(minutes));
    properties.set(named('reminderSignalTime'), time(start.utc - minutes * 60));
  }
  const { year } = civilOf(Math.floor(start.stamp.wall / DAY));
  const rule = { ...zoneRule(outlookZone(start.zone), year), year };
  const zone = binary(zoneDefinition(windowsZoneName(start.zone), [rule], year));
  properties.set(named('startZone'), zone);
  properties.set(named('endZone'), zone);
  const clean = globalObjectId(textOf(master.value('UID')));
  properties.set(named('cleanGlobalObjectId'), binary(clean));
  const day = civilOf(Math.floor(wallIn(series.zone, toUtc(outlookZone(series.zone), original)) / DAY));
  properties.set(named('globalObjectId'), binary(occurrenceObjectId(clean, day)));
}

/** Times of attachments are on the clock of the series, as if it were UTC. */
function attachmentOf(blob: ChangedOccurrence, original: number): PropertyMap {
  const clock = (minutes: number) => time(minutes * 60 - 11_644_473_600);
  return new Map([
    [tags.displayName, text('Untitled')],
    [tags.attachFlags, int32(0)],
    [tags.exceptionReplaceTime, time(original)],
    [tags.attachLinkId, int32(0)],
    [tags.exceptionStart, clock(blob.start)],
    [tags.exceptionEnd, clock(blob.end)],
    [tags.attachmentFlags, int32(isException)],
    [tags.attachmentHidden, boolean(true)],
    [tags.attachmentPhoto, boolean(false)],
  ]);
}
