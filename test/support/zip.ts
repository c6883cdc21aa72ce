import { Buffer } from 'node:buffer';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a zip as a test wants it: what is not told is as it should be. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Without compression. */
  readonly stored?: boolean;
  /** The unpacked size that the zip declares. */
  readonly declared?: number;
  readonly crc?: number;
  /** Unix seconds; goes into an extended timestamp field. */
  readonly modified?: number;
  /** General purpose bits. */
  readonly flags?: number;
  readonly method?: number;
}

export interface ZipOptions {
  /** Sizes and offsets in zip64 fields, and a zip64 end record. */
  readonly zip64?: boolean;
  /** Sizes behind each file, as a program writes them that does not know them before. */
  readonly descriptors?: boolean;
}

const FULL = 0xffffffff;

/** A zip, byte by byte (PKWARE APPNOTE 4.3). */
export function makeZip(entries: readonly ZipEntry[], { zip64 = false, descriptors = false }: ZipOptions = {}): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  const write = (...buffers: Buffer[]): void => {
    for (const buffer of buffers) {
      pieces.push(buffer);
      offset += buffer.length;
    }
  };
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const data = entry.stored === true ? Buffer.from(entry.bytes) : deflateRawSync(entry.bytes);
    const facts = {
      flags: (entry.flags ?? 0) | (descriptors ? 0x8 : 0),
      method: entry.method ?? (entry.stored === true ? 0 : 8),
      crc: entry.crc ?? crc32(entry.bytes),
      packed: data.length,
      size: entry.declared ?? entry.bytes.length,
    };
    const time = entry.modified === undefined ? Buffer.alloc(0) : timeField(entry.modified);
    const start = offset;
    const extra = Buffer.concat([...(zip64 ? [zip64Field(facts.size, facts.packed)] : []), time]);
    const known = descriptors ? { ...facts, crc: 0, packed: 0, size: 0 } : facts;
    write(localHeader(known, zip64 && !descriptors, name.length, extra.length), name, extra, data);
    if (descriptors) write(descriptor(facts));
    const central = Buffer.concat([...(zip64 ? [zip64Field(facts.size, facts.packed, start)] : []), time]);
    directory.push(directoryHeader(facts, zip64, name.length, central.length, start), name, central);
  }
  const start = offset;
  write(...directory);
  const length = offset - start;
  if (zip64) write(...zip64End(entries.length, length, start, offset));
  write(endRecord(entries.length, zip64 ? FULL : length, zip64 ? FULL : start));
  return Buffer.concat(pieces);
}

/** Writes a zip. */
export function writeZip(path: string, entries: readonly ZipEntry[], options: ZipOptions = {}): void {
  writeFileSync(path, makeZip(entries, options));
}

/** Every file below a folder as entries, directories too, names behind `prefix`. */
export function entriesOf(dir: string, prefix = '', separator: '/' | '\\' = '/'): ZipEntry[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry): ZipEntry[] => {
    const path = join(dir, entry.name);
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory()) {
      const below = `${name}${separator}`;
      return [{ name: below, bytes: new Uint8Array(), stored: true }, ...entriesOf(path, below, separator)];
    }
    return [{ name, bytes: readFileSync(path), modified: Math.floor(statSync(path).mtimeMs / 1000) }];
  });
}

interface Facts {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

function localHeader(facts: Facts, zip64: boolean, nameLength: number, extraLength: number): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(45, 4);
  fillFacts(header, 6, facts, zip64);
  header.writeUInt16LE(nameLength, 26);
  header.writeUInt16LE(extraLength, 28);
  return header;
}

function directoryHeader(facts: Facts, zip64: boolean, nameLength: number, extraLength: number, start: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(45, 4);
  header.writeUInt16LE(45, 6);
  fillFacts(header, 8, facts, zip64);
  header.writeUInt16LE(nameLength, 28);
  header.writeUInt16LE(extraLength, 30);
  header.writeUInt32LE(zip64 ? FULL : start, 42);
  return header;
}

function fillFacts(header: Buffer, at: number, facts: Facts, zip64: boolean): void {
  header.writeUInt16LE(facts.flags, at);
  header.writeUInt16LE(facts.method, at + 2);
  // 2020-01-03 02:04:06
  header.writeUInt32LE((((40 << 9) | (1 << 5) | 3) * 65_536 + ((2 << 11) | (4 << 5) | 3)) >>> 0, at + 4);
  header.writeUInt32LE(facts.crc, at + 8);
  header.writeUInt32LE(zip64 ? FULL : facts.packed, at + 12);
  header.writeUInt32LE(zip64 ? FULL : facts.size, at + 16);
}

function descriptor({ crc, packed, size }: Facts): Buffer {
  const record = Buffer.alloc(16);
  record.write('PK\x07\x08', 0, 'latin1');
  record.writeUInt32LE(crc, 4);
  record.writeUInt32LE(packed, 8);
  record.writeUInt32LE(size, 12);
  return record;
}

function zip64Field(...numbers: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * numbers.length);
  field.writeUInt16LE(0x0001, 0);
  field.writeUInt16LE(8 * numbers.length, 2);
  for (const [at, number] of numbers.entries()) field.writeBigUInt64LE(BigInt(number), 4 + 8 * at);
  return field;
}

function timeField(modified: number): Buffer {
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x5455, 0);
  field.writeUInt16LE(5, 2);
  field[4] = 1;
  field.writeInt32LE(modified, 5);
  return field;
}

function zip64End(count: number, length: number, start: number, at: number): Buffer[] {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  for (const place of [24, 32]) record.writeBigUInt64LE(BigInt(count), place);
  record.writeBigUInt64LE(BigInt(length), 40);
  record.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(at), 8);
  locator.writeUInt32LE(1, 16);
  return [record, locator];
}

function endRecord(count: number, length: number, start: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  for (const place of [8, 10]) record.writeUInt16LE(count & 0xffff, place);
  record.writeUInt32LE(length, 12);
  record.writeUInt32LE(start, 16);
  return record;
}
