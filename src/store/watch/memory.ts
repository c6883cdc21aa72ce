import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Lets the engine clear short-lived objects away early instead of giving them more room, in this thread and in those to come.
 * Measured on a migration with a message of 1 GiB: the peak fell from 147 to 122 MiB, in the same time.
 */
export function growSlowly(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * Lets the engine tidy up early instead of growing: by default it takes what a fast machine offers, and keeps it. A process
 * that stays for weeks on somebody's server should not, even if it then works more slowly. Measured: the peak of a first
 * export fell from 226 to 142 MiB.
 */
export function keepMemorySmall(): void {
  growSlowly();
  setFlagsFromString('--optimize-for-size');
}

/**
 * Gives memory back to the system. The first export leaves a heap that has grown for speed, most of it garbage, and a process
 * that then waits for days allocates too little for V8 ever to look at it. Takes a tenth of a second.
 */
export function giveBackMemory(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
