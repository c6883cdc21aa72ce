import { expect, test } from 'vitest';
import { Thread } from '../../src/files/threads/thread.js';

/** Runs a thread and gives what is heard of it until it breaks or has said `done`. */
function hear(script: string, onMessage: (message: unknown) => void = () => undefined): Promise<unknown[]> {
  return new Promise((resolve) => {
    const heard: unknown[] = [];
    const thread: Thread<string, unknown> = new Thread(
      new URL(`data:text/javascript,${encodeURIComponent(script)}`),
      {},
      {
        onMessage: (message) => {
          onMessage(message);
          heard.push(message);
          if (message === 'done') void thread.end().then(() => setImmediate(() => resolve(heard)));
        },
        onBroken: (error) => resolve([...heard, `${error.name}: ${error.message}`]),
      },
    );
    thread.send('work');
  });
}

const HEAD = `import { parentPort } from 'node:worker_threads'; const say = (text) => parentPort.postMessage(text);`;

test('a thread that is asked to end has not broken', async () => {
  expect(await hear(`${HEAD} parentPort.on('message', () => { say('half'); say('done'); });`)).toEqual([
    'half',
    'done',
  ]);
});

test.each([
  ['throws', `${HEAD} parentPort.on('message', () => { say('half'); null.x(); });`, /^TypeError: Cannot read/],
  ['rejects', `${HEAD} parentPort.on('message', async () => { throw new RangeError('odd'); });`, /^RangeError: odd$/],
  [
    'ends without a word',
    `${HEAD} parentPort.once('message', () => say('half'));`,
    /^Error: a thread ended with code 0 before its work was done$/,
  ],
  ['leaves', `${HEAD} process.exit(7);`, /^Error: a thread ended with code 7 before its work was done$/],
  ['does not begin', `import 'file:///no/such/file.js';`, /^Error: Cannot find module/],
])('a thread that %s has broken', async (_, script, error) => {
  const heard = await hear(script);
  expect(heard.at(-1)).toMatch(error);
  // What it said just before may be lost with it.
  expect(['', 'half']).toContain(heard.slice(0, -1).join());
});

test('what goes wrong at this end ends the thread, too', async () => {
  const heard = await hear(`${HEAD} parentPort.on('message', () => say('half'));`, () => {
    throw new Error('no room');
  });
  expect(heard).toEqual(['Error: no room']);
});
