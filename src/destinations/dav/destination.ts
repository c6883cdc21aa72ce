/** A DAV server as a destination of contacts, calendars, tasks and notes (docs/own-host.md). */
import { tmpdir } from 'node:os';
import { ConnectError, ConnectionLost, Refused } from '../../core/failures.js';
import type { Attendees } from '../../pim/calendar/context.js';
import { DavClient, demandSense, wordsOf } from '../../protocols/dav/client.js';
import { type DavCollection, findHomes, listCollections, lookAtCollection } from '../../protocols/dav/discover.js';
import { familyOf } from '../../protocols/dav/family.js';
import { mkcalendar, mkcol, type NewCollection, rename, XML_TYPE } from '../../protocols/dav/requests.js';
import type { HttpSetup } from '../../protocols/http/dav-http.js';
import type { HttpLogin } from '../../protocols/http/dav-login.js';
import type {
  Connection,
  Destination,
  DestinationAccount,
  Left,
  Place,
  PlaceRules,
  Trace,
} from '../../transfer/destination.js';
import type { Account } from '../../transfer/plan/users-file.js';
import type { SourceFolder } from '../../transfer/source.js';
import { findingsOf } from './check.js';
import { asLost, DavOpenCollection } from './collection.js';
import { Listing } from './listing.js';
import { componentOf, firstOf, type Found, holds, placeFolders } from './places.js';

export interface DavDestinationSetup {
  /** Address of the server, or of anything in it. `{user}` in its path: that of each user's principal. */
  readonly server: URL;
  readonly verifyCertificate: boolean;
  readonly trusted: Buffer | null;
  /** Milliseconds without a byte after which a connection counts as lost. */
  readonly timeoutMs: number;
  readonly login: (account: Account) => HttpLogin;
  readonly attendees: Attendees;
  /** How the server is written. */
  readonly name: string;
}

const SOCKETS = 8;

/** A live DAV server to be filled. */
export function davDestination(setup: DavDestinationSetup): Destination {
  const { verifyCertificate, trusted, timeoutMs, attendees } = setup;
  const look = async (account: Account, trace: Trace): Promise<Looked> => {
    const http = { verifyCertificate, trusted, timeoutMs, sockets: SOCKETS, login: setup.login(account), trace };
    const client = new DavClient(http);
    try {
      return { http, client, found: await lookAround(client, addressOf(setup.server, account)) };
    } catch (error) {
      client.close();
      throw asConnectError(error);
    }
  };
  return {
    name: setup.name,
    takes: new Set(['contacts', 'calendar', 'tasks', 'notes', 'journal']),
    check: async (account, trace) => {
      const { client, found } = await look(account, trace);
      client.close();
      return findingsOf(found, attendees);
    },
    open: async (account, trace) => {
      const { http, client, found } = await look(account, trace);
      return new DavAccount({ http, attendees, found }, client);
    },
  };
}

/** An account that was looked at, and the client that did. */
interface Looked {
  readonly http: HttpSetup;
  readonly client: DavClient;
  readonly found: Found;
}

/** The address of one account's own. */
function addressOf(server: URL, { target }: Account): { readonly url: URL; readonly own: boolean } {
  const path = decodeURI(server.pathname);
  if (!path.includes('{user}')) return { url: server, own: false };
  const url = new URL(server);
  url.pathname = path.replaceAll('{user}', encodeURIComponent(target));
  return { url, own: true };
}

async function lookAround(
  client: DavClient,
  { url, own }: { readonly url: URL; readonly own: boolean },
): Promise<Found> {
  const homes = await findHomes(client, url, own);
  // Cyrus and sabre/dav say who they are to this question alone.
  const { headers } = await client.ask({ method: 'OPTIONS', url: homes.calendars ?? homes.books ?? homes.principal });
  const principal = homes.principal.pathname;
  const status = await statusOf(client, homes.principal);
  const family = familyOf({ headers, host: homes.principal.hostname, principal, status });
  return { homes, collections: await listCollections(client, homes), family };
}

/** What Nextcloud and ownCloud tell of themselves without a login. */
async function statusOf(
  client: DavClient,
  principal: URL,
): Promise<{ readonly product: string; readonly version: number } | null> {
  const at = principal.pathname.indexOf('/remote.php/');
  if (at < 0) return null;
  const answer = await client.ask({
    method: 'GET',
    url: new URL(`${principal.pathname.slice(0, at)}/status.php`, principal),
  });
  const product = /"productname"\s*:\s*"([^"]{1,100})"/.exec(answer.body.toString('utf8', 0, 5000))?.[1];
  const version = /"versionstring"\s*:\s*"(\d{1,4})/.exec(answer.body.toString('utf8', 0, 5000))?.[1];
  return product === undefined || version === undefined ? null : { product, version: Number(version) };
}

interface AccountSetup {
  readonly http: HttpSetup;
  readonly attendees: Attendees;
  readonly found: Found;
}

