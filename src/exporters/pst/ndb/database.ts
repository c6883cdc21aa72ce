import { Blocks } from './blocks.js';
import { Column } from './column.js';
import { headerBytes } from './header.js';
import { write64 } from './numbers.js';
import { pageSize, pageTypes, sealPage } from './page.js';
import { headSize, Space, stretchSize, writeWhole } from './space.js';
import type { Content } from './subnodes.js';
import { TreeWriter } from './tree.js';

/** Where the density list stands: an empty one, which says nothing about free space. */
const densityListAt = 0x4200;
/** Indexes that a file begins with at least, by node type ([MS-PST] 2.2.2.6, `rgnid`). */
const leastIndexes = new Map([
  [3, 0x4000],
  [4, 0x10000],
  [8, 0x8000],
]);

/**
 * The node database of a file that is written from its beginning to its end ([MS-PST] 2.2). In memory stay 24 bytes of each
 * node and 8 of each block, for the trees that stand at the end.
 */
export class Database {
  readonly blocks: Blocks;
  readonly #space: Space;
  readonly #nids = new Column(Uint32Array);
  readonly #parents = new Column(Uint32Array);
  readonly #data = new Column(Float64Array);
  readonly #subnodes = new Column(Float64Array);
  #version = 0;
  readonly #indexes = Array.from({ length: 32 }, (_, type) => leastIndexes.get(type) ?? 0x400);

  /** `file`: a descriptor that is open for writing, of an empty file. */
  constructor(private readonly file: number) {
    writeWhole(file, Buffer.alloc(headSize), 0);
    this.#space = new Space(file);
    this.blocks = new Blocks(this.#space);
  }

  /** Bytes that the file would have at the least if it were finished now. */
  get size(): number {
    const leaves = Math.ceil(this.blocks.count / 20) + Math.ceil(this.#nids.length / 15);
    const pages = Math.ceil(leaves * 1.06) + 8;
    return this.#space.end + pages * pageSize + stretchSize;
  }

  /** Adds a node to the tree of nodes. `parent` is that of folders and messages, 0 for the rest. */
  addNode(nid: number, parent: number, { data, subnodes }: Omit<Content, 'size'>): void {
    this.#nids.push(nid);
    this.#parents.push(parent);
    this.#data.push(data);
    this.#subnodes.push(subnodes);
    this.blocks.refer(data);
    this.blocks.refer(subnodes);
    this.use(nid);
  }

  /** A number for a row that is written: each has one of its own, and none is above that of the header. */
  nextVersion(): number {
    this.#version += 1;
    return this.#version;
  }

  /** Notes that an id of a node is taken, here or below another node. */
  use(nid: number): void {
    const type = nid & 31;
    this.#indexes[type] = Math.max(this.#indexes[type] ?? 0, nid >>> 5);
  }

  /** Writes the trees, the density list and the header: the file is whole. Gives its size in bytes. */
  finish(): number {
    const trees = new TreeWriter(this.#space);
    const nodeTree = this.#writeNodes(trees);
    const blockTree = this.#writeBlocks(trees);
    this.#space.write();
    const densityList = Buffer.alloc(pageSize);
    sealPage(densityList, pageTypes.densityList, densityListAt, trees.pages + 1);
    writeWhole(this.file, densityList, densityListAt);
    const lastMap = this.#space.base;
    const header = headerBytes({
      unique: this.#version + 1,
      nextPage: trees.pages + 2,
      nextBlock: this.blocks.next,
      nodeIndexes: this.#indexes,
      fileSize: lastMap + stretchSize,
      lastMap,
      freeBytes: this.#space.free,
      nodeTree,
      blockTree,
    });
    writeWhole(this.file, header, 0);
    return lastMap + stretchSize;
  }

  #writeNodes(trees: TreeWriter) {
    const count = this.#nids.length;
    const order = this.#order();
    const at = (index: number) => order[index] ?? 0;
    return trees.write({
      type: pageTypes.nodeTree,
      width: 32,
      count,
      key: (index) => this.#nids.get(at(index)),
      write: (page, to, index) => {
        const node = at(index);
        write64(page, this.#nids.get(node), to);
        write64(page, this.#data.get(node), to + 8);
        write64(page, this.#subnodes.get(node), to + 16);
        page.writeUInt32LE(this.#parents.get(node), to + 24);
      },
    });
  }

  /** Places of the nodes by their ids. Messages come in order, as a rule a million of them; the few others are put among them. */
  #order(): Uint32Array {
    const nids = this.#nids;
    const count = nids.length;
    let inOrder = Math.min(count, 1);
    while (inOrder < count && nids.get(inOrder) > nids.get(inOrder - 1)) inOrder += 1;
    const others = Array.from({ length: count - inOrder }, (_, index) => inOrder + index);
    others.sort((a, b) => nids.get(a) - nids.get(b));
    const order = new Uint32Array(count);
    let next = 0;
    for (let index = 0, other = 0; index < count; index += 1) {
      const candidate = others[other];
      if (candidate !== undefined && (next >= inOrder || nids.get(candidate) < nids.get(next))) {
        order[index] = candidate;
        other += 1;
      } else {
        order[index] = next;
        next += 1;
      }
    }
    return order;
  }

  #writeBlocks(trees: TreeWriter) {
    return trees.write({
      type: pageTypes.blockTree,
      width: 24,
      count: this.blocks.count,
      key: (index) => this.blocks.entry(index).id,
      write: (page, to, index) => {
        const { id, offset, length, references } = this.blocks.entry(index);
        write64(page, id, to);
        write64(page, offset, to + 8);
        page.writeUInt16LE(length, to + 16);
        page.writeUInt16LE(references, to + 18);
      },
    });
  }
}
