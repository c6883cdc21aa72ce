/** A thread that breaks at its work: that is said in words, the session goes on, and the same work begun again goes through. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OutcomeView, WorkName } from '../../src/ui/api.js';
import { builtFile } from '../../src/core/program-files.js';
import { makeTempDir, removeDir } from '../support/temp.js';
import { bundledStore } from './bundled-store.js';
import { hasEnded, type Served, startServed } from './served.js';

const dir = makeTempDir('ui-broken');
/** While it is there the thread breaks. */
const when = join(dir, 'break');
type How = 'throw' | 'exit' | 'memory';

const WORDS: Readonly<Record<How, string>> = {
  throw: 'nobody foresaw this',
  exit: 'a thread ended with code 7 before its work was done',
  memory: 'there was not enough memory',
};

/** The way, and how each step of it breaks before it goes through. */
const WAY: readonly (readonly [WorkName, readonly (readonly ['midst' | 'end', How])[]])[] = [
  ['open', [['end', 'throw']]],
  ['plan', [['end', 'memory']]],
  ['check', [['end', 'exit']]],
  ['prepare', [['end', 'throw']]],
  [
    'run',
    [
      ['midst', 'throw'],
      ['midst', 'exit'],
      ['midst', 'memory'],
      ['end', 'exit'],
    ],
  ],
  ['verify', [['midst', 'exit']]],
];

const out = join(dir, 'out');
let served: Served;
beforeAll(async () => {
  const options = { argv: [builtFile('ui-thread.js').href, when], resourceLimits: { maxOldGenerationSizeMb: 64 } };
  served = await startServed({ thread: { script: new URL('breaking-thread.mjs', import.meta.url), options } });
});
afterAll(async () => {
  await served.stop();
  removeDir(dir);
});

async function doWork(what: WorkName): Promise<void> {
  if (what !== 'open') await served.work(what);
  else {
    await served.post('/api/open', { path: bundledStore });
    await served.until(({ work }) => work !== null && hasEnded(work));
  }
}

for (const [what, breaks] of WAY)
  test(`${what} breaks off in words, and goes through when it is begun again`, async () => {
    const { session } = served.server;
    for (const [at, how] of breaks) {
      writeFileSync(when, JSON.stringify({ what, at, how }));
      await doWork(what);
      expect(session.view.work).toMatchObject({
        ...{ what, state: 'failed' },
        problem: `The work broke off (${WORDS[how]}). What is done is kept: try it again, and it goes on from there.`,
      });
      rmSync(when);
      // Everything else is answered as before.
      expect(await served.get('/api/folders?path=/')).toMatchObject({ path: '/' });
      expect(await served.refused('/api/work/resume', {})).toMatchObject({ status: 409 });
    }
    await doWork(what);
    expect(session.view.work).toMatchObject({ what, state: 'done', problem: null });
    if (what === 'open')
      await served.post('/api/draft', { way: 'files', out, archive: 'include', recoverable: 'include' });
  });

test('what was written in pieces is whole', async () => {
  expect(await served.get<OutcomeView>('/api/outcome')).toMatchObject({
    sums: { found: 100, exported: 97, failed: 0, missing: 2 },
  });
  expect(await served.get('/api/proof')).toMatchObject({ agrees: true, findingsInAll: 0 });
});
