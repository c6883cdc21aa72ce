import { expect, test } from 'vitest';
import type { WorkView } from '../../src/ui/api.js';
import { type Doing, Work } from '../../src/ui/session/work.js';

/** Work that ends when it is asked to, and what its view was whenever that changed. */
function begun(doing: Doing): { readonly work: Work; readonly states: WorkView['state'][] } {
  const states: WorkView['state'][] = [];
  const work: Work = new Work('run', doing, { onChange: () => states.push(work.view.state), cutOff: null });
  return { work, states };
}

const untilAsked: Doing = ({ signal }) =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(true), { once: true }));

test('one tab stops what another pauses: it is stopped, whoever was first', async () => {
  const stopped = begun(untilAsked);
  stopped.work.stop();
  stopped.work.pause();
  await stopped.work.ended;
  expect(stopped.states).toEqual(['stopping', 'stopped']);
  const paused = begun(untilAsked);
  paused.work.pause();
  paused.work.stop();
  await paused.work.ended;
  expect(paused.states).toEqual(['pausing', 'stopping', 'stopped']);
});

test('what was ready before it heard of the pause is done, and what broke off says why', async () => {
  const ready = begun(() => Promise.resolve(false));
  ready.work.pause();
  await ready.work.ended;
  expect(ready.work.view).toMatchObject({ state: 'done', problem: null });
  const broken = begun(() => Promise.reject(new Error('the disk is full')));
  await broken.work.ended;
  expect(broken.work.view).toMatchObject({ state: 'failed', problem: 'the disk is full' });
  expect(broken.work.isGoing).toBe(false);
});
