import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface VCard4Proxy {
  readonly url: string;
  stop(): Promise<void>;
}

const REFUSED = '<error xmlns="DAV:"><supported-address-data xmlns="urn:ietf:params:xml:ns:carddav"/></error>';
const SUPPORTED =
  '<supported-address-data xmlns="urn:ietf:params:xml:ns:carddav"><address-data-type content-type="text/vcard" version="4.0"/></supported-address-data>';

/** A proxy before a CardDAV server that says of its address books, and sees to it, that they hold nothing but vCard 4.0. */
export async function startVCard4Proxy(target: string): Promise<VCard4Proxy> {
  const server = createServer((incoming, outgoing) => {
    const pieces: Buffer[] = [];
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.on('end', () => {
      const body = Buffer.concat(pieces);
      if (isOld(incoming, body.toString())) outgoing.writeHead(403, { 'content-type': 'application/xml' }).end(REFUSED);
      else pass(target, incoming, outgoing, body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A card of another version, or a question for one. */
function isOld({ method, headers, url = '' }: IncomingMessage, body: string): boolean {
  if (method === 'PUT') return body.startsWith('BEGIN:VCARD') && !body.startsWith('BEGIN:VCARD\r\nVERSION:4.0\r\n');
  if (method === 'GET') return url.endsWith('.vcf') && headers.accept !== 'text/vcard; version=4.0';
  return (
    body.includes('addressbook-multiget') && !/address-data content-type="text\/vcard" version="4.0"\/>/.test(body)
  );
}

function pass(target: string, incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer): void {
  const headers = { ...incoming.headers, connection: 'close', accept: '*/*', 'accept-encoding': 'identity' };
  const passed = request(new URL(incoming.url ?? '/', target), { method: incoming.method, headers, agent: false });
  passed.on('response', (answer) => {
    const pieces: Buffer[] = [];
    answer.on('data', (piece: Buffer) => pieces.push(piece));
    answer.on('end', () => {
      const text = Buffer.concat(pieces).toString();
      const told = text.replace(/<(?:\w+:)?resourcetype>[^]*?<\/(?:\w+:)?resourcetype>/g, (type) =>
        type.includes(':addressbook') ? type + SUPPORTED : type,
      );
      outgoing
        .writeHead(answer.statusCode ?? 500, { ...answer.headers, 'content-length': String(Buffer.byteLength(told)) })
        .end(told);
    });
  });
  passed.end(body);
}
