/** One account of Google Workspace, looked at: what of it can be filled, and where folders go. */
import { ConnectError, ConnectionLost, Refused } from '../../core/failures.js';
import type { Kind } from '../../core/kinds.js';
import { googleLabels } from '../../naming/google.js';
import { GoogleClient, type GoogleSetup } from '../../protocols/http/google-client.js';
import { GoogleError } from '../../protocols/http/google-errors.js';
import { TokenRefused } from '../../protocols/http/service-account.js';
import type {
  Connection,
  DestinationAccount,
  OpenCollection,
  Place,
  PlaceRules,
  Selecting,
} from '../../transfer/destination.js';
import type { SourceFolder } from '../../transfer/source.js';
import { APIS, type ApiName } from './apis.js';
import { MAIL_VERSION, MailCollection } from './mail/collection.js';
import { labelName, Labels } from './mail/labels.js';
import { readProfile } from './mail/looking.js';
import { GoogleSession, type Standstill } from './session.js';

/** Octets; the limit of an upload. */
const LARGEST_MESSAGE = 157_286_400;

/** What an account is opened with. */
export interface AccountSetup {
  readonly google: GoogleSetup;
  readonly standstill: Standstill;
  readonly user: string;
  readonly trace: ((line: string) => void) | undefined;
}

export class GoogleAccount implements DestinationAccount {
  readonly server = 'Google Workspace';
  readonly quota = null;
  readonly largest = LARGEST_MESSAGE;
  readonly bytesPerDay = null;
  readonly notes: string[] = [];
  readonly #setup: AccountSetup;
  /** Null where the account has no mail, or the right is missing: the reason is in `#missing`. */
  #labels: Labels | null = null;
  #messages = 0;
  readonly #missing = new Map<ApiName, string>();

  constructor(setup: AccountSetup) {
    this.#setup = setup;
  }

  /** Looks around. Rejects with ConnectError where nothing at all can be had. */
  async open(): Promise<this> {
    this.#labels = await this.#try('mail', async (client) => {
      this.#messages = (await readProfile(client)).messagesTotal;
      return Labels.read(client);
    });
    return this;
  }

  place(folders: readonly SourceFolder[], { map, shared }: PlaceRules): readonly Place[] {
    const mail = folders.filter(({ kind }) => kind === 'mail');
    const named = mail.map(({ path, role }) => ({
      path,
      role: role === 'archive' ? null : role,
      recoverable: false,
      mailbox: { type: shared ? ('public' as const) : ('user' as const) },
    }));
    return googleLabels(named, map).flatMap((levels, at) => {
      const folder = mail[at];
      return folder === undefined ? [] : [this.#mailPlace(folder, levels)];
    });
  }

  #mailPlace(folder: SourceFolder, levels: readonly string[]): Place {
    const name = labelName(levels);
    // In a mailbox with mail in it all is known that was known, whatever labels there are.
    const exists = this.#labels?.find(name) !== undefined || this.#messages > 0;
    const isSame = name === folder.path.join('/');
    return {
      ...{ folder, ref: 'mail', path: name.split('/'), exists, version: exists ? MAIL_VERSION : null, role: null },
      rule: isSame ? 'same name' : levels.length === 1 && levels[0] !== name ? 'special use' : 'renamed',
      collection: 'Gmail',
    };
  }

  connect(): Promise<Connection> {
    return Promise.resolve(new GoogleConnection(new GoogleSession(this.#setup.google, this.#setup.standstill), this));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Opens what takes a kind of item. */
  async select(session: GoogleSession, place: Place, how: Selecting): Promise<OpenCollection> {
    session.demand();
    return this.#selectMail(session, place, how);
  }

  async #selectMail(
    session: GoogleSession,
    { path }: Place,
    { create, largest, places }: Selecting,
  ): Promise<OpenCollection> {
    const labels = this.#labels;
    if (labels === null) throw this.#refused('mail');
    const client = this.#client('mail');
    const names = places.map((place) => labelName(place.path));
    const isThere = this.#messages > 0 || names.some((name) => labels.find(name) !== undefined);
    if (create)
      await session.guard(async () => {
        for (const name of names) await labels.ensure(name);
      });
    else if (!isThere) throw new Refused(`label ${path.join('/')}`, `there is no label ${path.join('/')}`);
    const profile = await session.guard(() => readProfile(client));
    return new MailCollection({ session, client, labels, places, profile, largest });
  }

  #client(api: ApiName): GoogleClient {
    const { google, user, trace } = this.#setup;
    return new GoogleClient(google, APIS[api], user, trace);
  }

  #refused(api: ApiName): Refused {
    const words = this.#missing.get(api) ?? 'not looked at';
    return new Refused(`${APIS[api].name}: ${words}`, words);
  }

  /** Looks at one API. What is missing for it costs only what goes over it. */
  async #try<T>(api: ApiName, look: (client: GoogleClient) => Promise<T>): Promise<T | null> {
    try {
      return await look(this.#client(api));
    } catch (error) {
      if (error instanceof ConnectionLost) throw new ConnectError('network', error.message, error);
      if (!(error instanceof GoogleError) && !(error instanceof TokenRefused)) throw error;
      this.#missing.set(api, error.message);
      this.notes.push(`${APIS[api].name} cannot be filled: ${error.message}`);
      return null;
    }
  }
}

/** Kinds of items that go there. */
export const GOOGLE_KINDS: ReadonlySet<Kind> = new Set<Kind>(['mail']);

class GoogleConnection implements Connection {
  readonly #session: GoogleSession;
  readonly #account: GoogleAccount;

  constructor(session: GoogleSession, account: GoogleAccount) {
    this.#session = session;
    this.#account = account;
  }

  get lost(): ConnectionLost | null {
    return this.#session.lost;
  }

  select(place: Place, how: Selecting): Promise<OpenCollection> {
    return this.#account.select(this.#session, place, how);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
