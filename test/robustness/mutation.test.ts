import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomSource } from '../../bench/random.mjs';
import { fsPath, nameFromBytes } from '../../src/core/escaped-path.js';
import { makeTempDir, removeDir } from '../support/temp.js';
import { ledgerLines } from './ledgers.js';
import { mutateStore } from './mutations.js';
import { type Ended, expectSentence, makeSandbox, readOutside, run, type Sandbox, treeDifferences } from './sandbox.js';
import { keepFigures, seed, times } from './scale.js';
import { DECIDED, makeSmallStore } from './stores.js';

const STORES = times(250, 3);
const DAMAGE = 16;

const figures = { stores: 0, mutations: 0, items: 0, runs: 0 };
let sandbox: Sandbox;

beforeAll(() => {
  sandbox = makeSandbox(makeTempDir('mutation'));
});
afterAll(() => {
  keepFigures('mutations', figures);
  removeDir(sandbox.dir);
});

/** Stems of all items that lie where a client of the server would see them. */
function visibleItems(dir: string, inMessages = false): string[] {
  return readdirSync(fsPath(dir), { withFileTypes: true, encoding: 'buffer' }).flatMap((entry) => {
    const name = nameFromBytes(entry.name);
    const isMessages = name.toLowerCase() === '#msgs';
    if (inMessages) return name.length > 4 && name.toLowerCase().endsWith('.eml') ? [name.slice(0, -4)] : [];
    if (!entry.isDirectory() || (!isMessages && /^(?:#(?!public|resources)|__)/.test(name))) return [];
    return visibleItems(join(dir, name), isMessages);
  });
}

function ledgerItems(out: string): string[] {
  return ledgerLines(out)
    .filter(({ result }) => result !== 'missing')
    .map(({ stem, uid }) => stem ?? Number(uid).toString(16).padStart(8, '0'));
}

/** A run that came to an end of its own: with a code of the documentation, and without a stack trace. */
function expectNoCrash(name: string, ended: Ended): void {
  figures.runs += 1;
  expect({ name, ...ended }).toMatchObject({ name, signal: null });
  if (ended.code === 0 || ended.code === 1) expect({ name, stderr: ended.stderr }).toEqual({ name, stderr: '' });
  else {
    expect({ name, code: ended.code, stderr: ended.stderr }).toMatchObject({ name, code: 2 });
    expectSentence(ended);
  }
}

test(`${STORES} stores with ${DAMAGE} damages each: no crash, a line for every item, nothing touched`, async () => {
  for (let at = 0; at < STORES; at += 1) {
    const random = randomSource(seed * 100_000 + at);
    makeSmallStore(sandbox.source);
    const done = mutateStore(sandbox.source, DAMAGE, random);
    const name = `store ${at} of seed ${seed}: ${done.join('; ')}`;
    rmSync(sandbox.out, { recursive: true, force: true });
    const before = readOutside(sandbox);
    const format = ['mbox', 'maildir', 'eml', 'thunderbird'][at % 4] ?? 'mbox';
    const args = ['export', sandbox.source, '--out', sandbox.out, '--mail-format', format, '--quiet', ...DECIDED];
    const ended = await run(sandbox, args);
    expectNoCrash(name, ended);
    expectNoCrash(name, await run(sandbox, ['inspect', sandbox.source, '--folders', '--formats']));
    if (ended.code === 0 || ended.code === 1) {
      const items = visibleItems(join(sandbox.source, 'store/mail')).sort();
      expect({ name, items: ledgerItems(sandbox.out).sort() }).toEqual({ name, items });
      const verified = await run(sandbox, ['verify', sandbox.out, '--quiet']);
      expect({ name, ...verified }).toMatchObject({ name, code: 0, stdout: '', stderr: '' });
      const again = await run(sandbox, args);
      expect({ name, code: again.code, stderr: again.stderr }).toEqual({ name, code: ended.code, stderr: '' });
      figures.items += items.length;
    }
    expect({ name, touched: treeDifferences(before, readOutside(sandbox)) }).toEqual({ name, touched: [] });
    figures.stores += 1;
    figures.mutations += done.length;
  }
});
