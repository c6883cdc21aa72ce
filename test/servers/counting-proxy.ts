import { type Proxy, startProxy } from './proxy.js';

export interface CountingProxy extends Proxy {
  /** Connections so far. */
  readonly connections: number;
  /** Resolves when no connection is open. */
  allClosed(): Promise<void>;
}

/** A proxy that changes nothing and counts who comes. */
export async function startCountingProxy(port: number): Promise<CountingProxy> {
  let connections = 0;
  let open = 0;
  let onClosed: (() => void) | null = null;
  const proxy = await startProxy(port, (client, server) => {
    connections += 1;
    open += 1;
    client.on('close', () => {
      open -= 1;
      if (open === 0) onClosed?.();
    });
    client.pipe(server);
    server.pipe(client);
  });
  return {
    ...proxy,
    get connections() {
      return connections;
    },
    allClosed: async () => {
      if (open > 0) await new Promise<void>((resolve) => (onClosed = resolve));
    },
  };
}
