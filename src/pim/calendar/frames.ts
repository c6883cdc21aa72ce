/** Entries whose BEGIN and END lines are missing or cut off: what is left of a damaged item. */
import type { Component } from '../components.js';
import type { ContentLine } from '../contentline.js';
import type { EntryKind } from './kind.js';
import { isPropertyName } from './stray.js';

/** What a calendar says of itself, and no entry has. */
const ofCalendar = new Set([
  'VERSION',
  'PRODID',
  'CALSCALE',
  'METHOD',
  'X-VERSION-KMS',
  'X-KERIO-ORIGINAL-PRODID',
  'BEGIN',
]);

/** A name that is the rest of BEGIN: `GIN:VEVENT`. */
const cutBegin = /^(?:B?E?G?IN|E?G?IN)$/;

/**
 * The entry that lines outside any entry make; null when they make none: an event has a start, a task a start, a due time or a
 * title. `loose` are the lines, `inner` the components that stand beside them; `kind` is what the item is where no END says so.
 */
export function looseEntry(
  loose: readonly ContentLine[],
  inner: readonly Component[],
  kind: EntryKind,
): Component | null {
  const lines = loose.filter(
    ({ name, value }) =>
      !ofCalendar.has(name) && !name.startsWith('X-WR-') && !(cutBegin.test(name) && /^V[A-Z]+\s*$/i.test(value)),
  );
  const has = (name: string) => lines.some((line) => line.name === name && line.value.trim() !== '');
  const isEntry = has('DTSTART') || (kind !== 'VEVENT' && has('SUMMARY')) || (kind === 'VTODO' && has('DUE'));
  if (!isEntry) return null;
  // What stands above the first property is no text of the entry.
  const first = lines.findIndex(({ name }) => isPropertyName(name));
  return { name: kind, lines: lines.slice(first), components: inner, closed: false };
}

/** The kind of a frameless entry by the END that is left of it. */
export function kindOfEnd(problems: readonly string[]): EntryKind | null {
  const text = problems.join(' ');
  return /END:VTODO/.test(text)
    ? 'VTODO'
    : /END:VJOURNAL/.test(text)
      ? 'VJOURNAL'
      : /END:VEVENT/.test(text)
        ? 'VEVENT'
        : null;
}
