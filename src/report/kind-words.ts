/** Items in the words that people have for them: a contact is no message. */
import type { MovedKind } from '../core/kinds.js';
import { countOf } from './numbers.js';

const NOUNS: Readonly<Record<MovedKind, string>> = {
  mail: 'message',
  contacts: 'contact',
  calendar: 'event',
  tasks: 'task',
  journal: 'journal entry',
  notes: 'note',
  filters: 'filter',
};

/** How many there are of each kind. */
export type KindCounts = Partial<Record<MovedKind, number>>;

/** `12 messages, 3 contacts`; empty without any. */
export function kindsText(counts: KindCounts): string {
  return present(counts)
    .map(([kind, count]) => countOf(count, NOUNS[kind]))
    .join(', ');
}

/** `12 messages` where there is one kind, `15 items (12 messages, 3 contacts)` where there are more. */
export function itemsText(counts: KindCounts): string {
  const kinds = present(counts);
  if (kinds.length === 1) return kindsText(counts);
  const sum = kinds.reduce((all, [, count]) => all + count, 0);
  return kinds.length === 0 ? countOf(0, 'item') : `${countOf(sum, 'item')} (${kindsText(counts)})`;
}

function present(counts: KindCounts): (readonly [MovedKind, number])[] {
  return (Object.keys(NOUNS) as MovedKind[]).flatMap((kind) => {
    const count = counts[kind] ?? 0;
    return count === 0 ? [] : [[kind, count] as const];
  });
}
