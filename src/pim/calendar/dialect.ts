/** What Kerio's Outlook Connector says in words of its own (docs/store-format.md): turned into what other programs know. */
import { type ContentLine, contentLine, edited } from '../contentline.js';
import { DAY } from '../datetime.js';
import { escapeText, splitEscaped, unescapeText } from '../text.js';
import { dayOf } from './start.js';
import { dateOf, type When } from './time-lines.js';

/** Outlook's labels by the number in X-LABEL; 0 is none. */
const labels = [
  ...['', 'Important', 'Business', 'Personal', 'Vacation', 'Must Attend', 'Travel Required', 'Needs Preparation'],
  ...['Birthday', 'Anniversary', 'Phone Call'],
];

/** The lines with TRANSP for an event that leaves its time free, and a category for its label. */
export function withPlainWords(
  lines: readonly ContentLine[],
  kind: 'VEVENT' | 'VTODO' | 'VJOURNAL',
): readonly ContentLine[] {
  const value = (name: string) =>
    lines
      .find((line) => line.name === name)
      ?.value.trim()
      .toUpperCase() ?? '';
  const isFree = kind === 'VEVENT' && value('X-MICROSOFT-CDO-BUSYSTATUS') === 'FREE';
  const label = /^\d{1,2}$/.test(value('X-LABEL')) ? (labels[Number(value('X-LABEL'))] ?? '') : '';
  if (!isFree && label === '') return lines;
  return withLabel(isFree ? withFreeTime(lines) : lines, label);
}

/** Outlook's own word counts: the Connector writes OPAQUE beside any of them. */
function withFreeTime(lines: readonly ContentLine[]): readonly ContentLine[] {
  if (!lines.some(({ name }) => name === 'TRANSP')) return [...lines, contentLine('TRANSP', 'TRANSPARENT')];
  return lines.map((line) => (line.name === 'TRANSP' ? edited(line, { value: 'TRANSPARENT' }) : line));
}

function withLabel(lines: readonly ContentLine[], label: string): readonly ContentLine[] {
  if (label === '') return lines;
  const written = lines
    .filter(({ name }) => name === 'CATEGORIES')
    .flatMap(({ value }) => splitEscaped(value, ',').map((piece) => unescapeText(piece).trim().toLowerCase()));
  if (written.includes(label.toLowerCase())) return lines;
  const at = lines.findIndex(({ name }) => name === 'CATEGORIES');
  if (at < 0) return [...lines, contentLine('CATEGORIES', escapeText(label))];
  return lines.map((line, index) =>
    index === at ? edited(line, { value: `${line.value},${escapeText(label)}` }) : line,
  );
}

/** True where the item says that it is about whole days. */
export function isAllDay(lines: readonly ContentLine[]): boolean {
  return lines.some(({ name, value }) => name === 'X-MICROSOFT-CDO-ALLDAYEVENT' && /^\s*TRUE\s*$/i.test(value));
}

/**
 * The days that a start and an end at midnight stand for; null when they are at other hours. Midnights on the clock of the time's
 * zone; in UTC those of a zone nobody names, whose days are the nearest.
 */
export function wholeDays(start: When, end: When | null): { readonly start: When; readonly end: When | null } | null {
  if (!isMidnight(start) || (end !== null && !isMidnight(end))) return null;
  if (start.stamp.form === 'utc' && end !== null && !isWholeDays(end.stamp.wall - start.stamp.wall)) return null;
  const day = ({ stamp }: When): When => ({ stamp: dayOf(stamp), tzid: null });
  return { start: day(start), end: end === null ? null : day(end) };
}

function isMidnight({ stamp }: When): boolean {
  if (stamp.form === 'date') return true;
  return stamp.form === 'utc' ? stamp.wall % 900 === 0 : dateOf(stamp).wall === stamp.wall;
}

/** Days of which one may have an hour more or less. */
function isWholeDays(seconds: number): boolean {
  return Math.abs(seconds - Math.round(seconds / DAY) * DAY) <= 3600;
}
