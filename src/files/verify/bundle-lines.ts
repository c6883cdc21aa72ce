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

/** What a component is compared by. */
export interface Assignment<Found, Expected> {
  /** Texts by which components that belong together are found; several may have the same. */
  readonly keyOf: { readonly found: (found: Found) => string; readonly expected: (expected: Expected) => string };
  /** What of an expected one a found one lacks. */
  readonly missing: (found: Found, expected: Expected) => string[];
}

/** With how many expected ones a found one is compared at most. */
const MOST_COMPARED = 100;

/**
 * Gives each found component the expected one that it matches best, those with the same key first. Each expected one is given
 * once; null when none is left.
 */
export function assign<Found, Expected>(
  found: readonly Found[],
  expected: readonly Expected[],
  { keyOf, missing }: Assignment<Found, Expected>,
): { readonly pairs: readonly (readonly [Found, Expected | null, string[]])[]; readonly left: readonly Expected[] } {
  const left = new Set(expected);
  const byKey = new Map<string, Set<Expected>>();
  for (const one of expected) byKey.set(keyOf.expected(one), (byKey.get(keyOf.expected(one)) ?? new Set()).add(one));
  const take = (one: Expected): void => {
    left.delete(one);
    byKey.get(keyOf.expected(one))?.delete(one);
  };
  const best = (one: Found, candidates: Iterable<Expected>): readonly [Found, Expected | null, string[]] => {
    let match: Expected | null = null;
    let lacks: string[] = [];
    let compared = 0;
    for (const candidate of candidates) {
      const missed = missing(one, candidate);
      if (match === null || missed.length < lacks.length) [match, lacks] = [candidate, missed];
      compared += 1;
      if (missed.length === 0 || compared === MOST_COMPARED) break;
    }
    return [one, match, lacks];
  };
  const pairs = found.map((one) => {
    const alike = best(one, byKey.get(keyOf.found(one)) ?? []);
    if (alike[1] !== null) take(alike[1]);
    return alike;
  });
  // What nobody has the key of gets what is left.
  const completed = pairs.map((pair) => {
    const other = pair[1] === null ? best(pair[0], left) : pair;
    if (pair[1] === null && other[1] !== null) take(other[1]);
    return other;
  });
  return { pairs: completed, left: [...left] };
}
