import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD } from '../transfer/support.js';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { migrateOverFaults, trialOf } from './faults.js';
import { keepFigures, seed, times } from './scale.js';

const TRIALS = times(100, 6);
const trials = Array.from({ length: TRIALS }, (_, at) => trialOf((seed - 1) * TRIALS + at + 1));
const figures = { migrations: 0, fromLiveServers: 0, encrypted: 0, messages: 0, runs: 0, exact: 0 };
const faults = new Map<string, number>();

let server: Dovecot;
beforeAll(async () => {
  const names = trials.flatMap(({ seed: number }) => [`fault${number}`, `fault${number}-from`]);
  server = await startDovecot({ users: Object.fromEntries(names.map((name) => [name, PASSWORD])) });
});
afterAll(async () => {
  keepFigures('migrations over bad lines', { ...figures, ...Object.fromEntries(faults) });
  await server.stop();
});

test(`over lines that drop, delay, split, change and say BYE, ${TRIALS} mailboxes arrive exactly once`, async () => {
  const queue = trials.values();
  const wrong: string[] = [];
  const worker = async (): Promise<void> => {
    for (const trial of queue) {
      const outcome = await migrateOverFaults(server, `fault${trial.seed}`, trial);
      figures.migrations += 1;
      figures.fromLiveServers += trial.live ? 1 : 0;
      figures.encrypted += trial.encrypted ? 1 : 0;
      figures.messages += outcome.expected.length;
      figures.runs += outcome.runs;
      for (const fault of outcome.faults) faults.set(fault, (faults.get(fault) ?? 0) + 1);
      if (isDeepStrictEqual(outcome.found, outcome.expected)) figures.exact += 1;
      else {
        const { found, expected } = outcome;
        wrong.push(`${JSON.stringify(trial)}: ${found.length} of ${expected.length} (${outcome.faults.join(' ')})`);
      }
    }
  };
  // A bad line is mostly waited for.
  await Promise.all(Array.from({ length: 4 }, worker));
  expect(wrong).toEqual([]);
  expect([...faults.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(TRIALS);
});
