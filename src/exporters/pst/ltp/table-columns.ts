import { cellWidth } from './values.js';

/** Columns of every table: the row's id, and a number that grows when it is changed. */
export const rowId = 0x67f20003;
export const rowVersion = 0x67f30003;

/** Where a column's cell is in a row. */
export interface Cell {
  readonly at: number;
  readonly width: number;
  /** Its bit of the map that tells which cells are set. */
  readonly bit: number;
}

/** How the rows of a table look ([MS-PST] 2.3.4.1 and 2.3.4.4.1). */
export interface Columns {
  readonly cells: ReadonlyMap<number, Cell>;
  readonly rowSize: number;
  /** Where in a row the map begins that tells which cells are set. */
  readonly bitmap: number;
  /** TCINFO, with the references to index and rows left open. */
  readonly info: Buffer;
}

/** Lays the columns out: id and version, then by width, widest first (8 and 4 bytes as one group), then the map. */
export function layOut(tags: readonly number[]): Columns {
  const all = [rowId, rowVersion, ...tags.filter((tag) => tag !== rowId && tag !== rowVersion)];
  const cells = new Map<number, Cell>();
  let at = 0;
  const ends: number[] = [];
  const place = (some: readonly number[]): void => {
    for (const tag of some) {
      const width = cellWidth(tag & 0xffff);
      cells.set(tag, { at, width, bit: all.indexOf(tag) });
      at += width;
    }
  };
  const others = all.slice(2);
  const ofWidth = (width: number) => others.filter((tag) => cellWidth(tag & 0xffff) === width);
  place(all.slice(0, 2));
  place(ofWidth(8));
  for (const width of [4, 2, 1]) {
    place(ofWidth(width));
    ends.push(at);
  }
  const rowSize = at + Math.ceil(all.length / 8);
  const info = Buffer.alloc(22 + 8 * all.length);
  info[0] = 0x7c;
  info[1] = all.length;
  for (const [index, end] of [...ends, rowSize].entries()) info.writeUInt16LE(end, 2 + 2 * index);
  for (const [index, tag] of all.toSorted((a, b) => a - b).entries()) {
    const cell = cells.get(tag);
    const to = 22 + 8 * index;
    info.writeUInt32LE(tag, to);
    info.writeUInt16LE(cell?.at ?? 0, to + 4);
    info[to + 6] = cell?.width ?? 0;
    info[to + 7] = cell?.bit ?? 0;
  }
  return { cells, rowSize, bitmap: at, info };
}
