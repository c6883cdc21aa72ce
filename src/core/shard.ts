/** A share of the work, cut by mailbox (docs/scale.md): every mailbox belongs to exactly one of `count` shards. */
import { createHash } from 'node:crypto';

/** One of `count` shares, numbered from 1. In all of the program null stands for the whole. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

const KEY_DIGITS = 8;

/**
 * Eight hexadecimal digits of an address, the same on every machine and whatever other mailboxes there are. What is kept
 * for a mailbox begins with them, so that a name tells to whom it belongs.
 */
export function mailboxKey(address: string): string {
  return createHash('sha256').update(address.normalize('NFC').toLowerCase()).digest('hex').slice(0, KEY_DIGITS);
}

/** Whether a mailbox is among a shard's. */
export function ownsMailbox(shard: Shard | null, address: string): boolean {
  return ownsName(shard, mailboxKey(address));
}

/** Whether a name that begins with a mailbox's key belongs to a shard. */
export function ownsName(shard: Shard | null, name: string): boolean {
  return shard === null || Number.parseInt(name.slice(0, KEY_DIGITS), 16) % shard.count === shard.index - 1;
}

/** As people write it: `2/4`. */
export function formatShard({ index, count }: Shard): string {
  return `${index}/${count}`;
}

/** As it stands in file names: `2-of-4`. */
export function shardFileName({ index, count }: Shard): string {
  return `${index}-of-${count}`;
}

/** The shard of a file name that has `2-of-4` in it; null for others. */
export function shardOfFileName(name: string): Shard | null {
  const [, index, count] = /(?:^|-)(\d+)-of-(\d+)(?:\.|$)/.exec(name) ?? [];
  return index === undefined ? null : { index: Number(index), count: Number(count) };
}
