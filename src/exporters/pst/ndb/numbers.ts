import { crc32 } from 'node:zlib';

/**
 * The checksum of blocks, pages and header ([MS-PST] 5.3): CRC-32 with the usual polynomial, but from 0 and without the
 * inversion at the end.
 */
export function checksum(bytes: Uint8Array): number {
  return (crc32(bytes, 0xffffffff) ^ 0xffffffff) >>> 0;
}

/** The signature of what lies at an offset under an id ([MS-PST] 5.5): 16 bits that betray a misplaced block. */
export function signature(offset: number, id: number): number {
  const mixed = (offset % 0x1_0000_0000) ^ (id % 0x1_0000_0000);
  return ((mixed >>> 16) ^ mixed) & 0xffff;
}

/** Writes a whole number below 2^53 as 64 bits. */
export function write64(buffer: Buffer, value: number, at: number): void {
  buffer.writeUInt32LE(value % 0x1_0000_0000, at);
  buffer.writeUInt32LE(Math.floor(value / 0x1_0000_0000), at + 4);
}

/** Bytes of zero. Small ones share memory, as Node's zeroed buffers do not: a mail is made of dozens. */
export function zeroed(length: number): Buffer {
  return Buffer.allocUnsafe(length).fill(0);
}

/** Four bytes, little end first. */
export function u32(value: number): Buffer {
  const buffer = Buffer.allocUnsafe(4);
  buffer.writeUInt32LE(value >>> 0);
  return buffer;
}
