/** Recurrence rules (RFC 5545 section 3.3.10): their parts as they were written. What times they name: `occurrences.ts`. */
import { detached } from '../core/octets.js';
import { parseStamp, type Stamp } from './datetime.js';

/** A recurrence rule, its parts in the order and with the values they were written with (upper case). */
export interface Rule {
  readonly parts: readonly (readonly [name: string, value: string])[];
  /** Null: it goes on for ever, or ends by COUNT. */
  readonly until: Stamp | null;
  readonly count: number | null;
  /** What was left out: a part that stands twice, or that no rule has. As it was written. */
  readonly dropped: readonly string[];
}

const frequencies = new Set(['SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']);

/** What a rule may have (RFC 5545 section 3.3.10, RFC 7529). Readers refuse a rule for any other part. */
const partNames = new Set([
  ...['FREQ', 'UNTIL', 'COUNT', 'INTERVAL', 'WKST', 'RSCALE', 'SKIP', 'BYSECOND', 'BYMINUTE', 'BYHOUR'],
  ...['BYDAY', 'BYMONTHDAY', 'BYYEARDAY', 'BYWEEKNO', 'BYMONTH', 'BYSETPOS'],
]);

/**
 * Reads a rule. Blanks, empty parts, letter case and an INTERVAL that is no number do not matter; blanks between values are
 * commas (`BYDAY=MO TU`), days may be written out. Null when it has no FREQ that exists.
 */
export function parseRule(value: string): Rule | null {
  const known = rules.get(value);
  if (known !== undefined) return known;
  const rule = readRule(value);
  if (rules.size >= 1000) rules.clear();
  rules.set(detached(value), rule);
  return rule;
}

/** A calendar has thousands of rules and a few different ones. */
const rules = new Map<string, Rule | null>();

function readRule(value: string): Rule | null {
  const parts: (readonly [string, string])[] = [];
  const dropped: string[] = [];
  for (const piece of value.toUpperCase().split(';')) {
    const text = piece.trim();
    const equals = text.indexOf('=');
    const name = text.slice(0, Math.max(equals, 0)).trim();
    const written = text.slice(equals + 1);
    const value = name.startsWith('BY') ? listed(written) : written.replace(/\s+/g, '');
    const idle = name === 'INTERVAL' && !/^0*[1-9]\d*$/.test(value);
    if (name === '' || value === '' || idle) continue;
    if (!partNames.has(name) || parts.some(([key]) => key === name)) dropped.push(text);
    else parts.push([name, name === 'BYDAY' ? value.replace(writtenOutDay, '$1') : value]);
  }
  const part = (name: string) => parts.find(([key]) => key === name)?.[1];
  if (!frequencies.has(part('FREQ') ?? '')) return null;
  const count = Number(part('COUNT'));
  return {
    parts,
    until: parseStamp(part('UNTIL') ?? ''),
    count: Number.isInteger(count) && count > 0 ? count : null,
    dropped,
  };
}

/** `MO TU` and `MO, TU` are `MO,TU`. */
function listed(value: string): string {
  return value
    .split(/[\s,]+/)
    .filter((piece) => piece !== '')
    .join(',');
}

const writtenOutDay = /(MO|TU|WE|TH|FR|SA|SU)[A-Z]{0,5}DAY/g;

/** Writes a rule; `until` replaces the value of its UNTIL, null takes UNTIL out. */
export function formatRule(rule: Rule, until: string | null): string {
  return rule.parts
    .flatMap(([name, value]) => (name !== 'UNTIL' ? [`${name}=${value}`] : until === null ? [] : [`UNTIL=${until}`]))
    .join(';');
}
