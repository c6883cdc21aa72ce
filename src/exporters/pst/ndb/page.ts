import { checksum, signature, write64 } from './numbers.js';

/** Bytes of a page, and of what stands in it before its trailer ([MS-PST] 2.2.2.7). */
export const pageSize = 512;
export const pageContent = 496;

/** What a page is ([MS-PST] 2.2.2.7.1). */
export const pageTypes = {
  blockTree: 0x80,
  nodeTree: 0x81,
  freeMap: 0x82,
  pageMap: 0x83,
  allocationMap: 0x84,
  freePageMap: 0x85,
  densityList: 0x86,
} as const;

/** Seals a page of a tree or the density list. `id` is counted for pages alone. */
export function sealPage(page: Buffer, type: number, offset: number, id: number): void {
  seal(page, type, signature(offset, id), id);
}

/** Seals a map page: its id is its place in the file, and it has no signature. */
export function sealMap(page: Buffer, type: number, offset: number): void {
  seal(page, type, 0, offset);
}

function seal(page: Buffer, type: number, mark: number, id: number): void {
  page[pageContent] = type;
  page[pageContent + 1] = type;
  page.writeUInt16LE(mark, pageContent + 2);
  page.writeUInt32LE(checksum(page.subarray(0, pageContent)), pageContent + 4);
  write64(page, id, pageContent + 8);
}
