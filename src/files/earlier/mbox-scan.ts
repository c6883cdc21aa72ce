/** The messages of an mbox that somebody else may have written to: where each is, when it was received, what it says. */
import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { octetsOf } from '../../core/octets.js';

/** A message in an mbox: bytes from its `From ` line to the empty line behind it. */
export interface ScannedMessage {
  readonly offset: number;
  readonly length: number;
}

/** An open file. */
export interface OpenMbox {
  readonly fd: number;
  readonly size: number;
}

const CHUNK = 256 * 1024;
const SEPARATOR = Buffer.from('\n\nFrom ');
/** The first two bytes of a separator belong to the message before. */
const ENDING = 2;
/** No honest header is longer: what comes behind counts as text. */
const HEADER = 64 * 1024;
const LF = 10;
const CR = 13;

/** Finds the messages of a file, in their order. */
export function* scanMbox(mbox: OpenMbox): Generator<ScannedMessage> {
  let offset = 0;
  for (const at of separators(mbox, 0, mbox.size)) {
    yield { offset, length: at + ENDING - offset };
    offset = at + ENDING;
  }
  if (offset < mbox.size) yield { offset, length: mbox.size - offset };
}

/** Where an empty line and a `From ` line come together. */
function* separators({ fd }: OpenMbox, start: number, end: number): Generator<number> {
  const chunk = Buffer.allocUnsafe(CHUNK);
  for (let position = start; position < end; ) {
    const got = readSync(fd, chunk, 0, Math.min(CHUNK, end - position), position);
    const bytes = chunk.subarray(0, got);
    for (let at = bytes.indexOf(SEPARATOR); at >= 0; at = bytes.indexOf(SEPARATOR, at + 1)) yield position + at;
    // A separator may lie across the end of a chunk.
    if (got < SEPARATOR.length || position + got >= end) return;
    position += got - SEPARATOR.length + 1;
  }
}

/** Whether exactly one message, received at that time (milliseconds), takes up these bytes; null for any time. */
export function isMessageAt(mbox: OpenMbox, { offset, length }: ScannedMessage, received: number | null): boolean {
  const end = offset + length;
  if (offset < 0 || length < SEPARATOR.length || end > mbox.size) return false;
  const time = receivedAt(mbox, offset);
  if (time === null || (received !== null && time !== received)) return false;
  const around = Buffer.alloc(SEPARATOR.length);
  // It ends in an empty line, and nothing or the next message is behind it.
  const behind = readSync(mbox.fd, around, 0, around.length, end - ENDING);
  if (!around.subarray(0, behind).equals(SEPARATOR.subarray(0, behind))) return false;
  if (behind !== ENDING && behind !== SEPARATOR.length) return false;
  for (const _ of separators(mbox, offset, end)) return false;
  return true;
}

/** The time of a message's `From ` line, which we write in UTC, in milliseconds; null when there is no such line. */
export function receivedAt({ fd, size }: OpenMbox, offset: number): number | null {
  const bytes = Buffer.alloc(Math.min(512, size - offset));
  readSync(fd, bytes, 0, bytes.length, offset);
  const found = /^From \S+ (\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4})\r?\n/.exec(bytes.toString('latin1'));
  const time = found === null ? NaN : Date.parse(`${found[1] ?? ''} UTC`);
  return Number.isNaN(time) ? null : time;
}

/**
 * A number (48 bits) that is the same for a message whose `From ` line or fields a mail program has changed: made of its
 * Message-ID and its text.
 */
export function messageKey({ fd }: OpenMbox, { offset, length }: ScannedMessage): number {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(CHUNK);
  let waiting = 0;
  let header = true;
  for (let done = 0; done < length; ) {
    const got = readSync(fd, chunk, 0, Math.min(header ? HEADER : CHUNK, length - done), offset + done);
    if (got === 0) break;
    done += got;
    let from = 0;
    if (header) {
      header = false;
      const end = chunk.indexOf('\n\n');
      from = end < 0 || end >= got ? 0 : end + ENDING;
      hash.update(messageId(octetsOf(chunk, 0, from)));
    }
    const to = textEnd(chunk, from, got);
    // Line ends at the end belong to the mbox, not to the message: those that text follows are part of it.
    if (to > from) {
      for (; waiting > 0; waiting -= 1) hash.update('\n');
      hash.update(chunk.subarray(from, to));
    }
    waiting += lineFeeds(chunk, to, got);
  }
  return hash.digest().readUIntBE(0, 6);
}

function messageId(header: string): string {
  return /^message-id:\s*(\S+)/im.exec(header)?.[1] ?? '';
}

function textEnd(bytes: Uint8Array, from: number, end: number): number {
  let to = end;
  while (to > from && (bytes[to - 1] === LF || bytes[to - 1] === CR)) to -= 1;
  return to;
}

function lineFeeds(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) if (bytes[at] === LF) count += 1;
  return count;
}
