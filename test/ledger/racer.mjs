/**
 * A process that wants locks: `node racer.mjs <module of the lock> <how many take part>`. For each folder that it reads from standard input it
 * waits until all the others are there, tries to take the lock, and says `got` or `refused`. It keeps what it got.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** @type {unknown} */
const module = await import(process.argv[2] ?? '');
const { FolderLock } = /** @type {typeof import('../../src/core/lock.js')} */ (module);
const racers = Number(process.argv[3]);

for await (const dir of createInterface({ input: process.stdin })) {
  writeFileSync(`${dir}/ready/${process.pid}`, '');
  while (readdirSync(`${dir}/ready`).length < racers);
  const taken = FolderLock.take(dir, null);
  process.stdout.write(taken instanceof FolderLock ? 'got\n' : 'refused\n');
}
