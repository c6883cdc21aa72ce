/** A run that is paused before it began. */
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { OutcomeView } from '../../src/ui/api.js';
import { makeTempDir, removeDir } from '../support/temp.js';
import { bundledStore } from './bundled-store.js';
import { type Served, startServed } from './served.js';

const dir = makeTempDir('ui-ending');
afterAll(() => removeDir(dir));
const ANSWERS = { way: 'files', target: 'generic', archive: 'include', recoverable: 'include' } as const;

async function opened(out: string): Promise<Served> {
  const served = await startServed();
  await served.post('/api/open', { path: bundledStore });
  await served.until(({ work }) => work?.state === 'done');
  await served.post('/api/draft', { ...ANSWERS, out });
  return served;
}

test('paused before its first job nothing is done, and it goes on from there', async () => {
  const served = await opened(join(dir, 'paused'));
  const { session } = served.server;
  session.begin('run');
  session.pause();
  expect(session.view.work?.state).toBe('pausing');
  await session.idle();
  expect(session.view.work).toMatchObject({ state: 'paused', problem: null, progress: { done: 0 } });
  expect(await served.get<OutcomeView>('/api/outcome')).toMatchObject({ code: 130, sums: { exported: 0 } });
  await served.post('/api/work/resume', {});
  await session.idle();
  expect(session.view.work).toMatchObject({ state: 'done', problem: null });
  expect(await served.work('verify')).toMatchObject({ state: 'done' });
  expect(await served.get('/api/proof')).toMatchObject({ agrees: true });
  await served.stop();
});
