/** The bytes of one file in a zip. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';
import type { ArchivedFile } from './mounts.js';

const LOCAL_HEADER = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
/** No mail server takes a message this large; unpacking needs it in memory. */
const MOST_BYTES = 512 * 1024 * 1024;
/** Deflate packs at most 1032 to 1. Text does not come near: more than this in something large is made to fill memory. */
const MOST_RATIO = 300;
const SUSPICIOUS_BYTES = 32 * 1024 * 1024;

/** Why a file cannot be had from its zip, as a phrase about the file: `is damaged in the backup (…)`. */
export class ArchiveError extends Error {
  readonly code = 'EARCHIVE';
}

/**
 * Unpacks a file. Throws an ArchiveError when it is damaged, encrypted, packed in an unknown way, larger than it says or
 * larger than can be believed; and what node:fs throws when the volume cannot be read.
 */
export function unpack(file: ArchivedFile): Uint8Array {
  if (file.encrypted) throw new ArchiveError('it is encrypted in the backup');
  if (file.method !== STORED && file.method !== DEFLATED)
    throw new ArchiveError(`it is packed in the backup by a method that is not read (${file.method})`);
  if (file.size > MOST_BYTES)
    throw new ArchiveError(`it says that it has ${file.size} bytes, more than a message can have`);
  if (file.size > SUSPICIOUS_BYTES && file.size > file.packed * MOST_RATIO)
    throw new ArchiveError(`its ${file.packed} bytes in the backup say that they are ${file.size}: it is not unpacked`);
  if (file.method === STORED && file.packed !== file.size)
    throw new ArchiveError(`it is damaged in the backup (${file.packed} bytes instead of ${file.size})`);
  const packed = readPacked(file);
  const bytes = file.method === STORED ? packed : inflate(packed, file.size);
  if (bytes.length !== file.size)
    throw new ArchiveError(`it is damaged in the backup (${bytes.length} bytes instead of ${file.size})`);
  if (crc32(bytes) !== file.crc) throw new ArchiveError('it is damaged in the backup (its checksum is wrong)');
  return bytes;
}

function readPacked(file: ArchivedFile): Uint8Array {
  const fd = openSync(file.volume, 'r');
  try {
    // Before any memory is taken: damaged numbers may say anything.
    const { size } = fstatSync(fd);
    const header = Buffer.alloc(LOCAL_BYTES);
    if (
      file.offset + LOCAL_BYTES > size ||
      readAt(fd, header, file.offset) < LOCAL_BYTES ||
      header.readUInt32LE(0) !== LOCAL_HEADER
    )
      throw new ArchiveError('it is not where the backup says it is');
    const start = file.offset + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
    if (start + file.packed > size) throw new ArchiveError('the backup ends in the middle of it');
    const packed = Buffer.allocUnsafe(file.packed);
    if (readAt(fd, packed, start) < file.packed) throw new ArchiveError('the backup ends in the middle of it');
    return packed;
  } finally {
    closeSync(fd);
  }
}

function inflate(packed: Uint8Array, size: number): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new ArchiveError(
      tooLarge
        ? `it is larger than the ${size} bytes that the backup says: it is not unpacked`
        : 'it is damaged in the backup (it cannot be unpacked)',
      { cause: error },
    );
  }
}

/** Fills `target` from a place in a file, as far as the file goes. Gives how many bytes came. */
export function readAt(fd: number, target: Uint8Array, position: number): number {
  let done = 0;
  while (done < target.length) {
    const got = readSync(fd, target, done, target.length - done, position + done);
    if (got === 0) break;
    done += got;
  }
  return done;
}
