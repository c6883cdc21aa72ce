/** One way to an account: HTTP has no connection, so it is one until nobody knows any more what became of a request. */
import type { ConnectionLost } from '../../core/failures.js';
import type { Connection, OpenCollection, Place, Selecting } from '../../transfer/destination.js';
import type { GoogleSession } from './session.js';

/** Opens what takes a kind of item. */
export type Select = (place: Place, how: Selecting) => Promise<OpenCollection>;

export class GoogleConnection implements Connection {
  readonly #session: GoogleSession;
  readonly #select: Select;

  constructor(session: GoogleSession, select: Select) {
    this.#session = session;
    this.#select = select;
  }

  get lost(): ConnectionLost | null {
    return this.#session.lost;
  }

  select(place: Place, how: Selecting): Promise<OpenCollection> {
    return this.#select(place, how);
  }

  close(): Promise<void> {
    this.#session.close();
    return Promise.resolve();
  }
}
