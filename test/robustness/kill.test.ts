import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomSource } from '../../bench/random.mjs';
import type { MailFormat } from '../../src/naming/folders.js';
import { makeTempDir, removeDir } from '../support/temp.js';
import {
  type Ended,
  makeSandbox,
  readOutput,
  readOutside,
  run,
  type RunOptions,
  type Sandbox,
  type Tree,
  treeDifferences,
} from './sandbox.js';
import { keepFigures, seed, times } from './scale.js';
import { changeStore, copyTree, makeStore } from './stores.js';

const formats: readonly MailFormat[] = ['mbox', 'maildir', 'eml', 'thunderbird'];
const phases = ['first export', 'delta'] as const;

/** What a run leaves that nobody disturbs. */
interface Undisturbed {
  readonly before: Tree;
  readonly after: Tree;
  readonly code: number | null;
  readonly milliseconds: number;
  /** File operations that change the disk. */
  readonly changes: number;
}

const figures = { kills: 0, byTimer: 0, inMidWrite: 0, ends: 0, exact: 0, verified: 0 };
const references = new Map<string, Undisturbed>();
let sandbox: Sandbox;
let outside: Tree;

const firstOut = (format: MailFormat): string => join(sandbox.dir, 'result', `first-${format}`);

beforeAll(async () => {
  sandbox = makeSandbox(makeTempDir('kill'));
  makeStore(sandbox.source);
  for (const format of formats) {
    rmSync(sandbox.out, { recursive: true, force: true });
    expect(await exportAs(format)).toMatchObject({ code: 1, stderr: '' });
    copyTree(sandbox.out, firstOut(format));
  }
  changeStore(sandbox.source);
  for (const format of formats)
    for (const phase of phases) references.set(`${format} ${phase}`, await undisturbed(format, phase));
  outside = readOutside(sandbox);
}, 600_000);

afterAll(() => {
  keepFigures('kill', figures);
  removeDir(sandbox.dir);
});

async function exportAs(format: MailFormat, options: RunOptions = {}): Promise<Ended> {
  return run(
    sandbox,
    ['export', sandbox.source, '--out', sandbox.out, '--mail-format', format, '--quiet', '--jobs', '2'],
    options,
  );
}

/** Sets the output folder to what it is at the beginning of a phase. */
function prepare(format: MailFormat, phase: (typeof phases)[number]): void {
  rmSync(sandbox.out, { recursive: true, force: true });
  if (phase === 'delta') copyTree(firstOut(format), sandbox.out);
}

async function undisturbed(format: MailFormat, phase: (typeof phases)[number]): Promise<Undisturbed> {
  prepare(format, phase);
  const before: Tree = existsSync(sandbox.out) ? readOutput(sandbox) : new Map();
  const countTo = join(sandbox.dir, 'result/count.json');
  const { code, milliseconds } = await exportAs(format, { countTo });
  const { changes } = JSON.parse(readFileSync(countTo, 'utf8')) as { changes: number };
  return { before, after: readOutput(sandbox), code, milliseconds, changes };
}

/** Kills one run, at a moment or at a file operation. Gives whether it was still running. */
async function killOnce(
  format: MailFormat,
  { milliseconds, changes }: Undisturbed,
  random: () => number,
): Promise<void> {
  const way = random();
  const operation = 1 + Math.floor(random() * changes);
  const ended = await exportAs(
    format,
    way < 0.3 ? { killAfter: random() * milliseconds } : { fault: `${way < 0.7 ? 'kill' : 'torn'}@${operation}` },
  );
  if (ended.signal !== 'SIGKILL') {
    expect(ended.stderr).toBe('');
    return;
  }
  figures.kills += 1;
  figures.byTimer += way < 0.3 ? 1 : 0;
  figures.inMidWrite += way < 0.7 ? 0 : 1;
}

/** Every file at its final name is wholly old or wholly new. */
function wholeFiles({ before, after }: Undisturbed): string[] {
  if (!existsSync(sandbox.out)) return [];
  return [...readOutput(sandbox)]
    .filter(([path, found]) => found !== before.get(path) && found !== after.get(path))
    .map(([path]) => path);
}

test(`after ${times(200, 10)} kills, the next run leaves what an undisturbed run leaves`, async () => {
  const random = randomSource(seed);
  for (let trial = 0; figures.kills < times(200, 10); trial += 1) {
    const format = formats[trial % formats.length] ?? 'mbox';
    const phase = phases[Math.floor(trial / formats.length) % phases.length] ?? 'delta';
    const reference = references.get(`${format} ${phase}`);
    if (reference === undefined) throw new Error('no reference');
    const name = `trial ${trial} of seed ${seed}: ${format}, ${phase}`;
    prepare(format, phase);
    for (let kills = 1 + Math.floor(random() * 3); kills > 0; kills -= 1) {
      await killOnce(format, reference, random);
      expect({ name, broken: wholeFiles(reference) }).toEqual({ name, broken: [] });
    }
    const ended = await exportAs(format);
    expect({ name, ...ended }).toMatchObject({ name, code: reference.code, stderr: '' });
    expect({ name, differences: treeDifferences(reference.after, readOutput(sandbox)) }).toEqual({
      name,
      differences: [],
    });
    expect({ name, left: leftovers() }).toEqual({ name, left: [] });
    figures.ends += 1;
    figures.exact += 1;
    const verified = await run(sandbox, ['verify', sandbox.out, '--jobs', '1']);
    expect({ name, ...verified }).toMatchObject({ name, code: 0, stderr: '' });
    figures.verified += 1;
  }
  expect(treeDifferences(outside, readOutside(sandbox))).toEqual([]);
}, 7_200_000);

/** What only a run in progress has. */
function leftovers(): string[] {
  const own = join(sandbox.out, '.kerio-exit');
  return readdirSync(own, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /^(?:lock|tmp|parts\/)|partial/.test(name),
  );
}

test('a second run on the same folder is refused, and does no harm', async () => {
  const reference = references.get('mbox first export');
  prepare('mbox', 'first export');
  const runs = await Promise.all([exportAs('mbox'), exportAs('mbox'), exportAs('mbox')]);
  const codes = runs.map(({ code }) => code).sort();
  // Whoever comes late may also find the work done.
  expect(codes.filter((code) => code !== 2).length).toBeGreaterThan(0);
  for (const { code, stderr } of runs) {
    if (code === 2) expect(stderr).toMatch(/^kerio-exit: Another kerio-exit \(process \d+\) is writing to .*\.\n$/);
    else expect({ code, stderr }).toEqual({ code: reference?.code, stderr: '' });
  }
  expect(treeDifferences(reference?.after ?? new Map<string, string>(), readOutput(sandbox))).toEqual([]);
});
