import type { Component } from '../../../../pim/components.js';
import { parseDuration, parseStamp } from '../../../../pim/datetime.js';
import { paramOf } from './fields.js';

/** Outlook's longest reminder: what is earlier rings then, in minutes. */
const longest = 2_629_440;

/**
 * How many minutes before it begins an entry reminds of itself; null when it does not. Of several reminders the one that comes
 * first in the entry: Outlook has one. Times are unix seconds.
 */
export function reminderMinutes({ components }: Component, start: number, end: number): number | null {
  for (const alarm of components) {
    const trigger = alarm.lines.find(({ name }) => name === 'TRIGGER');
    if (alarm.name !== 'VALARM' || trigger === undefined) continue;
    const fromEnd = paramOf(trigger, 'RELATED').toUpperCase() === 'END';
    const length = parseDuration(trigger.value);
    const at = length === null ? (parseStamp(trigger.value)?.wall ?? null) : (fromEnd ? end : start) + length;
    if (at !== null) return Math.min(longest, Math.max(0, Math.round((start - at) / 60)));
  }
  return null;
}
