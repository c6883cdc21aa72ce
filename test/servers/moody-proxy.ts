import { once } from 'node:events';
import { type IncomingMessage, createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomSource } from '../../bench/random.mjs';

export interface Moods {
  readonly seed: number;
  /** After so many moods the line is good: every run has to end. */
  readonly most: number;
  /** How many of the requests meet one. */
  readonly share: number;
}

export interface MoodyProxy {
  readonly url: string;
  /** What was done, in order. */
  readonly moods: readonly string[];
  stop(): Promise<void>;
}

type Mood = (incoming: IncomingMessage, outgoing: ServerResponse, pass: Pass) => void;
type Pass = (then?: (answer: IncomingMessage, body: Buffer) => void) => void;

/** What servers and front-ends say instead of an answer, and how lines break. */
const MOODS: Readonly<Record<string, Mood>> = {
  'too many': (_, outgoing) => void outgoing.writeHead(429, { 'retry-after': '0' }).end('slow down'),
  unavailable: (_, outgoing) =>
    void outgoing.writeHead(503, { 'retry-after': new Date(0).toUTCString() }).end('<html>maintenance</html>'),
  'bad gateway': (_, outgoing) => void outgoing.writeHead(502).end('<html>no upstream</html>'),
  deadlock: (_, outgoing) => void outgoing.writeHead(500).end('Deadlock found when trying to get lock'),
  'lost before': (incoming) => void incoming.socket.destroy(),
  'lost after': (incoming, _, pass) => pass(() => incoming.socket.destroy()),
  'cut off': (incoming, outgoing, pass) =>
    pass((answer, body) => {
      outgoing.writeHead(answer.statusCode ?? 500, { ...answer.headers, 'content-length': String(body.length + 10) });
      outgoing.write(body.subarray(0, body.length / 2), () => incoming.socket.destroy());
    }),
  'stored, then bad gateway': (_, outgoing, pass) => pass(() => void outgoing.writeHead(502).end('no answer in time')),
};

/** A proxy before an HTTP server that answers for it, or loses what it says, all by a seed. */
export async function startMoodyProxy(target: string, { seed, most, share }: Moods): Promise<MoodyProxy> {
  const random = randomSource(seed);
  const moods: string[] = [];
  const names = Object.keys(MOODS);
  const server = createServer((incoming, outgoing) => {
    const pieces: Buffer[] = [];
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.on('error', () => undefined);
    incoming.on('end', () => {
      const pass = passTo(target, incoming, outgoing, Buffer.concat(pieces));
      const name = moods.length < most && random() < share ? names[Math.floor(random() * names.length)] : undefined;
      const mood = name === undefined ? undefined : MOODS[name];
      if (name === undefined || mood === undefined) pass();
      else {
        moods.push(name);
        mood(incoming, outgoing, pass);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    moods,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Sends the request on. Without more to do the answer goes back as it is. */
function passTo(target: string, incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer): Pass {
  return (then) => {
    const passed = request(new URL(incoming.url ?? '/', target), {
      method: incoming.method,
      // Addresses in answers are made of the name it was asked by.
      headers: { ...incoming.headers, connection: 'close' },
      agent: false,
    });
    passed.on('error', () => incoming.socket.destroy());
    passed.on('response', (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => {
        const bytes = Buffer.concat(pieces);
        if (then !== undefined) then(answer, bytes);
        else outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(bytes);
      });
    });
    passed.end(body);
  };
}
