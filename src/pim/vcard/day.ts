import type { Octets } from '../../core/octets.js';

/** A calendar day; without a year where the card has none. */
export interface Day {
  readonly year: number | null;
  readonly month: number;
  readonly day: number;
}

/**
 * Reads the day of a date or date-time value: `19801010`, `1980-10-10T00:00:00Z`, `--1010` (RFC 6350 section 4.3), or Apple's
 * year 1604, which means none. Null for anything else.
 */
export function parseDay(value: Octets): Day | null {
  const [, year, month, day] = /^[\t ]*(\d{4}|--)-?(\d{2})-?(\d{2})(?:$|[\tT ])/.exec(value) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const found = {
    year: year === '--' || year === '1604' ? null : Number(year),
    month: Number(month),
    day: Number(day),
  };
  // 2000 was a leap year: a day without a year may be 29 February.
  const date = new Date(Date.UTC(found.year ?? 2000, found.month - 1, found.day));
  return found.year === 0 || date.getUTCMonth() !== found.month - 1 || date.getUTCDate() !== found.day ? null : found;
}
