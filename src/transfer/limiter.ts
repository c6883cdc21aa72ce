/** `--rate`: how fast an account may be filled. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../core/errors.js';
import { Interrupted } from './run/stops.js';

/** Limits a second; null for none. */
export interface Rate {
  readonly messages: number | null;
  readonly bytes: number | null;
}

/** No limit. */
export const UNLIMITED: Rate = { messages: null, bytes: null };

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/**
 * Reads a rate: `4/s` messages, `500kB/s` or `2MB/s` bytes, `4/s,500kB/s` both. Throws a UserError for anything else.
 */
export function parseRate(text: string): Rate {
  let rate = UNLIMITED;
  for (const part of text.split(',')) {
    const match = /^\s*(\d+(?:\.\d+)?)\s*(?:([kmg]?)(b))?(?:\/s)?\s*$/i.exec(part);
    const value = Number(match?.[1]);
    if (match === null || value <= 0) {
      throw new UserError(`--rate ${text} is no rate: write 4/s for messages, 500kB/s for bytes, or both with a comma`);
    }
    if (match[3] === undefined) rate = { ...rate, messages: value };
    else rate = { ...rate, bytes: value * (UNITS[(match[2] ?? '').toLowerCase()] ?? 1) };
  }
  return rate;
}

/** Seconds that so much takes at a rate; null without one. */
export function secondsAtRate(rate: Rate, messages: number, bytes: number): number | null {
  const byMessages = rate.messages === null ? null : messages / rate.messages;
  const byBytes = rate.bytes === null ? null : bytes / rate.bytes;
  return byMessages === null && byBytes === null ? null : Math.max(byMessages ?? 0, byBytes ?? 0);
}

/** Lets through as much as the rate allows; a second's worth may come at once. */
export class Limiter {
  readonly #rate: Rate;
  /** When the limit is free again, in milliseconds of the monotonic clock. */
  #free = 0;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Waits until so much may be sent. Rejects with Interrupted when the user stops meanwhile. */
  async take(messages: number, bytes: number, signal: AbortSignal): Promise<void> {
    const seconds = secondsAtRate(this.#rate, messages, bytes);
    if (seconds === null) return;
    const now = performance.now();
    this.#free = Math.max(this.#free, now - 1000) + seconds * 1000;
    if (this.#free <= now) return;
    await sleep(this.#free - now, undefined, { signal }).catch(() => {
      throw new Interrupted();
    });
  }
}
