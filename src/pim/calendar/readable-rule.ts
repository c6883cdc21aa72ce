import ICAL from 'ical.js';
import { formatRule, type Rule } from '../recurrence.js';

const readable = new Map<string, boolean>();

/** ical.js stands for the importers here: a rule that it refuses would make others refuse the file. */
export function isReadable(rule: Rule): boolean {
  const text = formatRule(rule, null);
  const known = readable.get(text);
  if (known !== undefined) return known;
  let answer = rule.count !== null || !/COUNT=/.test(text);
  try {
    ICAL.Recur.fromString(text);
  } catch {
    answer = false;
  }
  if (readable.size >= 10_000) readable.clear();
  readable.set(text, answer);
  return answer;
}
