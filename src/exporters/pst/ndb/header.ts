import { checksum, write64 } from './numbers.js';
import type { PageRef } from './tree.js';

/** What the header says ([MS-PST] 2.2.2.6). */
export interface HeaderFields {
  /** Counts what was changed: no row's version is above it. */
  readonly unique: number;
  /** Ids for the next page and the next block. */
  readonly nextPage: number;
  readonly nextBlock: number;
  /** The highest index of each node type, by type. */
  readonly nodeIndexes: readonly number[];
  readonly fileSize: number;
  readonly lastMap: number;
  readonly freeBytes: number;
  readonly nodeTree: PageRef;
  readonly blockTree: PageRef;
}

const size = 564;

/** The header of a Unicode file (version 23) whose contents are not scrambled and whose maps are valid. */
export function headerBytes(fields: HeaderFields): Buffer {
  const header = Buffer.alloc(size);
  header.write('!BDN', 0, 'latin1');
  header.write('SM', 8, 'latin1');
  header.writeUInt16LE(23, 10);
  header.writeUInt16LE(19, 12);
  header[14] = 1;
  header[15] = 1;
  write64(header, fields.nextPage, 32);
  header.writeUInt32LE(fields.unique, 40);
  for (const [type, index] of fields.nodeIndexes.entries()) header.writeUInt32LE(index, 44 + 4 * type);
  write64(header, fields.fileSize, 184);
  write64(header, fields.lastMap, 192);
  write64(header, fields.freeBytes, 200);
  for (const [at, { id, offset }] of [[216, fields.nodeTree] as const, [232, fields.blockTree] as const]) {
    write64(header, id, at);
    write64(header, offset, at + 8);
  }
  header[248] = 2;
  header.fill(0xff, 256, 512);
  header[512] = 0x80;
  write64(header, fields.nextBlock, 516);
  header.writeUInt32LE(checksum(header.subarray(8, 8 + 516)), 524);
  header.writeUInt32LE(checksum(header.subarray(8, 8 + 471)), 4);
  return header;
}
