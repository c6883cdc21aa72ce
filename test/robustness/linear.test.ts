/**
 * Nothing that a stranger can send makes the program work longer than in proportion to its length, or overflows its stack: every
 * piece of a valid item again and again, and every sign grown to ten thousand (docs/reliability.md).
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomSource } from '../../bench/random.mjs';
import { makeTempDir, removeDir } from '../support/temp.js';
import { crowdsOf } from './linear/crowds.js';
import { excessOf } from './linear/growth.js';
import { type Growing, growthsOf } from './linear/mutations.js';
import { kindsOf } from './linear/kinds.js';
import { Subjects } from './linear/subjects.js';
import { isLong, keepFigures, seed, times } from './scale.js';

const dir = makeTempDir('linear');
const subjects = new Subjects(dir);
const figures = { inputs: 0 };

const kinds = kindsOf(subjects);

/** Repetitions in the larger of two inputs. */
const SIZE = times(40_000, 10_000);
/** How many inputs of each kind are tried in the short suite, chosen by the seed. */
const CHOSEN = 40;

beforeAll(() => {
  // A first run compiles what is measured afterwards.
  for (const { subject, text } of kinds) subject(text)();
});
afterAll(() => {
  keepFigures('linear', figures);
  removeDir(dir);
});

function chosen(all: readonly Growing[]): readonly Growing[] {
  if (isLong) return all;
  const random = randomSource(seed);
  return Array.from({ length: Math.min(CHOSEN, all.length) }, () => all[Math.floor(random() * all.length)]).filter(
    (growing) => growing !== undefined,
  );
}

describe.each(kinds)('$name', ({ subject, text, blocks }) => {
  test('costs processor time in proportion to its length', () => {
    const found: string[] = [];
    for (const { name, make } of chosen(growthsOf(text, blocks))) {
      figures.inputs += 1;
      let excess: string | null;
      try {
        excess = excessOf((n) => subject(make(n)), SIZE);
      } catch (error) {
        excess = `throws ${error instanceof Error ? error.message : String(error)}`;
      }
      if (excess !== null) found.push(`${name}: ${excess}`);
    }
    expect(found).toEqual([]);
  });
});

test.each(crowdsOf(subjects, dir))('$name cost processor time in proportion to their number', ({ task }) => {
  expect(excessOf(task, times(40_000, 8_000))).toBeNull();
});
