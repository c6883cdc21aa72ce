/** An entry of the source against one of the output, as independent readers read both. */
import { ianaZone } from '../../pim/zones/iana.js';
import { resolveTzid } from '../../pim/zones/resolve.js';
import { toUtc } from '../../pim/zones/zone.js';
import type { Moment } from './ical-reader.js';
import { comparable } from './same-text.js';
import type { ReadEntry, SourceEntries } from './source-entries.js';

/** Notes of repairs after which other times are right. */
const TIMES =
  /\b(?:starts?|ends?|ended|times?|dates?|zones?|rules?|occurrences?|series|RRULE|EXRULE|RDATE|EXDATE|UNTIL|DTSTART|DTEND|DUE|DURATION|RECURRENCE-ID|RSCALE|days?|midnights?|clock|hour|instant)\b/;
/** Notes of repairs after which another title is right. */
const TITLES = /SUMMARY|Subject|title|lines?\b|BEGIN|END:|charset|cut|bytes|decoded|characters/;

/** What notes of repairs explain. */
export interface Repaired {
  readonly titles: boolean;
  readonly times: boolean;
}

/** What the notes of a ledger line explain. */
export function repairedBy(notes: readonly string[]): Repaired {
  return { titles: notes.some((note) => TITLES.test(note)), times: notes.some((note) => TIMES.test(note)) };
}

/** What of an entry is not as the source has it, and not repaired, by the names of properties. */
export function entryDifferences(
  source: ReadEntry,
  output: ReadEntry,
  { keepsRules }: SourceEntries,
  repaired: Repaired,
): string[] {
  const different: string[] = [];
  const { title } = source;
  const wanted = title === null ? '' : comparable(title);
  const isTitleOther = wanted !== '' && output.title !== null && comparable(output.title) !== wanted;
  if (isTitleOther && !repaired.titles) different.push('SUMMARY');
  if (repaired.times) return different;
  if (source.isOverride !== output.isOverride) different.push('RECURRENCE-ID');
  const isLike = (a: Moment | null, b: Moment | null): boolean =>
    isSame(a, b) || (source.isAllDay && isDayOf(a, b)) || (a?.isDate === true && b?.isDate === false && !keepsRules());
  if (!isLike(source.start, output.start)) different.push('DTSTART');
  if (!isLike(source.end, output.end)) different.push('DTEND or DUE');
  if (!haveSameOccurrences(source.occurrences, output.occurrences) && keepsRules()) different.push('occurrences');
  return different;
}

/** What only one side has was filled in, or could not be read. */
function isSame(source: Moment | null, output: Moment | null): boolean {
  if (source === null || output === null) return true;
  if (source.isDate !== output.isDate) return false;
  const [own, copy] = [instantOf(source), instantOf(output)];
  return own === null || copy === null ? source.wall === output.wall : own === copy;
}

/** Unix seconds; where the text has no rules of a zone, those of the database count. Null in no zone that is known. */
function instantOf({ wall, utc, tzid }: Moment): number | null {
  const name = utc === null && tzid !== null ? resolveTzid(tzid) : null;
  return name === null ? utc : toUtc(ianaZone(name), wall);
}

/** A midnight anywhere on earth, and the day that it begins. */
function isDayOf(source: Moment | null, output: Moment | null): boolean {
  if (source === null || output?.isDate !== true) return false;
  return Math.abs(output.wall - source.wall) <= 14 * 3600;
}

function haveSameOccurrences(source: readonly Moment[] | null, output: readonly Moment[] | null): boolean {
  if (source === null) return true;
  if (output === null) return source.length <= 1;
  // Days made of midnights, or times of days: their start was held against the source's.
  if (source[0]?.isDate !== output[0]?.isDate) return true;
  return source.length === output.length && source.every((moment, index) => isSame(moment, output[index] ?? null));
}
