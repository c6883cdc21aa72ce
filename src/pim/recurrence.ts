/** Recurrence rules (RFC 5545 section 3.3.10): their parts as they were written. What times they name: `occurrences.ts`. */
import { detached } from '../core/octets.js';
import { parseStamp, type Stamp } from './datetime.js';

/** A recurrence rule, its parts in the order and with the values they were written with (upper case). */
export interface Rule {
  readonly parts: readonly (readonly [name: string, value: string])[];
  /** Null: it goes on for ever, or ends by COUNT. */
  readonly until: Stamp | null;
  readonly count: number | null;
}

const frequencies = new Set(['SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']);

/**
 * Reads a rule. Blanks, empty parts, letter case and an INTERVAL that is no number do not matter. Null when it has no FREQ that
 * exists.
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
  for (const piece of value.toUpperCase().replace(/\s+/g, '').split(';')) {
    const equals = piece.indexOf('=');
    const name = piece.slice(0, Math.max(equals, 0));
    const value = piece.slice(equals + 1);
    const idle = name === 'INTERVAL' && !/^0*[1-9]\d*$/.test(value);
    if (name !== '' && value !== '' && !idle) parts.push([name, value]);
  }
  const part = (name: string) => parts.find(([key]) => key === name)?.[1];
  if (!frequencies.has(part('FREQ') ?? '')) return null;
  const count = Number(part('COUNT'));
  return { parts, until: parseStamp(part('UNTIL') ?? ''), count: Number.isInteger(count) && count > 0 ? count : null };
}

/** Writes a rule; `until` replaces the value of its UNTIL, null takes UNTIL out. */
export function formatRule(rule: Rule, until: string | null): string {
  return rule.parts
    .flatMap(([name, value]) => (name !== 'UNTIL' ? [`${name}=${value}`] : until === null ? [] : [`UNTIL=${until}`]))
    .join(';');
}
