/** A connection to a DAV server: one collection of it is open at a time. */
import { tmpdir } from 'node:os';
import { ConnectError, ConnectionLost, Refused } from '../../core/failures.js';
import type { Attendees } from '../../pim/calendar/context.js';
import type { DavClient } from '../../protocols/dav/client.js';
import { type DavCollection, lookAtCollection } from '../../protocols/dav/discover.js';
import type { HttpSetup } from '../../protocols/http/dav-http.js';
import type { Connection, Place } from '../../transfer/destination.js';
import { asLost, DavOpenCollection } from './collection.js';
import { Listing } from './listing.js';
import { makeCollection } from './make-collection.js';
import { firstOf, type Found } from './places.js';

/** An account that was looked at, and how it is spoken to. */
export interface AccountSetup {
  readonly http: HttpSetup;
  readonly attendees: Attendees;
  readonly found: Found;
  /** Collections that were not there when somebody came to fill them, or that vanished meanwhile. */
  readonly vanished: Set<string>;
}

export class DavConnection implements Connection {
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
      const { vanished } = this.#setup;
      if (found === null && create) vanished.add(place.ref);
      const there = found ?? (await makeCollection(client, place));
      const listing = new Listing(client, { ...there, url });
      if (found !== null) await listing.renew();
      const { family, homes } = this.#setup.found;
      this.#open = new DavOpenCollection({
        ...{ client, family, attendees: this.#setup.attendees, there, listing, largest, dir: tmpdir() },
        ...{ addresses: homes.addresses, copies: this.#copies(there) },
        kind: place.folder.kind,
        made: vanished.delete(place.ref),
        // What was put into it before is gone with it: all of it begins anew.
        make: async () => {
          vanished.add(place.ref);
          await makeCollection(client, place);
          throw new ConnectionLost('the collection was removed meanwhile, and was made anew');
        },
        guard: (work) => this.#guard(work),
      });
      return this.#open;
    });
  }

  /** The calendar that a server puts its own copies into, where it makes any and it is another. */
  #copies(there: DavCollection): Listing | null {
    const { found } = this.#setup;
    const first = found.family.copies ? firstOf(found, 'VEVENT') : null;
    const isOther = there.kind === 'calendar' && first !== null && first.path !== there.path;
    return isOther ? new Listing(this.#client, first) : null;
  }

  close(): Promise<void> {
    this.#open?.units.close();
    this.#client.close();
    return Promise.resolve();
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
