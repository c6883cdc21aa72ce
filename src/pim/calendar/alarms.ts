/** Reminders: VALARM (RFC 5545 section 3.6.6), and Kerio's X-ALARM-TRIGGER. */
import type { Component } from '../components.js';
import { type ContentLine, contentLine, edited } from '../contentline.js';
import { formatStamp, strictDuration } from '../datetime.js';
import { toUtc } from '../zones/zone.js';
import { legalLine } from './legal-line.js';
import { type OnceRules, standingOnce } from './once.js';
import { joinStrayLines } from './stray.js';
import { readTimeLine } from './time-lines.js';
import { decidingZone, type ZoneTable } from './zone-table.js';

/** What the alarms of a component have to fit. */
export interface AlarmContext {
  readonly zones: ZoneTable;
  /** Makes of an alarm that sends mail one that is shown. */
  readonly mute: boolean;
  /** What a time before or after is counted from; a task may have an end alone, or neither. */
  readonly anchor: 'start' | 'end' | null;
}

/** What an alarm may have once. Readers allow even attachments no second time. */
const once: OnceRules = new Map([
  ...['ACTION', 'TRIGGER', 'DURATION', 'REPEAT', 'ATTACH', 'UID', 'ACKNOWLEDGED'].map(
    (name) => [name, 'kept'] as const,
  ),
  ['DESCRIPTION', '\\n'],
  ['SUMMARY', '\\, '],
]);

/**
 * The alarm as it is to be written; null when its TRIGGER is empty or nonsense: then it would never ring, and importers refuse
 * the whole file.
 */
export function normaliseAlarm(alarm: Component, context: AlarmContext, notes: string[]): Component | null {
  if (context.anchor === 'start' && isPlain(alarm)) return alarm;
  const own = standingOnce(joinStrayLines(alarm.lines, notes).map(legalLine), once, notes);
  const trigger = own.find(({ name }) => name === 'TRIGGER');
  if (trigger === undefined) return null;
  const written = triggerLine(trigger, context);
  if (written === null) return null;
  const value = (name: string) => own.find((line) => line.name === name)?.value.trim() ?? '';
  const action = value('ACTION').toUpperCase();
  const quiet = context.mute && action === 'EMAIL';
  const dropped = new Set(quiet || action === '' ? ['', 'ACTION', 'ATTENDEE'] : ['']);
  const pause = strictDuration(value('DURATION'));
  if (pause === null || value('REPEAT') === '') for (const name of ['REPEAT', 'DURATION']) dropped.add(name);
  const lines = own.flatMap((line) => {
    if (dropped.has(line.name)) return [];
    if (line === trigger) return [written];
    return line.name === 'DURATION' && pause !== null ? [edited(line, { value: pause })] : [line];
  });
  if (quiet || action === '') lines.unshift(contentLine('ACTION', 'DISPLAY'));
  const isShown = quiet || action === '' || action === 'DISPLAY';
  if (isShown && value('DESCRIPTION') === '')
    return {
      ...alarm,
      lines: [...lines.filter(({ name }) => name !== 'DESCRIPTION'), contentLine('DESCRIPTION', 'Reminder')],
    };
  return { ...alarm, lines };
}

/** The reminder of Kerio's Outlook Connector, which writes no VALARM: `X-ALARM-TRIGGER:-PT15M`. Null when there is none. */
export function connectorAlarm(lines: readonly ContentLine[], context: AlarmContext): Component | null {
  const line = lines.find(({ name }) => name === 'X-ALARM-TRIGGER');
  const trigger =
    line === undefined ? null : triggerLine(contentLine('TRIGGER', line.value.trim(), line.params), context);
  if (trigger === null) return null;
  const alarm = [contentLine('ACTION', 'DISPLAY'), trigger, contentLine('DESCRIPTION', 'Reminder')];
  return { name: 'VALARM', lines: alarm, components: [], closed: true };
}

/** What nearly all alarms are: shown, so long before the start. */
function isPlain({ lines }: Component): boolean {
  const [action, trigger, description] = lines;
  return (
    lines.length === 3 &&
    action?.raw === 'ACTION:DISPLAY' &&
    trigger?.name === 'TRIGGER' &&
    /^TRIGGER:-?P(?:T\d+[MH]|\d+D)$/.test(trigger.raw) &&
    description?.name === 'DESCRIPTION' &&
    description.params === '' &&
    description.value !== ''
  );
}

/** A time before or after the start or end, or an instant. Null: none of them, or there is nothing to count from. */
function triggerLine(trigger: ContentLine, { zones, anchor }: AlarmContext): ContentLine | null {
  const relative = strictDuration(trigger.value);
  if (relative !== null) {
    if (anchor === null) return null;
    const params = trigger.params.replace(/;VALUE=(?:"[^"]*"|[^;]*)/gi, '');
    const atEnd = anchor === 'end' && !/;RELATED=/i.test(params) ? ';RELATED=END' : '';
    const related = anchor === 'end' ? params.replace(/;RELATED="?START"?/i, ';RELATED=END') : params;
    return edited(trigger, { params: `${related}${atEnd}`, value: relative });
  }
  const [time] = readTimeLine(trigger, true).times;
  if (time === undefined) return null;
  const zone = time.tzid === null ? null : decidingZone(zones.source(time.tzid));
  const wall = zone === null ? time.stamp.wall : toUtc(zone, time.stamp.wall);
  return contentLine('TRIGGER', formatStamp({ wall, form: 'utc' }), ';VALUE=DATE-TIME');
}