class DavAccount implements DestinationAccount {
  readonly quota = null;
  readonly largest = null;
  readonly bytesPerDay = null;
  readonly #setup: AccountSetup;
  /** The client of the look around, until somebody takes it. */
  #spare: DavClient | null;

  constructor(setup: AccountSetup, client: DavClient) {
    this.#setup = setup;
    this.#spare = client;
  }

  get server(): string {
    return this.#setup.found.family.name;
  }

  get twoPasses(): boolean {
    return this.#setup.found.family.copies;
  }

  place(folders: readonly SourceFolder[], rules: PlaceRules): readonly (Place | Left)[] {
    return placeFolders(folders, rules, this.#setup.found);
  }

  async connect(): Promise<Connection> {
    const spare = this.#spare;
    this.#spare = null;
    if (spare !== null) return new DavConnection(this.#setup, spare);
    const client = new DavClient(this.#setup.http);
    try {
      await client.properties(this.#setup.found.homes.principal, 0, ['d:displayname']);
    } catch (error) {
      client.close();
      throw asConnectError(error);
    }
    return new DavConnection(this.#setup, client);
  }

  close(): Promise<void> {
    this.#spare?.close();
    this.#spare = null;
    return Promise.resolve();
  }
}

class DavConnection implements Connection {
  lost: ConnectionLost | null = null;
  readonly #setup: AccountSetup;
  readonly #client: DavClient;
  #open: DavOpenCollection | null = null;

  constructor(setup: AccountSetup, client: DavClient) {
    this.#setup = setup;
    this.#client = client;
  }

  async select(
    place: Place,
    { create, largest }: { readonly create: boolean; readonly largest: number | null },
  ): Promise<DavOpenCollection> {
    this.#open?.units.close();
    return this.#guard(async () => {
      const client = this.#client;
      const url = new URL(place.ref);
      const found = await lookAtCollection(client, url);
      if (found === null && !create) throw new Refused(`select ${place.ref}`, 'the collection is not there');
      const there = found ?? (await this.#make(place));
      const listing = new Listing(client, { ...there, url });
      if (found !== null) await listing.renew();
      const { family, homes } = this.#setup.found;
      this.#open = new DavOpenCollection({
        ...{ client, family, attendees: this.#setup.attendees, there, listing, largest, dir: tmpdir() },
        ...{ addresses: homes.addresses, copies: this.#copies(there) },
        kind: place.folder.kind,
        make: async () => {
          await this.#make(place);
        },
        guard: (work) => this.#guard(work),
      });
      return this.#open;
    });
  }

  /** The calendar that a server puts its own copies into, where it is another. */
  #copies(there: DavCollection): Listing | null {
    const first = firstOf(this.#setup.found, 'VEVENT');
    const isOther = there.kind === 'calendar' && first !== null && first.path !== there.path;
    return isOther ? new Listing(this.#client, first) : null;
  }

  close(): Promise<void> {
    this.#open?.units.close();
    this.#client.close();
    return Promise.resolve();
  }

  /** MKCALENDAR, or extended MKCOL where that is not known; and a look at what was made of it. */
  async #make({ ref, path, folder }: Place): Promise<DavCollection> {
    const url = new URL(ref);
    const component = componentOf(folder.kind) ?? 'VEVENT';
    const wanted: NewCollection = { name: path.join(' / '), component: component === 'VCARD' ? null : component };
    const client = this.#client;
    const headers = { 'Content-Type': XML_TYPE };
    let answer =
      wanted.component === null
        ? await client.ask({ method: 'MKCOL', url, headers, body: mkcol(wanted) })
        : await client.ask({ method: 'MKCALENDAR', url, headers, body: mkcalendar(wanted) });
    if (wanted.component !== null && [404, 405, 501].includes(answer.status))
      answer = await client.ask({ method: 'MKCOL', url, headers, body: mkcol(wanted) });
    demandSense(answer);
    const there = await lookAtCollection(client, url);
    if (there === null) throw new Refused(`make ${ref}`, `the server makes no collection here (${wordsOf(answer)})`);
    if (!holds(there, component))
      throw new Refused(`make ${ref}`, `the server keeps no ${component} in a new collection`);
    // Some take no name for an address book at first.
    if (there.name.trim() === '' || (component === 'VCARD' && there.name !== wanted.name))
      await client.ask({ method: 'PROPPATCH', url, headers, body: rename(wanted.name) });
    return there;
  }

  /** What fails for good ends the connection; a refusal does not. */
  async #guard<T>(work: () => Promise<T>): Promise<T> {
    if (this.lost !== null) throw this.lost;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConnectionLost) && !(error instanceof ConnectError)) throw error;
      this.lost ??= asLost(error);
      this.#open?.units.close();
      throw this.lost;
    }
  }
}

function asConnectError(error: unknown): unknown {
  return error instanceof ConnectionLost ? new ConnectError('network', error.message, error) : error;
}
