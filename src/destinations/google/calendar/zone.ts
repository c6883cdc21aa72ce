/** The zone of a calendar: Kerio keeps none, Google wants one. That in which most of its events stand is the one that people meant. */
import type { Octets } from '../../../core/octets.js';
import { readCalendar } from '../../../pim/calendar/read.js';
import { zonedTime } from './times.js';

/** No zone of that name. */
const NONE = '';

/** The zone in which most of these events begin; null where none of them stands in any but UTC. */
export function commonZone(texts: Iterable<Octets>): string | null {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const { entries } = readCalendar(text, { kind: 'VEVENT', attendees: 'strip', receivedAt: null, subject: '' });
    for (const { lines, recurrence } of entries) {
      const start = recurrence === null ? zonedTime(lines, 'DTSTART', NONE) : null;
      if (start === null || start.zone === NONE || start.stamp.form !== 'floating' || start.zone === 'UTC') continue;
      counts.set(start.zone, (counts.get(start.zone) ?? 0) + 1);
    }
  }
  let common: string | null = null;
  for (const [zone, count] of counts) if (count > (counts.get(common ?? '') ?? 0)) common = zone;
  return common;
}
