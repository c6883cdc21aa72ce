import { mkdirSync, writeFileSync } from 'node:fs';

/** How much is tried: a small fixed part with the other tests, everything with `npm run robustness`. */
export const isLong = process.env['KERIO_EXIT_ROBUSTNESS'] === 'long';

/** At most so many trials of a kind, where there is little time. */
const most = Number(process.env['KERIO_EXIT_TRIALS'] ?? Infinity);

/** The number for the long suite, or for the small one. */
export function times(long: number, small: number): number {
  return isLong ? Math.min(long, most) : small;
}

/** Where every random choice of the suite comes from: another seed tries other things. */
export const seed = Number(process.env['KERIO_EXIT_SEED'] ?? 1);

/** Keeps figures of the long suite for `npm run robustness` to show. */
export function keepFigures(name: string, figures: Readonly<Record<string, number>>): void {
  if (!isLong) return;
  mkdirSync('out/robustness', { recursive: true });
  writeFileSync(`out/robustness/${name}.json`, `${JSON.stringify(figures)}\n`);
}
