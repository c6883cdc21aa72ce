import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP server on loopback that stands before another one. */
export interface Proxy {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a server on loopback that joins each connection with one to `port`; `join` passes the bytes. */
export function startProxy(port: number, join: (client: Socket, server: Socket) => void): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect({ host: '127.0.0.1', port });
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        (socket === client ? server : client).destroy();
      });
    }
    join(client, server);
  });
  return listen(proxy, sockets);
}

/** Listens on a free loopback port. Stopping ends all connections. */
export function listen(server: Server, sockets: ReadonlySet<Socket>): Promise<Proxy> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') {
        reject(new Error('the system gave no TCP port'));
        return;
      }
      resolve({
        port: address.port,
        stop: () =>
          new Promise((done) => {
            for (const socket of sockets) socket.destroy();
            server.close(() => done());
          }),
      });
    });
  });
}
