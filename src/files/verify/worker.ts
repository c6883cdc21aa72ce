/** A thread that verifies one unit after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { mountBackup } from '../../store/backup/open.js';
import { ItemReader } from '../../store/items/read.js';
import { ReadAheadProbe } from '../threads/read-ahead.js';
import type { FromVerifyWorker, ToVerifyWorker, VerifySetup } from './thread-messages.js';
import { type UnitContext } from './unit-types.js';
import { runUnit } from './unit.js';

/** Messages are compared through two blocks of this size; a larger message goes through them in pieces. */
const MEMORY = 8 << 20;
/** How often progress is told, in milliseconds. */
const TELL_EVERY = 100;

class Interrupted extends Error {}

const setup = workerData as VerifySetup;
for (const source of setup.mounts) mountBackup(source);
const stopped = new Int32Array(setup.stop);
const memory = new Uint8Array(MEMORY);
const progress = { items: 0, bytes: 0, toldAt: 0 };
const context: UnitContext = {
  out: setup.out,
  options: setup.options,
  every: setup.every,
  memory,
  copyMemory: new Uint8Array(MEMORY),
  reader: new ItemReader(memory),
  probe: new ReadAheadProbe(setup.readAhead, (folder) => post({ type: 'slow', folder })),
  step: (bytes) => {
    progress.items += 1;
    progress.bytes += bytes;
    if ((progress.items & 63) === 0 || bytes > 1 << 20) tell(TELL_EVERY);
    if (Atomics.load(stopped, 0) === 1) throw new Interrupted();
  },
};

function post(message: FromVerifyWorker): void {
  parentPort?.postMessage(message);
}

function tell(after: number): void {
  const now = performance.now();
  if (now - progress.toldAt < after) return;
  progress.toldAt = now;
  post({ type: 'progress', items: progress.items, bytes: progress.bytes });
  progress.items = 0;
  progress.bytes = 0;
}

parentPort?.on('message', (unit: ToVerifyWorker) => {
  try {
    const result = runUnit(unit, context);
    tell(0);
    post({ type: 'done', unit: unit.id, result });
  } catch (error) {
    context.reader.close();
    if (!(error instanceof Interrupted)) throw error;
    post({ type: 'interrupted' });
  }
});
