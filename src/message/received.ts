import type { DateSource } from '../core/kinds.js';
import { parseDate, withoutComments } from './date.js';
import { type HeaderBlock, type HeaderField, fieldValue, firstValue, readHeaderBlock } from './header.js';

/** When a message came in, and which evidence says so. */
export interface ReceivedTime {
  /** Unix seconds, UTC. */
  readonly time: number;
  readonly from: DateSource;
}

/** What an index says of the time; null where it says nothing. */
export interface IndexedTime {
  /** Unix seconds, UTC. */
  readonly indexTime: number | null;
  readonly indexTimeFrom: 'index T' | 'index D' | null;
}

/**
 * When the item came into the mailbox: the index's time, else the topmost `Received` field that has a date, else `Date`,
 * else the file's time of last change. `head` is the beginning of the message, as much as is at hand; `mtime` gives unix
 * seconds and is only asked where nothing else is left.
 */
export function receivedTime(item: IndexedTime, head: Uint8Array, mtime: () => number): ReceivedTime {
  if (item.indexTime !== null && item.indexTimeFrom !== null) {
    return { time: item.indexTime, from: item.indexTimeFrom };
  }
  const block = readHeaderBlock(head);
  const received = topmostReceived(head, block);
  if (received !== null) return { time: received, from: 'Received' };
  const date = parseDate(firstValue(head, block, 'date') ?? '');
  if (date !== null) return { time: date, from: 'Date' };
  return { time: mtime(), from: 'mtime' };
}

function topmostReceived(head: Uint8Array, block: HeaderBlock): number | null {
  for (const field of block.fields) {
    const time = field.name === 'received' ? dateOfTrace(head, field) : null;
    if (time !== null) return time;
  }
  return null;
}

/** The date of a `Received` field stands behind its last semicolon (RFC 5322 section 3.6.7). */
function dateOfTrace(head: Uint8Array, field: HeaderField): number | null {
  const value = withoutComments(fieldValue(head, field));
  const semicolon = value.lastIndexOf(';');
  return semicolon < 0 ? null : parseDate(value.slice(semicolon + 1));
}
