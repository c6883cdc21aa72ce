/** Tasks as MAPI knows them ([MS-OXOTASK] 2.2). */
import type { Component } from '../../../../pim/components.js';
import { DAY } from '../../../../pim/datetime.js';
import type { PropertyMap } from '../../ltp/properties.js';
import { binary, boolean, double, int32, text, time } from '../../ltp/values.js';
import type { Message } from '../../messaging/message.js';
import { named } from '../../messaging/named.js';
import { basicProperties, messageFlags } from '../basics.js';
import { setSubject } from '../subject.js';
import { tags } from '../tags.js';
import type { EventContext } from './context.js';
import { setEntryText } from './entry-text.js';
import { importanceOf, type MadeEntries } from './event.js';
import { EntryFields, type ZonedTime } from './fields.js';
import { attachedTo } from './files.js';
import { recurrencePattern } from './recurrence-blob.js';
import { reminderMinutes } from './reminder.js';
import { isSeries, planSeries } from './series.js';

/** `PidLidTaskStatus`. */
const statuses = new Map([
  ['IN-PROCESS', 1],
  ['COMPLETED', 2],
  ['CANCELLED', 4],
]);
const complete = 2;

/** A task with its changed occurrences, which Outlook has no place for: they are tasks of their own. */
export function taskMessages([first, ...overrides]: readonly Component[], context: EventContext): MadeEntries {
  if (first === undefined) return { messages: [], notes: [] };
  const master = new EntryFields(first, context.home);
  const start = master.time('DTSTART') ?? master.time('DUE');
  const loose = overrides.map((override) => new EntryFields(override, context.home));
  if (start === null || !isSeries(master))
    return { messages: [master, ...loose].map((fields) => taskMessage(fields, context, null)), notes: [] };
  const plan = planSeries(master, start, overrides);
  const own = { ...plan, recurrence: plan.recurrence };
  if (own.recurrence === null)
    return {
      messages: [master, ...loose].map((fields) => taskMessage(fields, context, null)),
      notes: ['Outlook cannot repeat a task in this way: it stands once'],
    };
  const days = new Set([...own.recurrence.deleted, ...plan.changes.map(({ original }) => minutesAt(original))]);
  const pattern = recurrencePattern({ ...own.recurrence, deleted: [...days] });
  const messages = [
    taskMessage(master, context, pattern),
    ...[...plan.changes.map(({ fields }) => fields), ...plan.loose].map((fields) => taskMessage(fields, context, null)),
  ];
  return { messages, notes: plan.notes };
}

function minutesAt(wall: number): number {
  return Math.floor((wall + 11_644_473_600) / 60);
}

function taskMessage(fields: EntryFields, context: EventContext, recurrence: Buffer | null): Message {
  const start = fields.time('DTSTART');
  const due = fields.time('DUE') ?? (start !== null && fields.has('DURATION') ? fields.end('DUE', start) : null);
  const { created, modified } = fields.stamps((start ?? due)?.utc ?? 0);
  const attached = attachedTo(fields.component, context.beside);
  const properties = basicProperties({
    class: 'IPM.Task',
    ...{ created, modified, flags: messageFlags.read | (attached.files.length > 0 ? messageFlags.attachment : 0) },
    importance: importanceOf(fields.value('PRIORITY')),
    sensitivity: fields.sensitivity,
    categories: fields.categories,
  });
  setSubject(properties, fields.oneLine('SUMMARY'));
  setEntryText(properties, fields, attached.links);
  properties.set(tags.iconIndex, int32(recurrence === null ? 0x500 : 0x501));
  setProgress(properties, fields);
  setDay(properties, start, named('taskStart'), named('commonStart'));
  setDay(properties, due, named('taskDue'), named('commonEnd'));
  properties.set(named('taskRecurring'), boolean(recurrence !== null));
  if (recurrence !== null) properties.set(named('taskRecurrence'), binary(recurrence));
  setReminder(properties, fields, start, due);
  properties.set(named('isPrivate'), boolean(fields.sensitivity === 'private'));
  properties.set(named('taskTeam'), boolean(false));
  properties.set(named('taskFixed'), boolean(false));
  properties.set(named('taskOwner'), text(''));
  properties.set(named('taskMode'), int32(0));
  properties.set(named('taskState'), int32(1));
  properties.set(named('taskVersion'), int32(1));
  for (const zero of ['taskOwnership', 'taskAcceptance', 'taskActualWork', 'taskTotalWork'] as const)
    properties.set(named(zero), int32(0));
  return { properties, recipients: [], attachments: attached.files };
}

function setProgress(properties: PropertyMap, fields: EntryFields): void {
  const done = fields.time('COMPLETED');
  const said = Number(/^\d{1,3}$/.exec(fields.value('PERCENT-COMPLETE'))?.[0] ?? 0);
  const own = statuses.get(fields.value('STATUS').toUpperCase()) ?? (done === null ? 0 : complete);
  const status = own === 0 && said > 0 ? (said >= 100 ? complete : 1) : own;
  properties.set(named('taskStatus'), int32(status));
  properties.set(named('taskComplete'), boolean(status === complete));
  properties.set(named('taskPercent'), double(status === complete ? 1 : Math.min(said, 99) / 100));
  if (done !== null && status === complete) properties.set(named('taskDoneOn'), time(Math.floor(done.utc / DAY) * DAY));
}

/** A task has days and no hours: its own properties have the midnight on the clock's face, the common ones the instant. */
function setDay(properties: PropertyMap, when: ZonedTime | null, own: number, common: number): void {
  if (when === null) return;
  properties.set(own, time(Math.floor(when.stamp.wall / DAY) * DAY));
  properties.set(common, time(when.utc));
}

function setReminder(
  properties: PropertyMap,
  fields: EntryFields,
  start: ZonedTime | null,
  due: ZonedTime | null,
): void {
  const anchor = start ?? due;
  const minutes = anchor === null ? null : reminderMinutes(fields.component, anchor.utc, (due ?? anchor).utc);
  properties.set(named('reminderSet'), boolean(minutes !== null));
  if (anchor === null || minutes === null) return;
  properties.set(named('reminderDelta'), int32(0));
  properties.set(named('reminderTime'), time(anchor.utc - minutes * 60));
  properties.set(named('reminderSignalTime'), time(anchor.utc - minutes * 60));
}
