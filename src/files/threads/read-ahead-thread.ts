/** A read-ahead thread: reads its share of a folder's files a little before the worker does, and forgets them. */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { itemNamesInOrder } from '../../store/items/listing.js';
import { fsPath } from '../../core/escaped-path.js';
import { FOLDER, POSITION, type ReadAheadFolder, type ReadAheadSetup } from './read-ahead.js';

/** At most this many files ahead: the cache must still hold them when the worker comes. */
const WINDOW = 512;
/** How long to wait for the worker before looking again, in milliseconds. */
const PATIENCE = 20;

const setup = workerData as ReadAheadSetup;
const slot = new Int32Array(setup.slot);
const bytes = Buffer.allocUnsafe(256 << 10);

function readAhead({ messages, folder }: ReadAheadFolder): void {
  let names: readonly string[];
  try {
    names = itemNamesInOrder(messages);
  } catch {
    return;
  }
  for (let at = setup.part; at < names.length; at += setup.of) {
    let position = Atomics.load(slot, POSITION);
    while (at > position + WINDOW && Atomics.load(slot, FOLDER) === folder) {
      Atomics.wait(slot, POSITION, position, PATIENCE);
      position = Atomics.load(slot, POSITION);
    }
    if (Atomics.load(slot, FOLDER) !== folder) return;
    if (at > position) discard(join(messages, names[at] ?? ''));
  }
}

function discard(path: string): void {
  try {
    const fd = openSync(fsPath(path), 'r');
    try {
      while (readSync(fd, bytes, 0, bytes.length, null) === bytes.length);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Whatever is wrong with the file, the worker will meet it and report it.
  }
}

parentPort?.on('message', readAhead);
