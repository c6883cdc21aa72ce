/** The files of one bundle, and the tables beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Problem } from './mail-output.js';

/** What a bundle's tables are called after: its own name without extension and number. */
export function tableBase(file: string, extension: string): string {
  return file.slice(0, -extension.length).replace(/\.\d+$/, '');
}

const CALENDAR = /(?:\.(?:events|tasks|journal))?(?:\.\d+)?\.ics$/;

/** What all calendar files of a folder are called after; null for other files. */
export function calendarBase(file: string): string | null {
  return CALENDAR.test(file) ? file.replace(CALENDAR, '') : null;
}

/** The calendar files of a folder: also those for entries of another kind than the folder's. */
export function calendarFiles(out: string, base: string): string[] {
  const dir = dirname(base);
  return namesIn(join(out, dir))
    .map((name) => `${dir}/${name}`)
    .filter((file) => calendarBase(file) === base)
    .sort();
}

/** Whether a sorted list has a text that begins so. */
export function hasPrefix(sorted: readonly string[], prefix: string): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < prefix) low = middle + 1;
    else high = middle;
  }
  return sorted[low]?.startsWith(prefix) === true;
}

/** Counts the rows of `<base><extension>` and of its numbered parts: from `least` up to `most`. */
export function tableProblems(out: string, base: string, extension: string, least: number, most = least): Problem[] {
  const rows = countRows(join(out, base), extension);
  if (rows >= least && rows <= most) return [];
  return [{ aspect: 'bundle', what: `${base}${extension} has ${rows} rows for ${least} entries` }];
}

function countRows(path: string, extension: string): number {
  const name = basename(path);
  let rows = 0;
  for (const file of namesIn(dirname(path))) {
    if (!file.startsWith(name) || !file.endsWith(extension)) continue;
    if (!/^(?:\.\d+)?$/.test(file.slice(name.length, -extension.length))) continue;
    rows += recordsIn(textOf(join(dirname(path), file))) - 1;
  }
  return rows;
}

/** Line ends outside quotes: every record has one (RFC 4180), and a record may be all empty. */
function recordsIn(text: string): number {
  return text.replace(/"[^"]*"/g, '').split('\n').length - 1;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
