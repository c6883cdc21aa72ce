/** Content lines as a multiset: what must still be there when a card or event has been written. */
import type { ContentLine } from '../../pim/contentline.js';

/** The lines of a component in the output, to be taken out one by one. */
export class LineBag {
  readonly #counts = new Map<string, number>();

  constructor(lines: readonly ContentLine[]) {
    for (const { raw } of lines) this.#counts.set(raw, (this.#counts.get(raw) ?? 0) + 1);
  }

  /** The names of those lines that are not in the bag, as often as they should be. */
  missing(lines: readonly ContentLine[]): string[] {
    const taken = new Map<string, number>();
    const missing: string[] = [];
    for (const { raw, name } of lines) {
      const count = (taken.get(raw) ?? 0) + 1;
      taken.set(raw, count);
      if (count > (this.#counts.get(raw) ?? 0)) missing.push(name === '' ? 'a stray line' : name);
    }
    return missing;
  }
}

/**
 * Gives each found component the expected one that it matches best. `missing` tells what of an expected one it lacks. Each
 * expected one is given once; null when none is left.
 */
export function assign<Found, Expected>(
  found: readonly Found[],
  expected: readonly Expected[],
  missing: (found: Found, expected: Expected) => string[],
): { readonly pairs: readonly (readonly [Found, Expected | null, string[]])[]; readonly left: readonly Expected[] } {
  const left = [...expected];
  const pairs = found.map((one): readonly [Found, Expected | null, string[]] => {
    let best = -1;
    let lacks: string[] = [];
    for (const [at, candidate] of left.entries()) {
      const missed = missing(one, candidate);
      if (best < 0 || missed.length < lacks.length) [best, lacks] = [at, missed];
      if (missed.length === 0) break;
    }
    const [match] = best < 0 ? [] : left.splice(best, 1);
    return [one, match ?? null, lacks];
  });
  return { pairs, left };
}
