/** A DAV server as a destination of contacts, calendars, tasks and notes (docs/own-host.md). */
import { ConnectError, ConnectionLost } from '../../core/failures.js';
import type { Attendees } from '../../pim/calendar/context.js';
import { DavClient } from '../../protocols/dav/client.js';
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
import { type AccountSetup, DavConnection } from './connection.js';
import { addressOf, lookAround } from './look-around.js';
import { type Found, placeFolders } from './places.js';

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
      return new DavAccount({ http, attendees, found, vanished: new Set() }, client);
    },
  };
}

/** An account that was looked at, and the client that did. */
interface Looked {
  readonly http: HttpSetup;
  readonly client: DavClient;
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

function asConnectError(error: unknown): unknown {
  return error instanceof ConnectionLost ? new ConnectError('network', error.message, error) : error;
}
