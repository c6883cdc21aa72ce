import type { Socket } from 'node:net';
import { type Proxy, startProxy } from './proxy.js';

/** A proxy that makes each byte arrive half a round trip later, in either direction: a long line, not a slow one. */
export function startDelayProxy(port: number, roundTripMs: number): Promise<Proxy> {
  return startProxy(port, (client, server) => {
    delay(client, server, roundTripMs / 2);
    delay(server, client, roundTripMs / 2);
  });
}

/** How much may be on the line. A real line holds as much as its length and rate allow, not all that is written. */
const ON_THE_LINE = 8 * 1024 * 1024;

function delay(from: Socket, to: Socket, ms: number): void {
  let held = 0;
  from.on('data', (chunk: Buffer) => {
    held += chunk.length;
    if (held > ON_THE_LINE) from.pause();
    setTimeout(() => {
      held -= chunk.length;
      if (!to.destroyed) to.write(chunk);
      if (held <= ON_THE_LINE) from.resume();
    }, ms);
  });
  from.on('end', () => setTimeout(() => to.end(), ms));
}
