import type { NodeContent, PstFile } from './file.js';
import { PstDamage } from './file.js';
import { HeapReader } from './heap.js';

/** A property as it stands in a file: its type, and its bytes (of those that stand in their own record, four). */
export interface ReadValue {
  readonly type: number;
  readonly bytes: Buffer;
}

export type ReadProperties = ReadonlyMap<number, ReadValue>;

const inRecord: ReadonlySet<number> = new Set([2, 3, 4, 10, 11]);
const eightBytes: ReadonlySet<number> = new Set([5, 6, 7, 0x14, 0x40]);

/** Reads a property context ([MS-PST] 2.3.3). `skip`: a property whose value is not fetched. */
export function readProperties(file: PstFile, node: NodeContent, skip = -1): Map<number, ReadValue> {
  const heap = new HeapReader(file, node);
  if (heap.client !== 0xbc) throw new PstDamage('a node has no properties');
  const found = new Map<number, ReadValue>();
  for (const record of heap.records(heap.root)) {
    const id = record.readUInt16LE(0);
    const type = record.readUInt16LE(2);
    const own = record.subarray(4, 8);
    found.set(id, { type, bytes: inRecord.has(type) || id === skip ? own : heap.value(own.readUInt32LE(0)) });
  }
  return found;
}

/** A row of a table, by property id. */
export interface ReadRow {
  readonly id: number;
  readonly cells: ReadProperties;
}

interface Column {
  readonly tag: number;
  readonly at: number;
  readonly width: number;
  readonly bit: number;
}

/** Reads a table context ([MS-PST] 2.3.4), row by row. `wanted`: the properties whose cells are read; all unless told. */
export function* readTable(
  file: PstFile,
  node: NodeContent,
  wanted?: ReadonlySet<number>,
): Generator<ReadRow, undefined> {
  const heap = new HeapReader(file, node);
  const info = heap.item(heap.root);
  if (info[0] !== 0x7c) throw new PstDamage('a node is no table');
  const columns = Array.from({ length: info[1] ?? 0 }, (_, index): Column => {
    const at = 22 + 8 * index;
    return {
      tag: info.readUInt32LE(at),
      at: info.readUInt16LE(at + 4),
      width: info[at + 6] ?? 0,
      bit: info[at + 7] ?? 0,
    };
  });
  const read = wanted === undefined ? columns : columns.filter(({ tag }) => wanted.has(tag >>> 16));
  const rowSize = info.readUInt16LE(8);
  const bitmap = info.readUInt16LE(6);
  const rows = info.readUInt32LE(14);
  if (rows === 0) return undefined;
  const blocks = (rows & 31) === 0 ? [heap.item(rows)] : file.dataBlocks(heap.subnode(rows).data);
  for (const block of blocks) {
    for (let at = 0; at + rowSize <= block.length; at += rowSize)
      yield readRow(heap, read, block.subarray(at, at + rowSize), bitmap);
  }
  return undefined;
}

function readRow(heap: HeapReader, columns: readonly Column[], row: Buffer, bitmap: number): ReadRow {
  const cells = new Map<number, ReadValue>();
  for (const { tag, at, width, bit } of columns) {
    if (((row[bitmap + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) === 0) continue;
    const type = tag & 0xffff;
    const cell = row.subarray(at, at + width);
    const isHere = inRecord.has(type) || eightBytes.has(type);
    cells.set(tag >>> 16, { type, bytes: isHere ? cell : heap.value(cell.readUInt32LE(0)) });
  }
  return { id: row.readUInt32LE(0), cells };
}

export function textIn(properties: ReadProperties, id: number): string | null {
  const value = properties.get(id);
  return value?.type === 0x1f ? value.bytes.toString('utf16le') : null;
}

export function numberIn(properties: ReadProperties, id: number): number | null {
  const value = properties.get(id);
  if (value === undefined || !inRecord.has(value.type)) return null;
  return value.type === 11
    ? (value.bytes[0] ?? 0)
    : value.type === 2
      ? value.bytes.readInt16LE(0)
      : value.bytes.readInt32LE(0);
}

/** A time in unix seconds. */
export function timeIn(properties: ReadProperties, id: number): number | null {
  const value = properties.get(id);
  if (value?.type !== 0x40 || value.bytes.length !== 8) return null;
  return Number(value.bytes.readBigUInt64LE(0) / 10_000n) / 1000 - 11_644_473_600;
}

export function bytesIn(properties: ReadProperties, id: number): Buffer | null {
  return properties.get(id)?.bytes ?? null;
}
