/** One DAV server and one login: questions about resources, in the words of WebDAV. */
import { ConnectError, ConnectionLost } from '../../core/failures.js';
import { type HttpAnswer, HttpClient, type HttpRequest, type HttpSetup } from '../http/dav-http.js';
import { retryAfter } from '../http/retry-after.js';
import { type DavResponse, eachResponse, nameOf, readMultistatus } from './multistatus.js';
import { type Contents, multiget, propfind, XML_TYPE } from './requests.js';

/** An object that a server gave back. */
export interface DavObject {
  /** The last level of its address. */
  readonly name: string;
  readonly etag: string | null;
  readonly data: string;
}

/** A server has no time: so the connection is of no use for so long. */
const BUSY: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** Objects of one REPORT: what they say comes back in one answer. */
const AT_ONCE = 50;
const DATA_LIMIT = 256 * 1024 * 1024;

export class DavClient {
  readonly http: HttpClient;

  constructor(setup: HttpSetup) {
    this.http = new HttpClient(setup);
  }

  ask(request: HttpRequest): Promise<HttpAnswer> {
    return this.http.ask(request);
  }

  /**
   * Properties of a resource, and of what is in it with depth 1; null with the answer where the server said something else than a
   * multistatus. Rejects with ConnectionLost when it has no time, with ConnectError when it refuses the login.
   */
  async properties(
    url: URL,
    depth: 0 | 1,
    properties: readonly string[],
  ): Promise<{ readonly answer: HttpAnswer; readonly responses: readonly DavResponse[] | null }> {
    const { answer, responses } = await this.inside(url, depth, properties);
    return { answer, responses: responses === null ? null : [...responses] };
  }

  /** The same of many resources, which are read as they are gone through: that rejects with ConnectionLost as well. */
  async inside(
    url: URL,
    depth: 0 | 1,
    properties: readonly string[],
  ): Promise<{ readonly answer: HttpAnswer; readonly responses: Iterable<DavResponse> | null }> {
    const headers = { Depth: String(depth), 'Content-Type': XML_TYPE };
    const answer = await this.ask({ method: 'PROPFIND', url, headers, body: propfind(properties) });
    demandSense(answer);
    return { answer, responses: answer.status === 207 ? eachResponse(answer.body, answer.url) : null };
  }

  /** The objects at these paths that are there. Where a server does not know the REPORT they are asked for one by one. */
  async *objects(contents: Contents, collection: URL, hrefs: readonly string[]): AsyncGenerator<DavObject> {
    for (let at = 0; at < hrefs.length; at += AT_ONCE) {
      const some = hrefs.slice(at, at + AT_ONCE);
      const body = multiget(contents, some);
      const headers = { Depth: '1', 'Content-Type': XML_TYPE };
      const answer = await this.ask({ method: 'REPORT', url: collection, headers, body, largest: DATA_LIMIT });
      demandTime(answer);
      if (answer.status === 207) yield* dataOf(readMultistatus(answer.body, answer.url), contents);
      // Some answer 404 for all when one of them is gone.
      else for (const href of some) yield* await this.object(contents, new URL(href, collection));
    }
  }

  /** One object; none where it is not there. */
  async object(contents: Contents, url: URL): Promise<readonly DavObject[]> {
    // Front-ends that compress give another ETag than the server, one that no If-Match fits.
    const plain = { 'Accept-Encoding': 'identity' };
    const headers = contents === 'addressbook 4.0' ? { ...plain, Accept: 'text/vcard; version=4.0' } : plain;
    const answer = await this.ask({ method: 'GET', url, headers, largest: DATA_LIMIT });
    demandSense(answer);
    if (answer.status !== 200) return [];
    const name = nameOf(url.href, url);
    return [{ name, etag: answer.headers.etag ?? null, data: answer.body.toString('utf8') }];
  }

  close(): void {
    this.http.close();
  }
}

/** Throws where a server has no time or does not let us in: whoever asks can do nothing about it. */
export function demandTime(answer: HttpAnswer): void {
  if (BUSY.has(answer.status))
    throw new ConnectionLost(`${answer.url.host} has no time: ${wordsOf(answer)}`, retryAfter(answer.headers));
  if (answer.status === 401)
    throw new ConnectError('login', `${answer.url.host} refused the login: ${wordsOf(answer)}`);
}

/** The same where a failure of the server would be taken for the absence of what was asked for. */
export function demandSense(answer: HttpAnswer): void {
  demandTime(answer);
  if (answer.status >= 500 && answer.status !== 501)
    throw new ConnectionLost(`${answer.url.host} failed: ${wordsOf(answer)}`);
}

/** The longest that is told of what a server says, in characters. */
const MOST_WORDS = 300;

/** What a server said, in one line: its status, and the text of its answer without any tags. */
export function wordsOf({ status, body }: Pick<HttpAnswer, 'status' | 'body'>): string {
  const text = body
    .toString('utf8', 0, 4000)
    .replace(/<(?:style|script|title)[^>]*>[^<]*</gi, '<')
    .replace(/<([A-Za-z:-]+)[^>]*\/>/g, (_, name: string) => ` ${name.replace(/^.*:/, '')} `)
    .replace(/<[^>]{0,1000}>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return `${status}${text === '' ? '' : ` ${text.slice(0, MOST_WORDS)}`}`;
}

function* dataOf(responses: readonly DavResponse[], contents: Contents): Generator<DavObject> {
  const property = contents === 'calendar' ? 'calendar-data' : 'address-data';
  for (const { name, found } of responses) {
    const data = found.get(property);
    if (data !== undefined) yield { name, etag: found.get('getetag')?.text ?? null, data: data.text };
  }
}
