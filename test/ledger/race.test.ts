/** Processes that find the same lock without a holder: exactly one gets it. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { FolderLock } from '../../src/core/lock.js';
import { thisPlace } from '../../src/core/machine.js';
import { bundledModule } from '../support/bundled.js';
import { tempDir } from '../support/temp.js';

/** A number above every limit that Linux sets: no process has it. */
const NOBODY = 4_194_399;
const stale = JSON.stringify({ ...thisPlace(), token: 'gone', pid: NOBODY });
const claim = `lock.${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`;

/** What is left in a folder: nothing, a lock, or that of somebody who was killed while he took one over. */
const LEFT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no lock': {},
  'a lock without a holder': { lock: stale },
  'a lock that was being taken over': {
    lock: stale,
    [claim]: JSON.stringify({ ...thisPlace(), token: 'too', pid: NOBODY }),
  },
};

let children: ChildProcessWithoutNullStreams[] = [];
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
});

/** A process that answers each line with one of its own. */
function start(
  script: string,
  lockModule: string,
  ...args: readonly string[]
): { ask: (line: string) => Promise<string> } {
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), lockModule, ...args]);
  children.push(child);
  child.stderr.pipe(process.stderr);
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ask: async (line) => {
      child.stdin.write(`${line}\n`);
      const answer = await answers.next();
      return answer.done === true ? 'ended' : answer.value;
    },
  };
}

function makeFolder(dir: string, left: Readonly<Record<string, string>>): string {
  mkdirSync(dir, { recursive: true });
  for (const [name, text] of Object.entries(left)) writeFileSync(join(dir, name), text);
  return dir;
}

test.each(Object.entries(LEFT))('%s: wherever another comes in between, exactly one gets it', async (_, left) => {
  const first = start('halting.mjs', await bundledModule('core/lock.ts'));
  const root = tempDir('race');
  let halt = 0;
  for (let halted = true; halted; ) {
    halt += 1;
    const dir = makeFolder(join(root, String(halt)), left);
    let answer = await first.ask(`${dir} ${halt}`);
    halted = answer === 'halted';
    const second = FolderLock.take(dir, null);
    if (halted) answer = await first.ask('go on');
    const got = second instanceof FolderLock;
    expect({ halt, first: answer, second: got }).toEqual({ halt, first: got ? 'refused' : 'got', second: got });
    expect(readdirSync(dir)).toEqual(['lock']);
    if (second instanceof FolderLock) {
      second.beat(Date.now() + 60_000);
      expect(second.lost.aborted).toBe(false);
      second.release();
    }
  }
  expect(halt).toBeGreaterThan(10);
});

test('of several that begin at once exactly one gets it', async () => {
  const count = 3;
  const lockModule = await bundledModule('core/lock.ts');
  const racers = Array.from({ length: count }, () => start('racer.mjs', lockModule, String(count)));
  const root = tempDir('race');
  for (let round = 0; round < 24; round += 1) {
    const left = Object.values(LEFT)[round % 3] ?? {};
    const dir = makeFolder(join(root, String(round)), left);
    mkdirSync(join(dir, 'ready'));
    const said = await Promise.all(racers.map(({ ask }) => ask(dir)));
    expect({ round, said: said.sort() }).toEqual({ round, said: ['got', 'refused', 'refused'] });
    expect(readdirSync(dir).sort()).toEqual(['lock', 'ready']);
  }
});
