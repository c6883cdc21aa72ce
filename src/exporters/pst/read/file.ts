import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** A PST file that does not hold what it should: the message says what, and where. */
export class PstDamage extends Error {}

/** What the tree of nodes says of one. */
export interface NodeEntry {
  readonly nid: number;
  readonly data: number;
  readonly subnodes: number;
  readonly parent: number;
}

/** A node's data and its subnodes: blocks by their ids, 0 for none. */
export interface NodeContent {
  readonly data: number;
  readonly subnodes: number;
}

interface BlockPlace {
  readonly offset: number;
  readonly length: number;
}

const pageSize = 512;
const blockSize = 8176;
const mostCachedPages = 2000;
/** No tree of a file that we write is higher; nor of one that anybody could. */
const highest = 10;
/** Longer data is not read into memory, in bytes. */
const longestData = 2 ** 31;

/**
 * Reads the node database of a PST file ([MS-PST] 2.2), as written by us: Unicode, not scrambled. Checksums are compared. It
 * shares no code with the writer, so that an error of that shows.
 */
export class PstFile {
  readonly #fd: number;
  readonly #nodes: number;
  readonly #blocks: number;
  readonly #pages = new Map<number, Buffer>();

  /** Throws a `PstDamage` for what is no such file, and what the disk throws. */
  constructor(path: string) {
    this.#fd = openSync(path, 'r');
    try {
      const header = this.#read(0, 564);
      if (header.toString('latin1', 0, 4) !== '!BDN' || header.readUInt16LE(10) < 23)
        throw new PstDamage('it is no PST file');
      if (checksum(header.subarray(8, 8 + 471)) !== header.readUInt32LE(4))
        throw new PstDamage('the checksum of its header is wrong');
      if (read64(header, 184) !== fstatSync(this.#fd).size)
        throw new PstDamage('it is cut off, or something hangs on it');
      if (header[513] !== 0) throw new PstDamage('its contents are scrambled: it is none of ours');
      this.#nodes = read64(header, 224);
      this.#blocks = read64(header, 240);
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** The node of an id; null when there is none. */
  node(nid: number): NodeEntry | null {
    const found = this.#find(this.#nodes, nid);
    return found === null ? null : nodeAt(found.page, found.at);
  }

  /** All nodes, in order of their ids. */
  *nodes(): Generator<NodeEntry, undefined> {
    yield* this.#walk(this.#nodes, highest);
    return undefined;
  }

  /** Reads every block and compares its checksum. Throws a `PstDamage` for the first that is damaged. */
  check(): void {
    for (const id of this.#ids(this.#blocks, highest)) this.#block(id);
  }

  /** The ids of the blocks that a node's data is made of. */
  *dataIds(id: number): Generator<number, undefined> {
    if (id !== 0) yield* this.#dataIds(id, 2);
    return undefined;
  }

  /** A block of data by its id. */
  block(id: number): Buffer {
    return this.#block(id);
  }

  /** The blocks that a node's data is made of, one by one. */
  *dataBlocks(id: number): Generator<Buffer, undefined> {
    for (const block of this.dataIds(id)) yield this.#block(block);
    return undefined;
  }

  /** All of a node's data. */
  data(id: number): Buffer {
    const blocks: Buffer[] = [];
    let length = 0;
    for (const block of this.dataBlocks(id)) {
      length += block.length;
      if (length > longestData) throw new PstDamage('data of more than 2 GB');
      blocks.push(block);
    }
    return blocks.length === 1 && blocks[0] !== undefined ? blocks[0] : Buffer.concat(blocks);
  }

  /** The subnodes below a node, by their ids. */
  subnodes(id: number): Map<number, NodeContent> {
    const found = new Map<number, NodeContent>();
    if (id !== 0) this.#addSubnodes(id, found, 1);
    return found;
  }

  #addSubnodes(id: number, found: Map<number, NodeContent>, height: number): void {
    const block = this.#block(id);
    const [type, level] = block;
    const count = block.readUInt16LE(2);
    if (type !== 2 || level === undefined || level > height) throw new PstDamage(`block ${id} is no list of subnodes`);
    for (let at = 8, index = 0; index < count; index += 1) {
      if (level === 1) {
        this.#addSubnodes(read64(block, at + 8), found, 0);
        at += 16;
      } else {
        found.set(block.readUInt32LE(at), { data: read64(block, at + 8), subnodes: read64(block, at + 16) });
        at += 24;
      }
    }
  }

  *#dataIds(id: number, height: number): Generator<number, undefined> {
    if ((id & 2) === 0) {
      yield id;
      return undefined;
    }
    const block = this.#block(id);
    const [type, level] = block;
    if (type !== 1 || level === undefined || level > height || level === 0)
      throw new PstDamage(`block ${id} is no list of blocks`);
    for (let index = 0; index < block.readUInt16LE(2); index += 1)
      yield* this.#dataIds(read64(block, 8 + 8 * index), level - 1);
    return undefined;
  }

  #block(id: number): Buffer {
    const { offset, length } = this.#place(id);
    const size = Math.ceil((length + 16) / 64) * 64;
    const bytes = this.#read(offset, size);
    const content = bytes.subarray(0, length);
    const trailer = size - 16;
    const isWhole =
      bytes.readUInt16LE(trailer) === length &&
      bytes.readUInt32LE(trailer + 4) === checksum(content) &&
      read64(bytes, trailer + 8) === id;
    if (!isWhole) throw new PstDamage(`block ${id} at ${offset} is damaged`);
    return content;
  }

  #place(id: number): BlockPlace {
    const found = this.#find(this.#blocks, id);
    if (found === null) throw new PstDamage(`block ${id} is missing`);
    const { page, at } = found;
    const length = page.readUInt16LE(at + 16);
    if (length > blockSize) throw new PstDamage(`block ${id} is longer than any`);
    return { offset: read64(page, at + 8), length };
  }

  /** The entry of a key in a tree. */
  #find(root: number, key: number): { readonly page: Buffer; readonly at: number } | null {
    let offset = root;
    for (let height = 0; height < highest; height += 1) {
      const page = this.#page(offset);
      const { count, width, level } = shapeOf(page);
      let at = -1;
      for (let index = 0; index < count && read64(page, index * width) <= key; index += 1) at = index * width;
      if (at < 0) return null;
      if (level === 0) return read64(page, at) === key ? { page, at } : null;
      offset = read64(page, at + 16);
    }
    throw new PstDamage('a tree has no leaves');
  }

