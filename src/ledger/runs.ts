/** Parts of a ledger file, for readers that share it out: which bytes hold the lines of which folder. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { LedgerLine } from './line.js';

/** Lines of one folder that stand together. Bytes of the file: from `start` up to `end`. */
export interface LedgerRun {
  readonly folder: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** A line that cannot be read: what it begins with. */
export interface BrokenLine {
  readonly broken: string;
}

const CHUNK = 256 * 1024;
const LF = 10;

/**
 * Where the folders of a ledger are, in the order of the file; a folder whose lines are scattered comes several times.
 * Lines that cannot be read belong to the folder before them. Throws what node:fs throws.
 */
export function ledgerRuns(file: string): LedgerRun[] {
  const runs: { folder: readonly string[]; start: number; end: number }[] = [];
  let beginning: Buffer = Buffer.alloc(0);
  for (const { bytes, position } of rawLines(file, 0, Infinity)) {
    const last = runs.at(-1);
    const end = position + bytes.length;
    const folder = startsWith(bytes, beginning) ? null : folderOf(bytes);
    if (last !== undefined && folder === null) last.end = end;
    else {
      runs.push({ folder: folder ?? [], start: position, end });
      beginning = beginningOf(folder ?? []);
    }
  }
  return runs;
}

/** The lines of a part of a ledger. Throws what node:fs throws; a line that is no JSON is given as such. */
export function* readLedgerRun(file: string, { start, end }: LedgerRun): Generator<LedgerLine | BrokenLine> {
  for (const { bytes } of rawLines(file, start, end)) {
    const text = bytes.toString('utf8');
    if (text.trim() === '') continue;
    yield parse(text) ?? { broken: text.slice(0, 80).trimEnd() };
  }
}

function parse(text: string): LedgerLine | null {
  try {
    const line = JSON.parse(text) as LedgerLine | null;
    return Array.isArray(line?.folder) ? line : null;
  } catch {
    return null;
  }
}

function folderOf(bytes: Buffer): readonly string[] | null {
  return parse(bytes.toString('utf8'))?.folder ?? null;
}

/** What every line of that folder begins with. */
function beginningOf(folder: readonly string[]): Buffer {
  return Buffer.from(`${JSON.stringify({ folder }).slice(0, -1)},`);
}

function startsWith(bytes: Buffer, beginning: Buffer): boolean {
  return beginning.length > 0 && bytes.subarray(0, beginning.length).equals(beginning);
}

/** Lines with their line ends, and where they stand; each is valid until the next is asked for. */
function* rawLines(file: string, start: number, end: number): Generator<{ bytes: Buffer; position: number }> {
  const fd = openSync(file, 'r');
  try {
    let chunk = Buffer.allocUnsafe(CHUNK);
    let fill = 0;
    let position = start;
    for (let got = -1; got !== 0; ) {
      if (fill === chunk.length) chunk = Buffer.concat([chunk], chunk.length * 2);
      got = readSync(fd, chunk, fill, Math.min(chunk.length - fill, end - position - fill), position + fill);
      fill += got;
      let from = 0;
      for (let at = lineEnd(chunk, from, fill); at > 0; at = lineEnd(chunk, from, fill)) {
        yield { bytes: chunk.subarray(from, at), position: position + from };
        from = at;
      }
      chunk.copyWithin(0, from, fill);
      fill -= from;
      position += from;
    }
    if (fill > 0) yield { bytes: chunk.subarray(0, fill), position };
  } finally {
    closeSync(fd);
  }
}

/** Just past the next line end before `fill`; 0 when there is none. */
function lineEnd(chunk: Buffer, from: number, fill: number): number {
  const at = chunk.indexOf(LF, from);
  return at >= 0 && at < fill ? at + 1 : 0;
}
