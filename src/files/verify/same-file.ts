/** A file of the output against the bytes it should have. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { delimiterOf, parseCsv } from '../../users-cfg/csv.js';
import type { Problem } from './mail-output.js';

/** Where an item stands in a bundle, in bytes. */
export interface Place {
  readonly uid: number | string;
  readonly offset: number;
  readonly length: number;
}

/** What is wrong with a file, or with an item in it; null: with the file. */
export interface PlacedProblem {
  readonly uid: Place['uid'] | null;
  readonly problem: Problem;
}

/** At most this many rows of a table are named. */
const NAMED = 50;

/** What is wrong with the file at `path` below `out`. Rows of a table are named; of other files, the first byte that differs. */
export function fileProblems(path: string, expected: Buffer, out: string): Problem[] {
  let found: Buffer;
  try {
    found = readFileSync(join(out, path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? `${path} is not there` : `${path} cannot be read (${code ?? 'error'})`;
    return [{ aspect: 'file', what }];
  }
  if (found.equals(expected)) return [];
  const rows = path.endsWith('.csv') ? rowProblems(path, expected.toString('utf8'), found.toString('utf8')) : [];
  return rows.length > 0 ? rows : [{ aspect: 'content', what: `${path} ${byteDifference(expected, found)}` }];
}

/** Which of the items in the bundle at `path` are not as they should be; none where it cannot be read. */
export function placeProblems(path: string, expected: Buffer, out: string, places: readonly Place[]): PlacedProblem[] {
  let found: Buffer;
  try {
    found = readFileSync(join(out, path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return [];
  }
  if (found.equals(expected)) return [];
  return places.flatMap(({ uid, offset, length }) => {
    const own = expected.subarray(offset, offset + length);
    const copy = found.subarray(offset, offset + length);
    if (copy.equals(own)) return [];
    return [{ uid, problem: { aspect: 'content', what: `what stands of it in ${path} ${byteDifference(own, copy)}` } }];
  });
}

function byteDifference(expected: Buffer, found: Buffer): string {
  const shorter = Math.min(expected.length, found.length);
  let at = 0;
  while (at < shorter && expected[at] === found[at]) at += 1;
  const sizes = found.length === expected.length ? '' : ` (it has ${found.length} bytes instead of ${expected.length})`;
  return `is not as the source gives it, from byte ${at} on${sizes}`;
}

/** Rows that are lost, doubled or changed; none where the tables differ in something else. */
function rowProblems(path: string, expected: string, found: string): Problem[] {
  const delimiter = delimiterOf(expected);
  const lost = countRows(expected, delimiter);
  const extra: (readonly string[])[] = [];
  for (const { fields } of parseCsv(found, delimiter)) {
    const key = JSON.stringify(fields);
    const left = lost.get(key) ?? 0;
    if (left === 0) extra.push(fields);
    else lost.set(key, left - 1);
  }
  const known = new Set(countRows(expected, delimiter).keys());
  const gone = [...lost].flatMap(([key, count]) => (count === 0 ? [] : [key]));
  // Only rows that are named are looked for among the others: each search goes through all of them.
  const problems = gone.slice(0, NAMED).map((key): Problem => {
    const fields = JSON.parse(key) as string[];
    const at = extra.findIndex((other) => isSimilar(fields, other));
    const [changed] = at < 0 ? [] : extra.splice(at, 1);
    const how = changed === undefined ? 'lacks the row' : `has another ${columnOf(fields, changed)} in the row`;
    return { aspect: 'bundle', what: `${path} ${how} ${nameOf(fields)}` };
  });
  for (const fields of extra.slice(0, NAMED - problems.length)) {
    const how = known.has(JSON.stringify(fields)) ? 'has a row twice:' : 'has a row that the source does not give:';
    problems.push({ aspect: 'bundle', what: `${path} ${how} ${nameOf(fields)}` });
  }
  const named = Math.min(gone.length, NAMED);
  // A row that changed is both gone and there.
  const rest = Math.max(gone.length - named, extra.length - (problems.length - named));
  return rest <= 0
    ? problems
    : [...problems, { aspect: 'bundle', what: `${path} has ${rest} more rows that are wrong` }];
}

function countRows(text: string, delimiter: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { fields } of parseCsv(text, delimiter)) {
    const key = JSON.stringify(fields);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Whether two rows are of the same thing: at least half of what the one says stands in the other. */
function isSimilar(fields: readonly string[], other: readonly string[]): boolean {
  const said = fields.filter((field) => field !== '').length;
  const same = fields.filter((field, at) => field !== '' && other[at] === field).length;
  return fields.length === other.length && same > 0 && same * 2 >= said;
}

function columnOf(fields: readonly string[], other: readonly string[]): string {
  return `column ${fields.findIndex((field, at) => field !== other[at]) + 1}`;
}

/** What a row begins with; never all of it, since it may hold a password. */
function nameOf(fields: readonly string[]): string {
  const [first = ''] = fields.filter((field) => field !== '');
  return JSON.stringify(Array.from(first).slice(0, 60).join(''));
}
