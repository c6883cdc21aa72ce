/** Runs that are disturbed, and what is to be left of them: what nobody disturbed leaves. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { MailFormat } from '../../src/naming/folders.js';
import { makeTempDir } from '../support/temp.js';
import {
  type Ended,
  expectPasswords,
  makeSandbox,
  readOutput,
  readOutside,
  run,
  type RunOptions,
  type Sandbox,
  type Tree,
  treeDifferences,
} from './sandbox.js';
import { changeStore, copyTree, DECIDED, makeStore } from './stores.js';

export const PHASES = ['first export', 'delta'] as const;
export type Phase = (typeof PHASES)[number];

/** What a run leaves that nobody disturbs. */
export interface Undisturbed {
  readonly before: Tree;
  readonly after: Tree;
  readonly code: number | null;
  readonly milliseconds: number;
  /** File operations that change the disk, and readings. */
  readonly changes: number;
  readonly reads: number;
}

/** A sandbox with a store, and undisturbed runs over it to compare with. */
export class Trials {
  readonly sandbox: Sandbox;
  readonly #outside: Tree;
  readonly #references: ReadonlyMap<string, Undisturbed>;

  private constructor(sandbox: Sandbox, references: ReadonlyMap<string, Undisturbed>) {
    this.sandbox = sandbox;
    this.#references = references;
    this.#outside = readOutside(sandbox);
  }

  static async prepare(formats: readonly MailFormat[]): Promise<Trials> {
    const sandbox = makeSandbox(makeTempDir('robustness'));
    makeStore(sandbox.source);
    for (const format of formats) {
      rmSync(sandbox.out, { recursive: true, force: true });
      expect(await exportIn(sandbox, format)).toMatchObject({ code: 1, stderr: '' });
      copyTree(sandbox.out, firstOut(sandbox, format));
    }
    changeStore(sandbox.source);
    const references = new Map<string, Undisturbed>();
    for (const format of formats)
      for (const phase of PHASES) references.set(`${format} ${phase}`, await undisturbed(sandbox, format, phase));
    return new Trials(sandbox, references);
  }

  reference(format: MailFormat, phase: Phase): Undisturbed {
    const reference = this.#references.get(`${format} ${phase}`);
    if (reference === undefined) throw new Error(`there is no undisturbed run to ${format}`);
    return reference;
  }

  /** Sets the output folder to what it is at the beginning of a phase. */
  begin(format: MailFormat, phase: Phase): void {
    begin(this.sandbox, format, phase);
  }

  async export(format: MailFormat, options: RunOptions = {}): Promise<Ended> {
    return exportIn(this.sandbox, format, options);
  }

  /** Every file at its final name is wholly old or wholly new; small files are made under a name with `.partial` behind it. */
  expectWholeFiles(name: string, { before, after }: Undisturbed): void {
    const tree = existsSync(this.sandbox.out) ? [...readOutput(this.sandbox)] : [];
    const found = tree.filter(([path]) => !path.endsWith('.partial'));
    const broken = found.filter(([path, state]) => state !== before.get(path) && state !== after.get(path));
    expect({ name, broken: broken.map(([path]) => path) }).toEqual({ name, broken: [] });
  }

  /** One more run leaves, byte for byte, what the undisturbed one left; verify agrees. */
  async expectExactEnd(name: string, format: MailFormat, reference: Undisturbed): Promise<void> {
    const ended = await this.export(format);
    expect({ name, ...ended }).toMatchObject({ name, code: reference.code, stderr: '' });
    this.expectExact(name, reference);
    const verified = await run(this.sandbox, ['verify', this.sandbox.out, '--jobs', '1', '--quiet']);
    expect({ name, ...verified }).toMatchObject({ name, code: 0, stderr: '' });
  }

  /** The output is what the undisturbed run left, and nothing of a run in progress is left. */
  expectExact(name: string, { after }: Undisturbed): void {
    expectPasswords(this.sandbox);
    const differences = treeDifferences(after, readOutput(this.sandbox));
    expect({ name, differences, left: leftovers(this.sandbox) }).toEqual({ name, differences: [], left: [] });
  }

  expectOutsideUntouched(): void {
    expect(treeDifferences(this.#outside, readOutside(this.sandbox))).toEqual([]);
  }
}

function firstOut({ dir }: Sandbox, format: MailFormat): string {
  return join(dir, 'result', `first-${format}`);
}

async function exportIn(sandbox: Sandbox, format: MailFormat, options: RunOptions = {}): Promise<Ended> {
  const args = [
    'export',
    sandbox.source,
    '--out',
    sandbox.out,
    '--mail-format',
    format,
    '--quiet',
    '--jobs',
    '2',
    ...DECIDED,
  ];
  return run(sandbox, args, options);
}

function begin(sandbox: Sandbox, format: MailFormat, phase: Phase): void {
  rmSync(sandbox.out, { recursive: true, force: true });
  if (phase === 'delta') copyTree(firstOut(sandbox, format), sandbox.out);
}

async function undisturbed(sandbox: Sandbox, format: MailFormat, phase: Phase): Promise<Undisturbed> {
  begin(sandbox, format, phase);
  const before: Tree = existsSync(sandbox.out) ? readOutput(sandbox) : new Map();
  const countTo = join(sandbox.dir, 'result/count.json');
  const { code, milliseconds } = await exportIn(sandbox, format, { countTo });
  const counts = JSON.parse(readFileSync(countTo, 'utf8')) as { changes: number; reads: number };
  return { before, after: readOutput(sandbox), code, milliseconds, ...counts };
}

/** What only a run in progress has. */
function leftovers({ out }: Sandbox): string[] {
  const names = readdirSync(join(out, '.kerio-exit'), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /^(?:lock|tmp|parts\/)|partial/.test(name));
}
