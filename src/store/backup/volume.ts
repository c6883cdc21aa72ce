/**
 * A zip's table of contents (PKWARE APPNOTE 4.3, 4.5.3): read in one go, and without it when it is damaged or cut off, from
 * the header that stands before each file. The usual libraries give up a whole volume then, and here every mail counts.
 */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { nameFromBytes } from '../../core/escaped-path.js';
import { dosTime, readExtra } from './extra.js';
import { salvage } from './salvage.js';
import { readAt } from './unpack.js';
import type { VolumeContents, VolumeEntry } from './volume-contents.js';

const END_OF_DIRECTORY = 0x06054b50;
const END_BYTES = 22;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_END = 0x06064b50;
const ZIP64_END_BYTES = 56;
const DIRECTORY_ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LONGEST_COMMENT = 0xffff;
const ENCRYPTED = 0x1;

/** Reads the table of contents of a volume. What is wrong with it is among the problems; never throws. */
export function readVolume(volume: string): VolumeContents {
  let fd: number;
  try {
    fd = openSync(volume, 'r');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    return { entries: [], problems: [`${volume} cannot be read (${code}): what lies in it is not in the output`] };
  }
  try {
    const { size } = fstatSync(fd);
    const directory = readDirectory(fd, size);
    const entries = directory === null ? null : parseDirectory(directory, volume);
    return entries === null ? salvage(fd, size, volume) : { entries, problems: [] };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return {
      entries: [],
      problems: [`${volume} cannot be read (${code ?? message}): what lies in it is not in the output`],
    };
  } finally {
    closeSync(fd);
  }
}

/** The bytes of the central directory; null when it cannot be found. */
function readDirectory(fd: number, size: number): Buffer | null {
  const tail = Buffer.alloc(Math.min(size, END_BYTES + LONGEST_COMMENT + ZIP64_LOCATOR_BYTES));
  readAt(fd, tail, size - tail.length);
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== END_OF_DIRECTORY) continue;
    const end = zip64End(fd, size, tail, at) ?? {
      length: tail.readUInt32LE(at + 12),
      start: tail.readUInt32LE(at + 16),
    };
    if (end.start + end.length > size) return null;
    const directory = Buffer.allocUnsafe(end.length);
    readAt(fd, directory, end.start);
    return directory;
  }
  return null;
}

function zip64End(fd: number, size: number, tail: Buffer, end: number): { start: number; length: number } | null {
  const locator = end - ZIP64_LOCATOR_BYTES;
  if (locator < 0 || tail.readUInt32LE(locator) !== ZIP64_LOCATOR) return null;
  const record = Buffer.alloc(ZIP64_END_BYTES);
  const place = Number(tail.readBigUInt64LE(locator + 8));
  if (place > size) return null;
  readAt(fd, record, place);
  if (record.readUInt32LE(0) !== ZIP64_END) return null;
  return { length: Number(record.readBigUInt64LE(40)), start: Number(record.readBigUInt64LE(48)) };
}

/** The entries; null when the directory is damaged. */
function parseDirectory(directory: Buffer, volume: string): VolumeEntry[] | null {
  const entries: VolumeEntry[] = [];
  for (let at = 0; at < directory.length; ) {
    if (at + ENTRY_BYTES > directory.length || directory.readUInt32LE(at) !== DIRECTORY_ENTRY) return null;
    const nameLength = directory.readUInt16LE(at + 28);
    const extraAt = at + ENTRY_BYTES + nameLength;
    const next = extraAt + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    if (next > directory.length) return null;
    const extra = readExtra(directory.subarray(extraAt, extraAt + directory.readUInt16LE(at + 30)), [
      directory.readUInt32LE(at + 24),
      directory.readUInt32LE(at + 20),
      directory.readUInt32LE(at + 42),
    ]);
    entries.push({
      name: nameFromBytes(directory.subarray(at + ENTRY_BYTES, extraAt)),
      volume,
      encrypted: (directory.readUInt16LE(at + 8) & ENCRYPTED) !== 0,
      method: directory.readUInt16LE(at + 10),
      modified: extra.modified ?? dosTime(directory.readUInt32LE(at + 12)),
      crc: directory.readUInt32LE(at + 16),
      size: extra.sizes[0],
      packed: extra.sizes[1],
      offset: extra.sizes[2],
    });
    at = next;
  }
  return entries;
}
