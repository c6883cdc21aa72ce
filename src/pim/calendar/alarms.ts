/** Reminders: VALARM (RFC 5545 section 3.6.6). */
import type { Component } from '../components.js';
import { contentLine } from '../contentline.js';
import { formatStamp, parseDuration } from '../datetime.js';
import { toUtc } from '../zones/zone.js';
import { readTimeLine } from './time-lines.js';
import { decidingZone, type ZoneTable } from './zone-table.js';

/**
 * The alarm as it is to be written; null when its TRIGGER is empty or nonsense: then it would never ring, and importers refuse
 * the whole file. `mute` makes of an alarm that sends mail one that is shown.
 */
export function normaliseAlarm(alarm: Component, zones: ZoneTable, mute: boolean): Component | null {
  const trigger = alarm.lines.find(({ name }) => name === 'TRIGGER');
  if (trigger === undefined) return null;
  const relative = parseDuration(trigger.value) !== null;
  const time = relative ? undefined : readTimeLine(trigger).times[0];
  if (!relative && time === undefined) return null;
  const action =
    alarm.lines
      .find(({ name }) => name === 'ACTION')
      ?.value.trim()
      .toUpperCase() ?? '';
  const quiet = mute && action === 'EMAIL';
  const lines = alarm.lines.flatMap((line) => {
    if (line.name === '' || (quiet && (line.name === 'ATTENDEE' || line.name === 'ACTION'))) return [];
    if (line.name === 'ACTION' && action === '') return [];
    if (line !== trigger || time === undefined) return [line];
    const source = time.tzid === null ? null : zones.source(time.tzid);
    const zone = source === null ? null : decidingZone(source);
    const utc = zone === null ? time.stamp.wall : toUtc(zone, time.stamp.wall);
    return [contentLine('TRIGGER', formatStamp({ wall: utc, form: 'utc' }), ';VALUE=DATE-TIME')];
  });
  if (quiet || action === '') lines.unshift(contentLine('ACTION', 'DISPLAY'));
  if ((quiet || action === '' || action === 'DISPLAY') && !lines.some(({ name }) => name === 'DESCRIPTION'))
    lines.push(contentLine('DESCRIPTION', 'Reminder'));
  return { ...alarm, lines };
}
