import type { Socket } from 'node:net';
import { type Proxy, startProxy } from './proxy.js';
import { randomSource } from '../../bench/random.mjs';

export interface FaultOptions {
  readonly seed: number;
  /** After so many broken connections the line is good: every run has to end. */
  readonly breaks: number;
  /** A connection breaks after this many bytes on average. */
  readonly bytesToBreak: number;
  /** The line is encrypted: bytes may be changed, and nothing may be said in the server's name. */
  readonly encrypted: boolean;
}

export interface FaultProxy extends Proxy {
  /** What was done, in order. */
  readonly faults: readonly string[];
}

/** A proxy that drops, delays, splits and changes what passes, and says BYE in the server's name, all by a seed. */
export async function startFaultProxy(port: number, options: FaultOptions): Promise<FaultProxy> {
  const random = randomSource(options.seed);
  const faults: string[] = [];
  const proxy = await startProxy(port, (client, server) => {
    const line = new FaultyLine(options, random, faults, client, server);
    line.pass(client, server);
    line.pass(server, client);
  });
  return { ...proxy, faults };
}

class FaultyLine {
  readonly #options: FaultOptions;
  readonly #random: () => number;
  readonly #faults: string[];
  readonly #client: Socket;
  readonly #server: Socket;
  #left: number;

  constructor(options: FaultOptions, random: () => number, faults: string[], client: Socket, server: Socket) {
    this.#options = options;
    this.#random = random;
    this.#faults = faults;
    this.#client = client;
    this.#server = server;
    const good = faults.length >= options.breaks;
    this.#left = good ? Infinity : Math.floor(-Math.log(1 - random()) * options.bytesToBreak);
  }

  pass(from: Socket, to: Socket): void {
    let last = Promise.resolve();
    from.on('data', (chunk: Buffer) => {
      from.pause();
      // One chunk after the other, however long each is held back.
      last = last.then(async () => {
        await this.#passChunk(chunk, to);
        from.resume();
      });
    });
    from.on('end', () => void last.then(() => to.end()));
  }

  async #passChunk(chunk: Buffer, to: Socket): Promise<void> {
    for (let at = 0; at < chunk.length && !to.destroyed; ) {
      const rest = chunk.length - at;
      const length = this.#random() < 0.3 ? 1 + Math.floor(this.#random() * rest) : rest;
      const piece = chunk.subarray(at, at + Math.min(length, this.#left));
      if (this.#random() < 0.05) await new Promise((done) => setTimeout(done, this.#random() * 20));
      if (piece.length > 0) to.write(piece);
      at += piece.length;
      this.#left -= piece.length;
      if (this.#left <= 0) {
        this.#break(chunk.subarray(at), to);
        return;
      }
    }
  }

  #break(rest: Buffer, to: Socket): void {
    this.#left = Infinity;
    const kind = this.#random();
    if (kind < 0.3 && this.#options.encrypted && rest.length > 0) {
      this.#faults.push('changed');
      const changed = Buffer.from(rest);
      changed[0] = (changed[0] ?? 0) ^ 0x55;
      to.write(changed);
    } else if (kind < 0.3 && to === this.#client && !this.#options.encrypted) {
      this.#faults.push('bye');
      this.#client.end('\r\n* BYE Session expired, please login again.\r\n');
      this.#server.destroy();
    } else if (kind < 0.6) {
      this.#faults.push('closed');
      this.#client.end();
      this.#server.end();
    } else {
      this.#faults.push('dropped');
      this.#client.resetAndDestroy();
      this.#server.resetAndDestroy();
    }
  }
}
