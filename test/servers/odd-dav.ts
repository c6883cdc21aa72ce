/** A DAV server in memory for one user, with a calendar and an address book, that answers as a test wants it to. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  /** As it was asked for, encoded. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Said {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface OddDav {
  readonly url: string;
  /** By address as it is encoded: what is in collections. */
  readonly objects: Map<string, string>;
  /** Collections by address. */
  readonly collections: Map<string, 'calendar' | 'addressbook'>;
  /** Everything that was asked, in order. */
  readonly asked: Asked[];
  stop(): Promise<void>;
}

/** What a test answers in its place; null for what it would say itself; a break for a line that ends. */
export type Odd = (asked: Asked, server: OddDav) => Said | 'break' | null;

const [CALENDAR, BOOK] = ['/home/calendar/', '/home/contacts/'];

/** Starts one. `odd` is asked first. */
export async function startOddDav(odd: Odd = () => null): Promise<OddDav> {
  const server = createServer((incoming, outgoing) => {
    const pieces: Buffer[] = [];
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.on('end', () => {
      const { method = '', url: path = '', headers } = incoming;
      const asked = { method, path, headers, body: Buffer.concat(pieces).toString('utf8') };
      dav.asked.push(asked);
      const said = odd(asked, dav) ?? answer(asked, dav);
      if (said === 'break') incoming.socket.destroy();
      else outgoing.writeHead(said.status, said.headers).end(said.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const dav: OddDav = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    objects: new Map(),
    collections: new Map([
      [CALENDAR, 'calendar'],
      [BOOK, 'addressbook'],
    ]),
    asked: [],
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return dav;
}

/** A multistatus of responses. */
export function multistatus(responses: readonly string[]): Said {
  const spaces = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:a="urn:ietf:params:xml:ns:carddav"';
  return { status: 207, body: `<?xml version="1.0"?><d:multistatus ${spaces}>${responses.join('')}</d:multistatus>` };
}

/** A response with properties that are there. */
export function response(href: string, properties: string): string {
  return `<d:response><d:href>${href}</d:href><d:propstat><d:prop>${properties}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`;
}

const PRINCIPAL = [
  '<d:current-user-principal><d:href>/home/</d:href></d:current-user-principal>',
  '<c:calendar-home-set><d:href>/home/</d:href></c:calendar-home-set>',
  '<a:addressbook-home-set><d:href>/home/</d:href></a:addressbook-home-set>',
].join('');

function answer({ method, path, headers, body }: Asked, { objects, collections }: OddDav): Said {
  const etag = (name: string): string => `"${objects.get(name)?.length ?? 0}-${name.length}"`;
  const kind = collections.get(path);
  const inside = [...objects.keys()].filter((name) => name.startsWith(path));
  const shown = (url: string, type: string): string =>
    response(url, `<d:resourcetype><d:collection/><${type === 'calendar' ? 'c' : 'a'}:${type}/></d:resourcetype>`);
  if (method === 'PROPFIND' && kind !== undefined) {
    const own = shown(path, kind);
    if (headers.depth === '0') return multistatus([own]);
    return multistatus([own, ...inside.map((name) => response(name, `<d:getetag>${etag(name)}</d:getetag>`))]);
  }
  if (method === 'PROPFIND' && headers.depth === '1')
    return multistatus([...collections].map(([url, type]) => shown(url, type)));
  if (method === 'PROPFIND' && /^\/(?:home\/|\.well-known\/\w+)?$/.test(path))
    return multistatus([response('/home/', PRINCIPAL)]);
  if (method === 'REPORT' && kind !== undefined) {
    const property = kind === 'calendar' ? 'c:calendar-data' : 'a:address-data';
    const wanted = [...body.matchAll(/<d:href>([^<]*)</g)].map(([, href = '']) => href);
    return multistatus(
      wanted
        .filter((href) => objects.has(href))
        .map((href) =>
          response(
            href,
            `<d:getetag>${etag(href)}</d:getetag><${property}><![CDATA[${objects.get(href) ?? ''}]]></${property}>`,
          ),
        ),
    );
  }
  if (method === 'MKCALENDAR' || method === 'MKCOL') {
    collections.set(path, method === 'MKCALENDAR' ? 'calendar' : 'addressbook');
    return { status: 201 };
  }
  if (method === 'PUT') return put(path, body, headers, objects, () => etag(path));
  const text = objects.get(path);
  if (method === 'GET' && text !== undefined) return { status: 200, headers: { etag: etag(path) }, body: text };
  return { status: method === 'OPTIONS' || method === 'PROPPATCH' ? 200 : 404 };
}

function put(
  path: string,
  body: string,
  headers: IncomingHttpHeaders,
  objects: Map<string, string>,
  etag: () => string,
): Said {
  const isThere = objects.has(path);
  if (headers['if-none-match'] === '*' && isThere) return { status: 412 };
  const match = headers['if-match'];
  if (match !== undefined && (!isThere || match !== etag())) return { status: 412 };
  objects.set(path, body);
  return { status: isThere ? 204 : 201, headers: { etag: etag() } };
}
