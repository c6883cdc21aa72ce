/** Messages as files of their own, every byte as it was. */
import { closeSync, futimesSync, openSync, writeSync } from 'node:fs';
import type { Content } from '../../store/disk/content.js';
import type { Arena } from './arena.js';
import { readMore } from './broken-off.js';
import { moveFile, removeFile } from '../../core/platform.js';

const LF = 10;
const CR = 13;

/** Sizes of a message in bytes. */
export interface Sizes {
  readonly size: number;
  /** With every line ending in CRLF: IMAP's RFC822.SIZE. */
  readonly crlfSize: number;
}

/** Where a message's file goes. */
export interface RawTarget {
  /** The path, once the sizes are known. Asked with 1, 2, … until it gives one that no file has. */
  path(sizes: Sizes, attempt: number): string;
  /** Where a message larger than the arena waits until its sizes are known. */
  readonly temporary: string;
}

/** What was written, and where. */
export interface RawFile extends Sizes {
  readonly path: string;
}

/**
 * Writes the message to a new file whose time of last change is `receivedAt` (unix seconds). Throws `BrokenOff` when the
 * source cannot be read to its end, and keeps nothing then; throws what node:fs throws for the target.
 */
export function writeRaw(content: Content, arena: Arena, receivedAt: number, target: RawTarget): RawFile {
  if (content.more !== null) return writeLarge(content, arena, receivedAt, target);
  const size = content.bytes.length;
  const added = arena.kernel.bareLineFeeds(arena.sourceAt, arena.sourceAt + size);
  const { fd, file } = createFile(target, { size, crlfSize: size + added });
  try {
    writeAll(fd, content.bytes);
    futimesSync(fd, receivedAt, receivedAt);
  } finally {
    closeSync(fd);
  }
  return file;
}

function writeLarge(content: Content, arena: Arena, receivedAt: number, target: RawTarget): RawFile {
  const fd = openSync(target.temporary, 'w');
  let sizes: Sizes;
  try {
    sizes = writePieces(fd, content, arena);
    futimesSync(fd, receivedAt, receivedAt);
  } catch (error) {
    removeFile(target.temporary);
    throw error;
  } finally {
    closeSync(fd);
  }
  const claimed = createFile(target, sizes);
  closeSync(claimed.fd);
  moveFile(target.temporary, claimed.file.path);
  return claimed.file;
}

function writePieces(fd: number, { bytes, more }: Content, { kernel, source, sourceAt }: Arena): Sizes {
  let piece = bytes;
  let size = 0;
  let added = 0;
  let endedInCr = false;
  while (piece.length > 0) {
    writeAll(fd, piece);
    size += piece.length;
    added += kernel.bareLineFeeds(sourceAt, sourceAt + piece.length);
    // The kernel cannot see the piece before: its CR belongs to the LF that begins this one.
    if (endedInCr && piece[0] === LF) added -= 1;
    endedInCr = piece.at(-1) === CR;
    piece = source.subarray(0, more === null ? 0 : readMore(more, source));
  }
  return { size, crlfSize: size + added };
}

function createFile(target: RawTarget, sizes: Sizes): { readonly fd: number; readonly file: RawFile } {
  for (let attempt = 1; ; attempt += 1) {
    const path = target.path(sizes, attempt);
    try {
      return { fd: openSync(path, 'wx'), file: { ...sizes, path } };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}
