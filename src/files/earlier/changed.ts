/**
 * Mail files that somebody has changed since the last run. They are made anew; but what is in one of them and not in the new one
 * may be all there is of it, so that such a file goes to `.kerio-exit/changed/` instead of going away.
 */
import { closeSync, existsSync, fstatSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { linkFile } from '../../exporters/link-file.js';
import { OWN } from '../workspace/output-folder.js';
import { listTree } from '../workspace/staging.js';
import { messageKey, type OpenMbox, scanMbox } from './mbox-scan.js';
import { digestOf } from './state.js';
import { moveFile, removeFile } from '../../core/platform.js';

/** Where changed files are kept, relative to the output folder. */
const CHANGED = `${OWN}/changed`;

/** A mail file of an earlier run, and the one that takes its place. */
export interface ChangedFile {
  /** Where it lies, absolute, and its name in the output, relative to the output folder. */
  readonly path: string;
  readonly name: string;
  /** Absolute; null when nothing takes its place. */
  readonly successor: string | null;
}

/** Keeps a changed file if it holds what its successor does not. Gives a sentence for the report, or null. */
export function keepChanged({ path, name, successor }: ChangedFile, out: string): string | null {
  if (!existsSync(path)) return null;
  const left = missingIn(path, successor);
  if (left === 0) return null;
  const target = `${CHANGED}/${name}.${digestOf(path).slice(0, 8)}`;
  const absolute = join(out, target);
  mkdirSync(dirname(absolute), { recursive: true });
  if (!existsSync(absolute)) {
    removeFile(`${absolute}.partial`);
    linkFile(path, `${absolute}.partial`);
    moveFile(`${absolute}.partial`, absolute);
  }
  return `${name} was not as the ledger says, and held ${left === 1 ? 'a message that is' : `${left} messages that are`} not in the new one: it lies in ${target}`;
}

/** The changed files that were kept, relative to the output folder; sorted. */
export function changedFiles(out: string): string[] {
  if (!existsSync(join(out, CHANGED))) return [];
  const files = listTree(join(out, CHANGED), '').filter((name) => !name.endsWith('.partial'));
  return files.map((name) => `${CHANGED}/${name}`).sort();
}

/** How many messages of a file are not in another. */
function missingIn(path: string, other: string | null): number {
  const keys = other === null ? new Float64Array() : keysOf(other).sort();
  let count = 0;
  for (const key of keysOf(path)) if (!isAmong(keys, key)) count += 1;
  return count;
}

function keysOf(path: string): Float64Array {
  const fd = openSync(path, 'r');
  try {
    const mbox: OpenMbox = { fd, size: fstatSync(fd).size };
    const keys: number[] = [];
    for (const message of scanMbox(mbox)) keys.push(messageKey(mbox, message));
    return Float64Array.from(keys);
  } finally {
    closeSync(fd);
  }
}

function isAmong(sorted: Float64Array, key: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === key;
}
