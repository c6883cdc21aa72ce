/** The server itself: on this machine only. */
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { UserError } from '../../core/errors.js';
import { Session, type SessionSetup } from '../session/session.js';
import { makeApp } from './app.js';
import { Tokens } from './tokens.js';

export interface Server {
  readonly port: number;
  readonly session: Session;
  /** An address that opens the page once, in one browser. */
  address(): string;
  /** Resolves when the page asked for the end. */
  readonly asked: Promise<void>;
  /** Lets what is at work come to an end in good order, then ends. */
  close(): Promise<void>;
}

/** Starts to listen on the loopback interface. Port 0 is a free one. Rejects with a UserError. */
export async function listen(port: number, setup: SessionSetup = {}): Promise<Server> {
  const session = new Session(setup);
  const tokens = new Tokens();
  const ending = new AbortController();
  let ask: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (ask = resolve));
  let own = port;
  const app = makeApp({ session, tokens, port: () => own, quit: () => ask(), ending: ending.signal });
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new UserError(`port ${port} cannot be listened on (${error.code ?? error.message}): give another with --port.`),
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  own = (server.address() as AddressInfo).port;
  return {
    ...{ port: own, session, asked },
    address: () => `http://127.0.0.1:${own}/?token=${tokens.give()}`,
    close: async () => {
      await session.settle();
      ending.abort();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        // Tabs would keep their connections for ever.
        if ('closeAllConnections' in server) setTimeout(() => server.closeAllConnections(), 200).unref();
      });
      await session.end();
    },
  };
}
