import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomSource } from '../../bench/random.mjs';
import type { MailFormat } from '../../src/naming/folders.js';
import { removeDir } from '../support/temp.js';
import { isLong, keepFigures, seed, times } from './scale.js';
import { PHASES, Trials, type Undisturbed } from './trials.js';

const formats: readonly MailFormat[] = isLong
  ? ['mbox', 'maildir', 'eml', 'thunderbird', 'pst']
  : ['mbox', 'maildir', 'pst'];
const figures = { kills: 0, byTimer: 0, inMidWrite: 0, ends: 0, exact: 0 };
let trials: Trials;

beforeAll(async () => {
  trials = await Trials.prepare(formats);
});
afterAll(() => {
  keepFigures('kills', figures);
  removeDir(trials.sandbox.dir);
});

/** Kills one run: at a moment, before a file operation, or in the middle of a write. It may also come to its end before. */
async function killOnce(format: MailFormat, { milliseconds, changes }: Undisturbed, random: () => number) {
  const way = random();
  const operation = 1 + Math.floor(random() * changes);
  const fault = `${way < 0.7 ? 'kill' : 'torn'}@${operation}`;
  const ended = await trials.export(format, way < 0.3 ? { killAfter: random() * milliseconds } : { fault });
  if (ended.signal !== 'SIGKILL') {
    expect(ended.stderr).toBe('');
    return;
  }
  figures.kills += 1;
  if (way < 0.3) figures.byTimer += 1;
  else if (way >= 0.7) figures.inMidWrite += 1;
}

test(`after ${times(200, 4)} kills, the next run leaves what an undisturbed run leaves`, async () => {
  const random = randomSource(seed);
  for (let trial = 0; figures.kills < times(200, 4); trial += 1) {
    const format = formats[trial % formats.length] ?? 'mbox';
    const phase = PHASES[Math.floor(trial / formats.length) % PHASES.length] ?? 'delta';
    const reference = trials.reference(format, phase);
    const name = `trial ${trial} of seed ${seed}: ${format}, ${phase}`;
    trials.begin(format, phase);
    for (let kills = 1 + Math.floor(random() * 3); kills > 0; kills -= 1) {
      await killOnce(format, reference, random);
      trials.expectWholeFiles(name, reference);
    }
    figures.ends += 1;
    await trials.expectExactEnd(name, format, reference);
    figures.exact += 1;
  }
  trials.expectOutsideUntouched();
});

test('a second run on the same folder is refused, and does no harm', async () => {
  const reference = trials.reference('mbox', 'first export');
  trials.begin('mbox', 'first export');
  const runs = await Promise.all([trials.export('mbox'), trials.export('mbox'), trials.export('mbox')]);
  for (const { code, stderr } of runs) {
    if (code === 2) expect(stderr).toMatch(/^kerio-exit: Another kerio-exit \(process \d+\) is writing to .*\.\n$/);
    // Whoever comes late may also find the work done.
    else expect({ code, stderr }).toEqual({ code: reference.code, stderr: '' });
  }
  expect(runs.some(({ code }) => code === reference.code)).toBe(true);
  trials.expectExact('two at once', reference);
});
