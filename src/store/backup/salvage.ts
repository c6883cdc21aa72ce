/** What can be read of a zip whose table of contents is damaged or cut off: each file has a header of its own before it. */
import { nameFromBytes } from '../../core/escaped-path.js';
import { readAt } from './unpack.js';
import { dosTime, readExtra } from './extra.js';
import type { VolumeContents, VolumeEntry } from './volume-contents.js';

const LOCAL_HEADER = Buffer.from('PK\x03\x04', 'latin1');
const LOCAL_BYTES = 30;
/** Follows a file whose sizes were not known when its header was written. */
const DESCRIPTOR = Buffer.from('PK\x07\x08', 'latin1');
const HAS_DESCRIPTOR = 0x8;
const ENCRYPTED = 0x1;
const FIRST_CHUNK = 1 << 10;
const LAST_CHUNK = 1 << 20;

/**
 * Finds the files of a volume by their own headers. A file that the volume ends in the middle of is among them: reading it
 * fails, and so it is in the report.
 */
export function salvage(fd: number, size: number, volume: string): VolumeContents {
  const entries: VolumeEntry[] = [];
  for (let at = find(fd, size, 0, LOCAL_HEADER); at !== null; ) {
    const entry = readLocal(fd, size, at, volume);
    if (entry !== null) entries.push(entry.entry);
    at = find(fd, size, entry?.end ?? at + LOCAL_HEADER.length, LOCAL_HEADER);
  }
  return {
    entries,
    problems: [
      `${volume} is damaged or cut off: its table of contents cannot be read. ${entries.length === 1 ? '1 file was found in it by its own header; what came after it' : `${entries.length} files were found in it by their own headers; what came after them`} is lost`,
    ],
  };
}

function readLocal(fd: number, size: number, at: number, volume: string): { entry: VolumeEntry; end: number } | null {
  const header = Buffer.alloc(LOCAL_BYTES);
  if (readAt(fd, header, at) < LOCAL_BYTES) return null;
  const nameLength = header.readUInt16LE(26);
  const restLength = nameLength + header.readUInt16LE(28);
  // Before anything more is read: a mark every four bytes must not cost 64 KiB each.
  if (nameLength === 0 || at + LOCAL_BYTES + restLength > size) return null;
  const rest = Buffer.alloc(restLength);
  if (readAt(fd, rest, at + LOCAL_BYTES) < rest.length) return null;
  const extra = readExtra(rest.subarray(nameLength), [header.readUInt32LE(22), header.readUInt32LE(18), 0]);
  const flags = header.readUInt16LE(6);
  const start = at + LOCAL_BYTES + rest.length;
  const late = (flags & HAS_DESCRIPTOR) === 0 ? null : readDescriptor(fd, size, start);
  const packed = late?.packed ?? extra.sizes[1];
  return {
    entry: {
      name: nameFromBytes(rest.subarray(0, nameLength)),
      volume,
      offset: at,
      encrypted: (flags & ENCRYPTED) !== 0,
      method: header.readUInt16LE(8),
      modified: extra.modified ?? dosTime(header.readUInt32LE(10)),
      crc: late?.crc ?? header.readUInt32LE(14),
      packed,
      size: late?.size ?? extra.sizes[0],
    },
    end: start + packed,
  };
}

/** The descriptor behind a file: the one whose packed size is the way to it. */
function readDescriptor(fd: number, size: number, start: number): { crc: number; packed: number; size: number } {
  const record = Buffer.alloc(24);
  for (let at = find(fd, size, start, DESCRIPTOR); at !== null; at = find(fd, size, at + 4, DESCRIPTOR)) {
    const got = readAt(fd, record, at);
    const packed = at - start;
    if (got >= 16 && record.readUInt32LE(8) === packed)
      return { crc: record.readUInt32LE(4), packed, size: record.readUInt32LE(12) };
    if (got >= 24 && record.readBigUInt64LE(8) === BigInt(packed))
      return { crc: record.readUInt32LE(4), packed, size: Number(record.readBigUInt64LE(16)) };
  }
  // Cut off: the whole rest is its share, so that reading it fails and says so.
  return { crc: 0, packed: size - start + 1, size: size - start + 1 };
}

/** The first place at or behind `from` where the mark stands. Mostly it is near: each step looks at more than the last. */
function find(fd: number, size: number, from: number, mark: Buffer): number | null {
  let chunk = Buffer.allocUnsafe(FIRST_CHUNK);
  for (let at = from; at < size; ) {
    const found = chunk.subarray(0, readAt(fd, chunk, at)).indexOf(mark);
    if (found >= 0) return at + found;
    at += chunk.length - mark.length + 1;
    if (chunk.length < LAST_CHUNK) chunk = Buffer.allocUnsafe(chunk.length * 4);
  }
  return null;
}
