/** Opens the items of a store that are to be sent. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kind } from '../../core/kinds.js';
import { readHeaderBlock } from '../../message/header.js';
import { receivedTime } from '../../message/received.js';
import { ArchiveError } from '../../store/backup/unpack.js';
import { describeFile } from '../../store/disk/files.js';
import { EMPTY_FILE, looksUnreadable, unreadableReason } from '../../store/disk/unreadable.js';
import { itemKind } from '../../store/items/item-kind.js';
import { ItemReader, modifiedAt } from '../../store/items/read.js';
import type { Item } from '../../store/types.js';
import { groupwareReason, type OpenedMessage, type SourceMessage } from '../../transfer/source.js';

/** A file that changed within this time may not be whole yet, in milliseconds: disks tell time in steps of up to 2 s. */
export const WRITING = 2000;
/** So long a message is waited for that is being written, in milliseconds. */
const LONGEST_WRITING = 30_000;
const STILL_WRITTEN = 'the server is still writing it: the next run tries it again';
/** Messages up to this size are held in memory, larger ones read again while they are sent. */
const MEMORY = 1024 * 1024;
/** What the export says of such a file. */
const NO_MESSAGE = 'it looks encrypted or damaged: it is not text';
/** What is read at once of a large message. */
const PIECE = 256 * 1024;
/** The header and what tells a body from another. */
const HEAD = 64 * 1024;

/** A message of the store, with where it lies. */
export interface StoreMessage extends SourceMessage {
  readonly stored: Item;
}

/**
 * Opens messages that the server has surely written to their ends: one that was sent cut would stay so. What has its record is whole; for
 * another its file must have been left alone for a while.
 */
export async function* openWhole(messages: Iterable<StoreMessage>): AsyncGenerator<OpenedMessage> {
  const reader = new ItemReader(Buffer.allocUnsafeSlow(MEMORY));
  try {
    for (const message of messages) {
      let left = LONGEST_WRITING;
      for (let ms = writingFor(message.stored); ms > 0 && left > 0; ms = writingFor(message.stored)) {
        await sleep(ms);
        left -= ms;
      }
      yield left > 0 ? openOne(reader, message) : { message, problem: STILL_WRITTEN };
    }
  } finally {
    reader.close();
  }
}

/** For how many milliseconds nobody knows yet whether an item is whole. */
function writingFor({ file, rawFlags, messageClass, indexTime }: Item): number {
  if (rawFlags !== null || messageClass !== null || indexTime !== null) return 0;
  const age = Date.now() - (describeFile(file)?.mtimeMs ?? 0);
  // A file server whose clock is ahead says nothing about age.
  return age < 0 ? 0 : Math.max(0, Math.ceil(WRITING - age));
}

/** Opens the beginnings of messages: their headers, and what tells a body from another. */
export function openHeads(messages: Iterable<StoreMessage>): AsyncIterable<OpenedMessage> {
  return { [Symbol.asyncIterator]: () => asynchronous(openInTurn(messages, HEAD)) };
}

/** Reads in memory that is used again for the next message. */
function* openInTurn(messages: Iterable<StoreMessage>, memory: number): Generator<OpenedMessage, undefined> {
  const reader = new ItemReader(Buffer.allocUnsafeSlow(memory));
  try {
    for (const message of messages) yield openOne(reader, message);
  } finally {
    reader.close();
  }
}

/** A disk answers at once; only because servers do not is reading asynchronous. */
function asynchronous<T>(generator: Generator<T, undefined>): AsyncIterator<T> {
  return {
    next: () => Promise.resolve(generator.next()),
    return: () => Promise.resolve(generator.return(undefined)),
  };
}

function openOne(reader: ItemReader, message: StoreMessage): OpenedMessage {
  const item = message.stored;
  try {
    const content = reader.read(item.file);
    // It was not when it was listed: it may be more by the next run.
    if (content.bytes.length === 0) return { message, problem: EMPTY_FILE };
    const header = readHeaderBlock(content.bytes);
    if (looksUnreadable(content.bytes, header)) return { message, problem: NO_MESSAGE };
    const kind = itemKind(item, content.bytes, header);
    return {
      message,
      raw: { start: content.bytes, reread: content.more === null ? null : () => pieces(item.file) },
      receivedAt: receivedTime(item, content.bytes, () => modifiedAt(item.file)).time,
      skip: strangerReason(item, kind),
      kind,
    };
  } catch (error) {
    if (error instanceof ArchiveError) return { message, problem: error.message };
    return { message, problem: unreadableReason((error as NodeJS.ErrnoException).code ?? String(error)) };
  }
}

/** What is no mail cannot be read as mail; in other folders who takes them decides. */
function strangerReason({ folder }: Item, kind: Kind): string | null {
  return kind === 'mail' || folder.kind !== 'mail' ? null : groupwareReason(kind);
}

/** The whole file in pieces of one size, so that every reading gives the same pieces. */
function* pieces(file: string): Generator<Uint8Array> {
  const memory = Buffer.allocUnsafeSlow(PIECE);
  const reader = new ItemReader(memory);
  try {
    const { bytes, more } = reader.read(file);
    yield bytes;
    if (more === null) return;
    for (let got = fill(memory, more); got > 0; got = fill(memory, more)) yield memory.subarray(0, got);
  } finally {
    reader.close();
  }
}

function fill(memory: Buffer, more: (target: Uint8Array) => number): number {
  let length = 0;
  while (length < memory.length) {
    const got = more(memory.subarray(length));
    if (got === 0) break;
    length += got;
  }
  return length;
}
