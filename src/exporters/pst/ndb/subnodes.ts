import type { Blocks } from './blocks.js';
import type { Data } from './data.js';
import { write64, zeroed } from './numbers.js';

/** A node with its data and its subnodes, as far as they are written: `size` counts the bytes of all data below it. */
export interface Content {
  readonly data: number;
  readonly subnodes: number;
  readonly size: number;
}

/** A node below another one. */
export interface Subnode extends Content {
  readonly nid: number;
}

/** Plain data as a subnode. */
export function plainSubnode(nid: number, { block, size }: Data): Subnode {
  return { nid, data: block, subnodes: 0, size };
}

const leafFanOut = 340;
const fanOut = 510;

/** The most subnodes that a node can have: a tree of two levels. */
export const mostSubnodes = leafFanOut * fanOut;

/** What subnodes are written to: it counts the ids that are taken. */
export interface SubnodeOwner {
  readonly blocks: Blocks;
  use(nid: number): void;
}

/** Writes the tree of subnodes of a node ([MS-PST] 2.2.2.8.3.3); its block, or 0 without any. */
export function writeSubnodes(owner: SubnodeOwner, subnodes: readonly Subnode[]): number {
  if (subnodes.length > mostSubnodes) throw new Error(`${subnodes.length} subnodes of one node`);
  const { blocks } = owner;
  for (const { nid } of subnodes) owner.use(nid);
  const sorted = subnodes.toSorted((a, b) => a.nid - b.nid);
  const leaves: { readonly nid: number; readonly block: number }[] = [];
  for (let from = 0; from < sorted.length; from += leafFanOut) {
    const part = sorted.slice(from, from + leafFanOut);
    leaves.push({ nid: part[0]?.nid ?? 0, block: writeLeaf(blocks, part) });
  }
  if (leaves.length < 2) return leaves[0]?.block ?? 0;
  const block = blockOf(1, leaves.length, 16);
  for (const [index, leaf] of leaves.entries()) {
    write64(block, leaf.nid, 8 + 16 * index);
    write64(block, leaf.block, 16 + 16 * index);
    blocks.refer(leaf.block);
  }
  return blocks.add(block, true);
}

function writeLeaf(blocks: Blocks, part: readonly Subnode[]): number {
  const block = blockOf(0, part.length, 24);
  for (const [index, { nid, data, subnodes }] of part.entries()) {
    const at = 8 + 24 * index;
    write64(block, nid, at);
    write64(block, data, at + 8);
    write64(block, subnodes, at + 16);
    blocks.refer(data);
    blocks.refer(subnodes);
  }
  return blocks.add(block, true);
}

function blockOf(level: number, count: number, width: number): Buffer {
  const block = zeroed(8 + width * count);
  block[0] = 2;
  block[1] = level;
  block.writeUInt16LE(count, 2);
  return block;
}
