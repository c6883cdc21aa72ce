/** Properties that may stand once in a card, and dates: what readers refuse whole cards for. */
import { type Octets, trimOctets } from '../../core/octets.js';
import { contentLine, type ContentLine, edited } from '../contentline.js';
import { parseParams } from '../params.js';
import { legalDate } from './day.js';

/** Properties whose value is a date or a time. */
export const dateNames = ['BDAY', 'ANNIVERSARY', 'DEATHDATE', 'REV'] as const;

/** What RFC 2426 and RFC 6350 allow once. */
const once = new Set<string>([
  ...['FN', 'N', 'KIND', 'GENDER', 'PRODID', 'UID', 'CLASS', 'SORT-STRING', 'MAILER', 'X-ADDRESSBOOKSERVER-KIND'],
  ...dateNames,
]);

const dates: ReadonlySet<string> = new Set(dateNames);

/**
 * The lines of a card with each of these properties once: the first that says something; others become extensions (`X-FN`).
 * Dates in spellings that servers refuse are written in one that they take; what is no date becomes an extension too.
 */
export function onceEach(lines: readonly ContentLine[], notes: string[]): readonly ContentLine[] {
  if (isInOrder(lines)) return lines;
  const kept = new Map<string, ContentLine>();
  for (const line of lines) {
    if (!once.has(line.name)) continue;
    const before = kept.get(line.name);
    if (before === undefined || (!saysSomething(before) && saysSomething(line))) kept.set(line.name, line);
  }
  return lines.flatMap((line) => {
    if (!once.has(line.name)) return [line];
    if (kept.get(line.name) === line) return dates.has(line.name) ? datedLine(line, notes) : [line];
    if (!/[^\t-\r ;,]/.test(line.value)) return [];
    notes.push(`a second ${line.name} became ${extensionName(line.name)}`);
    return [extension(line)];
  });
}

/** Nearly every card is: nothing stands twice, and dates are as they should be. */
function isInOrder(lines: readonly ContentLine[]): boolean {
  const seen: string[] = [];
  for (const { name, value } of lines) {
    if (!once.has(name)) continue;
    // It stays short: what stands twice ends the search.
    if (seen.includes(name) || (dates.has(name) && legalDate(value) !== value)) return false;
    seen.push(name);
  }
  return true;
}

function saysSomething({ name, value }: ContentLine): boolean {
  return dates.has(name) ? legalDate(value) !== null : /[^\t-\r ;,]/.test(value);
}

/** The line of a date; none where it is empty. */
function datedLine(line: ContentLine, notes: string[]): ContentLine[] {
  if (trimOctets(line.value) === '') return [];
  const value = legalDate(line.value);
  if (value === line.value) return [line];
  if (value === null) {
    // Only there a word may stand for a date (RFC 6350 section 6.2.5).
    if (parseParams(line.params).some((param) => param.name === 'VALUE' && /^text$/i.test(param.values.join())))
      return [line];
    notes.push(`${line.name} is no date: it became ${extensionName(line.name)}`);
    return [extension(line)];
  }
  notes.push(`${line.name} was written in another way: it became ${value}`);
  return [edited(line, { params: withoutValueType(line.params, value), value })];
}

function extensionName(name: string): string {
  return name.startsWith('X-') ? `${name}-2` : `X-${name}`;
}

function extension(line: ContentLine): ContentLine {
  return contentLine(extensionName(line.name), line.value, withoutValueType(line.params, ''), line.group);
}

/** The parameters without a VALUE that is not the type of the value. */
function withoutValueType(params: Octets, value: Octets): Octets {
  const type = value.includes('T') ? 'date-time' : value === '' ? '' : 'date';
  return params.replace(/;VALUE="?([^;:"]*)"?/gi, (whole: string, named: string) =>
    named.toLowerCase() === type ? whole : '',
  );
}
