import { writeSync } from 'node:fs';
import { pageContent, pageSize, pageTypes, sealMap } from './page.js';

/** Where the first stretch begins: before it stand the header and the density list. */
export const headSize = 0x4400;
/** What one allocation map covers, itself included: 3,968 slots of 64 bytes. */
export const stretchSize = 0x3e000;
const slot = 64;

/**
 * The space of the file, a stretch at a time ([MS-PST] 2.2.2.7.2 to 2.2.2.7.7). Each stretch begins with its allocation map;
 * what is allocated is filled in memory, and the stretch is written once, in order, when the next begins.
 */
export class Space {
  readonly bytes = Buffer.alloc(stretchSize);
  /** Where the present stretch begins. */
  base = 0;
  /** Bytes that no map marks as used, of all stretches that were written. */
  free = 0;
  readonly #marks = Buffer.alloc(pageContent);
  #maps: { readonly type: number; readonly at: number }[] = [];
  #index = -1;
  #used = 0;

  constructor(private readonly file: number) {
    this.#begin();
  }

  /** How long the file is as far as it is filled. */
  get end(): number {
    return this.base + this.#used;
  }

  /** Bytes for a page or a block, whole in one stretch: where it begins, counted from `base`. */
  allocate(length: number, alignment: number): number {
    const aligned = () => (this.#used + alignment - 1) & -alignment;
    if (aligned() + length > stretchSize) {
      this.write();
      this.#begin();
    }
    this.#used = aligned();
    return this.#take(length);
  }

  /** Writes the present stretch. Nothing may be allocated behind it but by a new one. */
  write(): void {
    for (const { type, at } of this.#maps) {
      const page = this.bytes.subarray(at, at + pageSize);
      if (type === pageTypes.allocationMap) this.#marks.copy(page);
      else page.fill(0xff, 0, pageContent);
      sealMap(page, type, this.base + at);
    }
    for (const marks of this.#marks) this.free += slot * (8 - ones(marks));
    writeWhole(this.file, this.bytes, this.base);
  }

  #begin(): void {
    this.#index += 1;
    this.base = headSize + this.#index * stretchSize;
    this.#used = 0;
    this.bytes.fill(0);
    this.#marks.fill(0);
    this.#maps = [];
    for (const type of mapsOf(this.#index)) this.#maps.push({ type, at: this.#take(pageSize) });
  }

  #take(length: number): number {
    const at = this.#used;
    this.#used += length;
    this.#mark(at / slot, this.#used / slot);
    return at;
  }

  /** Marks slots as used, eight to a byte, the first in its highest bit. */
  #mark(from: number, to: number): void {
    const marks = this.#marks;
    for (let index = from; index < to; ) {
      const at = index >> 3;
      if ((index & 7) === 0 && index + 8 <= to) {
        marks[at] = 0xff;
        index += 8;
      } else {
        marks[at] = (marks[at] ?? 0) | (0x80 >> (index & 7));
        index += 1;
      }
    }
  }
}

/**
 * The maps that a stretch begins with. The one of free pages for 31,744 stretches stands where no map of free space stands:
 * at the 1024th byte, directly behind the page map.
 */
function mapsOf(index: number): number[] {
  const maps: number[] = [pageTypes.allocationMap];
  if (index % 8 === 0) maps.push(pageTypes.pageMap);
  if (index >= 128 && (index - 128) % 496 === 0) maps.push(pageTypes.freeMap);
  if (index >= 8192 && (index - 8192) % 31_744 === 0) maps.push(pageTypes.freePageMap);
  return maps;
}

function ones(byte: number): number {
  let count = 0;
  for (let left = byte; left > 0; left &= left - 1) count += 1;
  return count;
}

/** A disk may take less than it is given. */
export function writeWhole(file: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, position + done);
}
