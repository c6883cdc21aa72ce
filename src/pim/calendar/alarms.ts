/** Reminders: VALARM (RFC 5545 section 3.6.6). */
import type { Component } from '../components.js';
import { type ContentLine, contentLine, edited } from '../contentline.js';
import { formatStamp, strictDuration } from '../datetime.js';
import { toUtc } from '../zones/zone.js';
import { readTimeLine } from './time-lines.js';
import { decidingZone, type ZoneTable } from './zone-table.js';

/**
 * The alarm as it is to be written; null when its TRIGGER is empty or nonsense: then it would never ring, and importers refuse
 * the whole file. `mute` makes of an alarm that sends mail one that is shown.
 */
export function normaliseAlarm(alarm: Component, zones: ZoneTable, mute: boolean): Component | null {
  if (isPlain(alarm)) return alarm;
  const trigger = alarm.lines.find(({ name }) => name === 'TRIGGER');
  if (trigger === undefined) return null;
  const written = triggerLine(trigger, zones);
  if (written === null) return null;
  const value = (name: string) => alarm.lines.find((line) => line.name === name)?.value.trim() ?? '';
  const action = value('ACTION').toUpperCase();
  const quiet = mute && action === 'EMAIL';
  const dropped = new Set(quiet || action === '' ? ['', 'ACTION', 'ATTENDEE'] : ['']);
  const pause = strictDuration(value('DURATION'));
  if (pause === null || value('REPEAT') === '') for (const name of ['REPEAT', 'DURATION']) dropped.add(name);
  const lines = alarm.lines.flatMap((line) => {
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

/** What nearly all alarms are: shown, so long before the start. */
function isPlain({ lines }: Component): boolean {
  const [action, trigger, description] = lines;
  return (
    lines.length === 3 &&
    action?.raw === 'ACTION:DISPLAY' &&
    trigger?.name === 'TRIGGER' &&
    /^TRIGGER:-?P(?:T\d+[MH]|\d+D)$/.test(trigger.raw) &&
    description?.name === 'DESCRIPTION' &&
    description.value !== ''
  );
}

/** A time before or after the start or end, or an instant. */
function triggerLine(trigger: ContentLine, zones: ZoneTable): ContentLine | null {
  const relative = strictDuration(trigger.value);
  if (relative !== null) {
    const params = trigger.params.replace(/;VALUE=(?:"[^"]*"|[^;]*)/gi, '');
    return edited(trigger, { params, value: relative });
  }
  const [time] = readTimeLine(trigger).times;
  if (time === undefined) return null;
  const zone = time.tzid === null ? null : decidingZone(zones.source(time.tzid));
  const wall = zone === null ? time.stamp.wall : toUtc(zone, time.stamp.wall);
  return contentLine('TRIGGER', formatStamp({ wall, form: 'utc' }), ';VALUE=DATE-TIME');
}
