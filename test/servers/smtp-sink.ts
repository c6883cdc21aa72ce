import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** Takes every mail and sends nothing on. */
export interface SmtpSink {
  readonly port: number;
  /** What was taken so far, each from its recipients on. */
  readonly mails: readonly string[];
  stop(): Promise<void>;
}

/** Starts an SMTP server on loopback that keeps what it gets. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    converse(socket, mails);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function converse(socket: Socket, mails: string[]): void {
  let text = '';
  let isData = false;
  let to: string[] = [];
  socket.write('220 sink\r\n');
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    for (;;) {
      const end = text.indexOf(isData ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const said = text.slice(0, end);
      text = text.slice(end + (isData ? 5 : 2));
      if (isData) {
        mails.push(`${to.join(' ')}\n${said}`);
        to = [];
        isData = false;
        socket.write('250 kept\r\n');
      } else {
        const verb = said.slice(0, 4).toUpperCase();
        isData = verb === 'DATA';
        if (verb === 'RCPT') to.push(said);
        if (verb === 'QUIT') socket.end('221 bye\r\n');
        else if (verb === 'EHLO') socket.write('250-sink\r\n250 8BITMIME\r\n');
        else socket.write(isData ? '354 go on\r\n' : '250 ok\r\n');
      }
    }
  });
}
