/** The commands of docs/scale.md, run as they are written, but for the places of store and output. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { DECIDED } from '../robustness/stores.js';
import { makeCompany, exportArgs, output, reportText, withOut } from '../e2e/company.js';
import { run, type Sandbox, treeDifferences } from '../robustness/sandbox.js';
import { ensureDebian } from '../servers/debian.js';
import { runInShell, type ShellRun } from '../support/shell.js';

const root = resolve(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/scale.md'), 'utf8');

beforeAll(() => {
  ensureDebian(['parallel']);
});

/** The block of code that has these words in it. */
function block(words: string): string {
  const found = [...text.matchAll(/^```\w+\n([^]*?)^```$/gm)].map(([, code = '']) => code);
  const [code, ...others] = found.filter((candidate) => candidate.includes(words));
  if (code === undefined || others.length > 0) throw new Error(`${found.length} blocks, not one with ${words}`);
  return code;
}

/** Runs a script on the sandbox's store and output. */
function bash(sandbox: Sandbox, script: string, env: Readonly<Record<string, string>> = {}): ShellRun {
  const placed = script
    .replaceAll('/srv/kerio-copy', sandbox.source)
    .replaceAll('/mnt/share/export', sandbox.out)
    // So that report.json can be compared with that of the other run.
    .replaceAll(' --quiet', ` --quiet ${DECIDED.join(' ')} --since-cutover 2020-01-03T02:06:00Z`);
  return runInShell(sandbox.dir, placed, env);
}

async function wholeExport(): Promise<Sandbox> {
  const whole = withOut(makeCompany(), 'whole');
  await run(whole, exportArgs(whole));
  return whole;
}

function expectSame(whole: Sandbox, shards: Sandbox): void {
  expect(treeDifferences(output(whole), output(shards))).toEqual([]);
  expect(reportText(shards)).toBe(reportText(whole));
}

test('GNU parallel and xargs', async () => {
  const whole = await wholeExport();
  for (const tool of ['parallel -j', 'xargs -P 2']) {
    const sandbox = withOut(whole, tool.slice(0, 5));
    const { status, stdout, stderr } = bash(sandbox, block(tool));
    // The bundled store has damaged items.
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toContain(`The report is in ${sandbox.out}/report.html`);
    expectSame(whole, sandbox);
  }
});

test('the batch script and the command of the manifest, as their schedulers run them', async () => {
  const whole = await wholeExport();
  const manifest = block('kind: Job');
  const command = /^ +- \|\n((?: {14}.*\n)+)/m.exec(manifest)?.[1]?.replace(/^ {14}/gm, '') ?? '';
  expect(command).toContain('JOB_COMPLETION_INDEX + 1');
  expect(manifest).toContain('completions: 64\n');
  const script = block('#SBATCH');
  expect(script).toContain('--array=1-64%16\n');
  for (const [name, code, variable, first] of [
    ['slurm', script.replace('shards=64', 'shards=2'), 'SLURM_ARRAY_TASK_ID', 1],
    ['kubernetes', command.replace('/64"', '/2"'), 'JOB_COMPLETION_INDEX', 0],
  ] as const) {
    const sandbox = withOut(whole, name);
    for (let at = first; at < first + 2; at += 1) {
      expect(existsSync(join(sandbox.out, 'report.json'))).toBe(false);
      expect(bash(sandbox, code, { [variable]: String(at) })).toMatchObject({ status: 0, stderr: '' });
    }
    expectSame(whole, sandbox);
  }
});
