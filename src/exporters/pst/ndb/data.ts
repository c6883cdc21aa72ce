import { type Blocks, blockSize } from './blocks.js';
import { write64, zeroed } from './numbers.js';

/** The data of a node: the block it begins at (0: none), and how many bytes it has. */
export interface Data {
  readonly block: number;
  readonly size: number;
}

const fanOut = 1021;

/** Data longer than a tree of two levels holds: some 8 GB. */
export class TooMuchData extends Error {}

/** Writes data of any length ([MS-PST] 2.2.2.8.3.2). */
export function writeData(blocks: Blocks, bytes: Uint8Array): Data {
  const ids: number[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += blockSize)
    ids.push(blocks.add(bytes.subarray(at, at + blockSize)));
  return dataOver(blocks, ids, bytes.length);
}

/** Data over blocks that were written already, all full but the last. */
export function dataOver(blocks: Blocks, ids: readonly number[], size: number): Data {
  let level = ids;
  for (let height = 1; level.length > 1; height += 1) {
    if (height > 2) throw new TooMuchData('data of more than 8 GB');
    level = levelOver(blocks, level, height, size);
  }
  return { block: level[0] ?? 0, size };
}

/** XBLOCKs (height 1) or XXBLOCKs over a level: each says how many bytes lie below it. */
function levelOver(blocks: Blocks, below: readonly number[], height: number, size: number): number[] {
  const unit = height === 1 ? blockSize : blockSize * fanOut;
  const level: number[] = [];
  for (let from = 0; from < below.length; from += fanOut) {
    const part = below.slice(from, from + fanOut);
    const block = zeroed(8 + 8 * part.length);
    block[0] = 1;
    block[1] = height;
    block.writeUInt16LE(part.length, 2);
    const isLast = from + part.length >= below.length;
    block.writeUInt32LE(isLast ? size - unit * from : unit * part.length, 4);
    for (const [index, id] of part.entries()) {
      write64(block, id, 8 + 8 * index);
      blocks.refer(id);
    }
    level.push(blocks.add(block, true));
  }
  return level;
}