  *#walk(offset: number, height: number): Generator<NodeEntry, undefined> {
    if (height === 0) throw new PstDamage('a tree has no leaves');
    const page = this.#page(offset);
    const { count, width, level } = shapeOf(page);
    for (let index = 0; index < count; index += 1) {
      if (level === 0) yield nodeAt(page, index * width);
      else yield* this.#walk(read64(page, index * width + 16), height - 1);
    }
    return undefined;
  }

  *#ids(offset: number, height: number): Generator<number, undefined> {
    if (height === 0) throw new PstDamage('a tree has no leaves');
    const page = this.#page(offset);
    const { count, width, level } = shapeOf(page);
    for (let index = 0; index < count; index += 1) {
      if (level === 0) yield read64(page, index * width);
      else yield* this.#ids(read64(page, index * width + 16), height - 1);
    }
    return undefined;
  }

  #page(offset: number): Buffer {
    const known = this.#pages.get(offset);
    if (known !== undefined) return known;
    const page = this.#read(offset, pageSize);
    if (page.readUInt32LE(500) !== checksum(page.subarray(0, 496)))
      throw new PstDamage(`the page at ${offset} is damaged`);
    if (this.#pages.size >= mostCachedPages) this.#pages.clear();
    this.#pages.set(offset, page);
    return page;
  }

  #read(offset: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    let done = 0;
    for (let got = 1; got > 0 && done < length; done += got)
      got = readSync(this.#fd, bytes, done, length - done, offset + done);
    if (done < length) throw new PstDamage(`it ends before ${offset + length}`);
    return bytes;
  }
}

function nodeAt(page: Buffer, at: number): NodeEntry {
  return {
    nid: page.readUInt32LE(at),
    data: read64(page, at + 8),
    subnodes: read64(page, at + 16),
    parent: page.readUInt32LE(at + 24),
  };
}

function shapeOf(page: Buffer): { readonly count: number; readonly width: number; readonly level: number } {
  const [count = 0, , width = 0, level = 0] = page.subarray(488, 492);
  if (width < 24 || count * width > 488) throw new PstDamage('a page of a tree is damaged');
  return { count, width, level };
}

function checksum(bytes: Uint8Array): number {
  return (crc32(bytes, 0xffffffff) ^ 0xffffffff) >>> 0;
}

function read64(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}
