/** Numbers, sizes and times as people read them, in the language of the texts. */
import { texts } from './texts.js';

const whole = new Intl.NumberFormat(texts.locale);
const day = new Intl.DateTimeFormat(texts.locale, { dateStyle: 'medium' });
const minute = new Intl.DateTimeFormat(texts.locale, { dateStyle: 'medium', timeStyle: 'short' });

/** `48,112`. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** Bytes in the unit that reads best: `2.7 GB`. */
export function formatBytes(bytes: number): string {
  const { units } = texts;
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? whole.format(Math.round(value)) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** Seconds: `8 s`, `3 min 20 s`, `2 h 05 min`. */
export function formatSeconds(seconds: number): string {
  const rounded = Math.max(0, Math.round(seconds));
  const pair = (value: number): string => String(value % 60).padStart(2, '0');
  if (rounded < 60) return texts.time.seconds(rounded);
  if (rounded < 3600) return texts.time.minutes(Math.floor(rounded / 60), pair(rounded));
  return texts.time.hours(Math.floor(rounded / 3600), pair(Math.floor(rounded / 60)));
}

/** A share of a whole, as whole per cent that say 100 only at the end. */
export function percentOf(done: number, total: number): number {
  return total <= 0 ? 0 : Math.min(done >= total ? 100 : 99, Math.floor((done / total) * 100));
}

/** An instant (ISO 8601) as a day, in the time zone of whoever looks. */
export function formatDay(at: string): string {
  return formatted(day, at);
}

/** An instant with its time of day. */
export function formatMinute(at: string): string {
  return formatted(minute, at);
}

function formatted(format: Intl.DateTimeFormat, at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : format.format(date);
}
