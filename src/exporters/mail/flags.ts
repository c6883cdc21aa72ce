import type { Item } from '../../store/types.js';

/** The flags of an item as bits, so that what they become in a format can be looked up. */
export const FLAG = { seen: 1, answered: 2, flagged: 4, deleted: 8, draft: 16, forwarded: 32 } as const;

const BITS: ReadonlyMap<string, number> = new Map([
  ['\\seen', FLAG.seen],
  ['\\answered', FLAG.answered],
  ['\\flagged', FLAG.flagged],
  ['\\deleted', FLAG.deleted],
  ['\\draft', FLAG.draft],
  ['$forwarded', FLAG.forwarded],
]);

/** The item's system flags, and `$Forwarded`, which every format has a place of its own for. */
export function flagBits(item: Item): number {
  let bits = 0;
  for (const flag of item.flags) bits |= BITS.get(flag.toLowerCase()) ?? 0;
  return bits;
}

/** Letters for the bits that are set, in the order given. */
export function flagLetters(bits: number, letters: readonly (readonly [bit: number, letter: string])[]): string {
  return letters.reduce((text, [bit, letter]) => (bits & bit ? text + letter : text), '');
}
