/**
 * Loaded into the program before anything else (`node --import`), in its worker threads too: at the first rename in a worker,
 * which ends a job, the process interrupts itself. The worker goes on when the interruption has arrived.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';

/** 0: not yet; 1: sent; 2: arrived. */
if (isMainThread) setEnvironmentData('interruption', new SharedArrayBuffer(4));
const state = new Int32Array(
  /** @type {SharedArrayBuffer} */ (/** @type {unknown} */ (getEnvironmentData('interruption'))),
);

if (isMainThread) {
  // Behind the program's own listener, which is added later in the same turn.
  process.once('SIGINT', () => {
    setImmediate(() => {
      Atomics.store(state, 0, 2);
      Atomics.notify(state, 0);
    });
  });
} else {
  const { renameSync } = fs;
  fs.renameSync = (from, to) => {
    renameSync(from, to);
    if (Atomics.compareExchange(state, 0, 0, 1) === 0) process.kill(process.pid, 'SIGINT');
    Atomics.wait(state, 0, 1);
  };
  syncBuiltinESMExports();
}
