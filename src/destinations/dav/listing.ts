/** What is in a collection: names and ETags, and what the objects say as far as somebody asked. */
import { Refused } from '../../core/failures.js';
import { type Octets, utf8Octets } from '../../core/octets.js';
import { type DavClient, type DavObject, wordsOf } from '../../protocols/dav/client.js';
import type { DavCollection } from '../../protocols/dav/discover.js';
import { pathOf } from '../../protocols/dav/multistatus.js';
import type { Contents } from '../../protocols/dav/requests.js';
import { type Said, readSaid } from './compare.js';

export class Listing {
  readonly #client: DavClient;
  readonly #url: URL;
  readonly #contents: Contents;
  #etags = new Map<string, string | null>();
  /** What objects say, with the ETag that they had then. */
  readonly #said = new Map<string, Said & { readonly etag: string | null }>();
  /** Names of objects that had a UID when they were looked at. */
  readonly #byUid = new Map<Octets, Set<string>>();

  constructor(client: DavClient, { url, kind, cards }: Pick<DavCollection, 'url' | 'kind' | 'cards'>) {
    this.#client = client;
    this.#url = url;
    this.#contents = kind === 'addressbook' && cards !== null ? `addressbook ${cards}` : kind;
  }

  get size(): number {
    return this.#etags.size;
  }

  get names(): Iterable<string> {
    return this.#etags.keys();
  }

  has(name: string): boolean {
    return this.#etags.has(name);
  }

  /** An object that was stored a moment ago. */
  add(name: string, etag: string | null, said: Said): void {
    this.#etags.set(name, etag);
    this.#said.set(name, { ...said, etag });
    const same = this.#byUid.get(said.uid);
    if (same === undefined) this.#byUid.set(said.uid, new Set([name]));
    else same.add(name);
  }

  /** The object with that UID, as far as objects were looked at; null for none. */
  nameOf(uid: Octets): string | null {
    if (uid === '') return null;
    for (const name of this.#byUid.get(uid) ?? []) if (this.has(name) && this.#said.get(name)?.uid === uid) return name;
    return null;
  }

  /** An object that is not there. */
  drop(name: string): void {
    this.#etags.delete(name);
    this.#said.delete(name);
  }

  /** Asks for all names. Rejects with ConnectionLost. */
  async renew(): Promise<void> {
    const { answer, responses } = await this.#client.inside(this.#url, 1, ['d:getetag', 'd:resourcetype']);
    if (responses === null) throw new Refused(`list ${this.#url.pathname}`, `it cannot be listed (${wordsOf(answer)})`);
    const etags = new Map<string, string | null>();
    const own = pathOf(this.#url.pathname, this.#url);
    for (const { path, name, status, found } of responses) {
      // RFC 6578 section 3.6: what was left out may be what we are about to bring.
      if (status === 507) throw new Refused(`list ${this.#url.pathname}`, 'the server lists a part of it only (507)');
      const isFolder = found.get('resourcetype')?.names.includes('collection') === true;
      if (!isFolder && name !== '' && path !== own) etags.set(name, found.get('getetag')?.text ?? null);
    }
    this.#etags = etags;
  }

  /** Makes sure that it is known what these objects say; those that are gone meanwhile are dropped. */
  async learn(names: Iterable<string>): Promise<void> {
    const unknown = [...names].filter((name) => this.#etags.has(name) && this.#known(name) === undefined);
    if (unknown.length === 0) return;
    const left = new Set(unknown);
    const hrefs = unknown.map((name) => this.urlOf(name).pathname);
    for await (const object of this.#client.objects(this.#contents, this.#url, hrefs)) {
      left.delete(object.name);
      // What nobody asked for is not looked at.
      if (this.#etags.has(object.name)) this.#take(object.name, object);
    }
    // Some leave out what they cannot give: asked for by itself it shows whether it is there.
    for (const name of left) {
      const [object] = await this.#client.object(this.#contents, this.urlOf(name));
      if (object === undefined) this.drop(name);
      else this.#take(name, object);
    }
  }

  /** What an object says, as far as it was learnt. */
  said(name: string): Said | undefined {
    return this.#said.get(name);
  }

  /** One object as it is now; null when it is not there. */
  async fetch(name: string): Promise<(DavObject & Said) | null> {
    const [object] = await this.#client.object(this.#contents, this.urlOf(name));
    if (object === undefined) {
      this.drop(name);
      return null;
    }
    this.#take(name, object);
    return { ...object, ...(this.#said.get(name) ?? readSaid(utf8Octets(object.data))) };
  }

  urlOf(name: string): URL {
    return new URL(encodeURIComponent(name), this.#url);
  }

  #known(name: string): Said | undefined {
    const said = this.#said.get(name);
    const etag = this.#etags.get(name) ?? null;
    return said !== undefined && (etag === null || said.etag === etag) ? said : undefined;
  }

  #take(name: string, { etag, data }: DavObject): void {
    const now = etag ?? this.#etags.get(name) ?? null;
    this.add(name, now, readSaid(utf8Octets(data)));
  }
}
