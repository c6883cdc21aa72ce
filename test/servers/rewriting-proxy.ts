import { type Proxy, startProxy } from './proxy.js';

/** A proxy that changes lines the server says, to make a server of another kind of a real one. */
export function startRewritingProxy(port: number, rewrite: (line: string) => string): Promise<Proxy> {
  return startProxy(port, (client, server) => {
    client.pipe(server);
    let text = '';
    server.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.lastIndexOf('\r\n') + 2;
      if (end < 2) return;
      const lines = text.slice(0, end).split('\r\n');
      text = text.slice(end);
      client.write(lines.map(rewrite).join('\r\n'), 'latin1');
    });
  });
}
