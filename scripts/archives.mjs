/** Archives of a folder's files, the same bytes for the same files: tar (POSIX.1-1988, ustar) in gzip, and zip. */
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

/**
 * One file of an archive. Names have `/` between their parts.
 * @typedef {{ name: string, bytes: Uint8Array, executable: boolean }} ArchivedFile
 */

/** 2020-01-01, in seconds, and as MS-DOS writes a day. Both formats want a time, and the time of packing says nothing. */
const SECONDS = 1577836800;
const DOS_DAY = (40 << 9) | (1 << 5) | 1;

/**
 * A `.tar.gz`.
 * @param {readonly ArchivedFile[]} files
 * @param {number} level of compression, 1 to 9
 */
export function tarGz(files, level) {
  const blocks = files.flatMap(({ name, bytes, executable }) => [
    tarHeader(name, bytes.length, executable ? 0o755 : 0o644),
    bytes,
    Buffer.alloc((512 - (bytes.length % 512)) % 512),
  ]);
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]), { level });
}

/**
 * @param {string} path
 * @param {number} size
 * @param {number} mode
 */
function tarHeader(path, size, mode) {
  const cut = Buffer.byteLength(path) <= 100 ? -1 : path.lastIndexOf('/', path.length - 1);
  const [prefix, name] = cut < 0 ? ['', path] : [path.slice(0, cut), path.slice(cut + 1)];
  if (Buffer.byteLength(name) > 100 || Buffer.byteLength(prefix) > 155)
    throw new Error(`${path} is too long for a tar`);
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(octal(mode, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(SECONDS, 11), 136);
  header.write(' '.repeat(8), 148);
  header.write('0', 156);
  header.write('ustar\u000000', 257);
  header.write(prefix, 345);
  header.write(
    `${octal(
      header.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\u0000 `,
    148,
  );
  return header;
}

/**
 * @param {number} value
 * @param {number} digits
 */
function octal(value, digits) {
  return value.toString(8).padStart(digits, '0');
}

/**
 * A `.zip`.
 * @param {readonly ArchivedFile[]} files
 * @param {number} level of compression, 1 to 9
 */
export function zip(files, level) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { name, bytes, executable } of files) {
    const packed = deflateRawSync(bytes, { level });
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    // The name is UTF-8.
    fields.writeUInt16LE(0x0800, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt16LE(DOS_DAY, 8);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), fields, Buffer.from(name)]);
    const more = Buffer.alloc(14);
    more.writeUInt32LE(((executable ? 0o100755 : 0o100644) << 16) >>> 0, 6);
    more.writeUInt32LE(offset, 10);
    // Made on a Unix, so that its rights count where there are any.
    directory.push(Buffer.from('PK\u0001\u0002'), Buffer.from([20, 3]), fields, more, Buffer.from(name));
    parts.push(local, packed);
    offset += local.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, Buffer.from('PK\u0005\u0006'), end]);
}
