/** An IMAP server as a destination of mail. */
import { formatServerAddress } from '../../protocols/imap/address.js';
import { connect, type Endpoint, takeOver } from '../../protocols/imap/connect.js';
import { CommandRefused } from '../../protocols/imap/failures.js';
import type { Login } from '../../core/login.js';
import { createMailbox, openMailbox, type SelectedMailbox } from '../../protocols/imap/mailbox.js';
import type { Session } from '../../protocols/imap/session.js';
import type {
  Connection,
  Destination,
  DestinationAccount,
  Place,
  PlaceRules,
  Selecting,
} from '../../transfer/destination.js';
import type { Account } from '../../transfer/plan/users-file.js';
import type { SourceFolder } from '../../transfer/source.js';
import { ImapCollection } from './collection.js';
import { mapFolders } from './folder-map.js';
import { openTarget, type TargetAccount } from './target.js';

export interface ImapDestinationSetup {
  readonly endpoint: Endpoint;
  readonly login: (account: Account) => Login;
}

/** A live IMAP server to be filled. */
export function imapDestination({ endpoint, login }: ImapDestinationSetup): Destination {
  return {
    name: formatServerAddress(endpoint.address),
    takes: new Set(['mail']),
    open: async (account, trace) => {
      const own = login(account);
      const found = await openTarget(endpoint, own, trace);
      const reconnect = async (): Promise<Session> =>
        takeOver(await connect(endpoint, own, trace), { timeoutMs: endpoint.timeoutMs, trace });
      return new ImapAccount(found, reconnect);
    },
  };
}

class ImapAccount implements DestinationAccount {
  readonly #found: TargetAccount;
  readonly #reconnect: () => Promise<Session>;
  /** Mailboxes that were made since. */
  readonly #made = new Set<string>();
  /** The session of the look around, until somebody takes it. */
  #spare: Session | null;

  constructor(found: TargetAccount, reconnect: () => Promise<Session>) {
    this.#found = found;
    this.#spare = found.session;
    this.#reconnect = reconnect;
  }

  get server(): string {
    return this.#found.tree.profile.name;
  }

  get quota(): DestinationAccount['quota'] {
    return this.#found.quota;
  }

  get largest(): number | null {
    return this.#found.appendLimit;
  }

  get bytesPerDay(): number | null {
    return this.#found.tree.profile.bytesPerDay;
  }

  place(folders: readonly SourceFolder[], { map, shared }: PlaceRules): readonly Place[] {
    const { tree } = this.#found;
    const versions = new Map(tree.mailboxes.map(({ wireName, uidValidity }) => [wireName, uidValidity]));
    return mapFolders(folders, tree, map, shared).map(({ source, path, wireName, rule, exists, specialUse }) => ({
      folder: source,
      ref: wireName,
      path,
      rule,
      exists,
      version: versions.get(wireName) ?? null,
      role: specialUse,
    }));
  }

  async connect(): Promise<Connection> {
    const spare = this.#spare;
    this.#spare = null;
    const session = spare === null || spare.lost !== null ? await this.#reconnect() : spare;
    return new ImapConnection(session, this.#found, this.#made);
  }

  async close(): Promise<void> {
    await this.#spare?.close();
    this.#spare = null;
  }
}

class ImapConnection implements Connection {
  readonly #session: Session;
  readonly #found: TargetAccount;
  readonly #made: Set<string>;

  constructor(session: Session, found: TargetAccount, made: Set<string>) {
    this.#session = session;
    this.#found = found;
    this.#made = made;
  }

  get lost(): Connection['lost'] {
    return this.#session.lost;
  }

  async select(place: Place, { create, largest }: Pick<Selecting, 'create' | 'largest'>): Promise<ImapCollection> {
    const session = this.#session;
    const { profile } = this.#found.tree;
    const selected = await this.#open(place, create);
    return new ImapCollection({ session, wireName: place.ref, profile, largest }, selected);
  }

  /** PERMANENTFLAGS are told only of a mailbox opened for writing. */
  async #open({ ref, exists, role }: Place, create: boolean): Promise<SelectedMailbox> {
    if (create && !exists && !this.#made.has(ref)) {
      await createMailbox(this.#session, ref, role);
      this.#made.add(ref);
    }
    try {
      return await openMailbox(this.#session, ref, 'SELECT');
    } catch (error) {
      if (!create || !(error instanceof CommandRefused)) throw error;
      // Somebody removed it meanwhile.
      await createMailbox(this.#session, ref, role);
      return await openMailbox(this.#session, ref, 'SELECT');
    }
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}
