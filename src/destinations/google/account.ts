/** One account of Google Workspace, looked at: what of it can be filled, and where folders go. */
import { ConnectError, ConnectionLost, Refused } from '../../core/failures.js';
import type { MovedKind } from '../../core/kinds.js';
import { GoogleClient, type GoogleSetup } from '../../protocols/http/google-client.js';
import { GoogleError } from '../../protocols/http/google-errors.js';
import type { SlabPool } from '../../protocols/imap/slabs.js';
import { TokenRefused } from '../../protocols/http/service-account.js';
import type {
  Connection,
  DestinationAccount,
  Left,
  OpenCollection,
  Place,
  PlaceRules,
  Selecting,
} from '../../transfer/destination.js';
import type { SourceFolder } from '../../transfer/source.js';
import { APIS, type ApiName } from './apis.js';
import { MailCollection } from './mail/collection.js';
import { labelName, Labels } from './mail/labels.js';
import { Calendars } from './calendar/calendars.js';
import type { AttendeeMode, Movers } from './calendar/people.js';
import { CalendarTarget } from './calendar/target.js';
import { CONTACTS_VERSION, ContactsTarget } from './contacts/target.js';
import { collectionName, nameIn, placed, placeMail } from './places.js';
import { TaskLists, TaskTarget } from './tasks/target.js';
import { googlePace } from './pace.js';
import { SettingsCollection } from './settings/target.js';
import { UnitCollection, type UnitTarget } from './unit-collection.js';
import type { Made } from './units.js';
import { folderKey } from '../../transfer/run/tally.js';
import { readProfile } from './mail/looking.js';
import { planShares, setShares } from './acl/share.js';
import type { SharedPlace, ShareStep } from '../../transfer/destination.js';
import { ARCHIVE_NOTE, PublicMail } from './groups-archive/public-mail.js';
import { GoogleConnection } from './connection.js';
import { GoogleSession, type Standstill } from './session.js';

/** Octets; the limit of an upload. */
const LARGEST_MESSAGE = 157_286_400;

/** What an account is opened with. */
export interface AccountSetup {
  readonly google: GoogleSetup;
  readonly standstill: Standstill;
  /** Of messages on their way, of all accounts. */
  readonly memory: SlabPool;
  readonly user: string;
  readonly movers: Movers;
  readonly mode: AttendeeMode;
  /** Rights of others are set, too. */
  readonly sharing: boolean;
  /** It gets public folders whose mail goes into groups: who makes those; else null. */
  readonly publicAdmin: string | null;
  readonly trace: ((line: string) => void) | undefined;
}

/** Said once for each account, before anything is sent. */
const NO_RECEIVED_TIME =
  'Gmail keeps the time of the Date field and no received time: who needs that sends the mail with --to imaps://imap.gmail.com in front of --to google';

export class GoogleAccount implements DestinationAccount {
  readonly server = 'Google Workspace';
  readonly quota = null;
  readonly largest = LARGEST_MESSAGE;
  readonly bytesPerDay = null;
  readonly pace = googlePace;
  readonly notes: string[] = [];
  readonly #setup: AccountSetup;
  /** Null where the account has no mail, or the right is missing: the reason is in `#missing`. */
  #labels: Labels | null = null;
  /** Labels by the folders that become them. */
  readonly #mailNames = new Map<string, string>();
  #messages = 0;
  #calendars: Calendars | null = null;
  #taskLists: TaskLists | null = null;
  readonly #missing = new Map<ApiName, string>();
  /** Where the mail of public folders goes; null where it goes to Gmail. */
  #publicMail: PublicMail | null = null;

  constructor(setup: AccountSetup) {
    this.#setup = setup;
  }

  /** Looks around: each API by itself. Rejects with ConnectError where Google cannot be reached. */
  async open(): Promise<this> {
    const { publicAdmin } = this.#setup;
    if (publicAdmin === null) this.notes.push(NO_RECEIVED_TIME);
    else await this.#openGroups(publicAdmin);
    this.#labels = await this.#try('mail', async (client) => {
      this.#messages = (await readProfile(client)).messagesTotal;
      return Labels.read(client);
    });
    this.#calendars = await this.#try('calendar', (client) => Calendars.read(client));
    this.#taskLists = await this.#try('tasks', (client) => TaskLists.read(client));
    await this.#try('contacts', (client) => client.authorize());
    return this;
  }

  async #openGroups(admin: string): Promise<void> {
    this.notes.push(ARCHIVE_NOTE);
    const { google, user, trace } = this.#setup;
    const by = (api: ApiName): GoogleClient => new GoogleClient(google, APIS[api], admin, trace);
    const clients = { directory: by('directory'), settings: by('groupSettings'), archive: by('groupArchive') };
    const domain = user.slice(user.lastIndexOf('@') + 1);
    this.#publicMail = await this.#try('groupArchive', () => PublicMail.open({ ...clients, domain }));
  }

  place(folders: readonly SourceFolder[], rules: PlaceRules): readonly (Place | Left)[] {
    if (this.#setup.publicAdmin === null) return this.#placeAll(folders, rules);
    const groups = this.#publicMail;
    const isMail = ({ kind }: SourceFolder): boolean => kind === 'mail';
    const mail = folders.filter(isMail).map((folder): Place | Left => {
      const left = `archives of groups cannot be filled: ${this.#missing.get('groupArchive') ?? ''}`;
      return groups === null ? { folder, left } : groups.place(folder);
    });
    const others = folders.filter((folder) => !isMail(folder));
    return [...mail, ...this.#placeAll(others, rules)];
  }

  #placeAll(folders: readonly SourceFolder[], rules: PlaceRules): readonly Place[] {
    const mail = placeMail(
      folders.filter(({ kind }) => kind === 'mail'),
      rules,
      { labels: this.#labels, messages: this.#messages },
    );
    for (const { folder, path } of mail) this.#mailNames.set(folder.path.join('/').toLowerCase(), labelName(path));
    const others = folders.flatMap((folder) => this.#placeOther(folder, rules));
    return [...mail, ...others];
  }

  #placeOther(folder: SourceFolder, rules: PlaceRules): Place[] {
    const name = collectionName(folder, rules);
    switch (folder.kind) {
      case 'contacts': {
        const path = name === null ? ['Contacts'] : ['Contacts', name];
        const there = {
          exists: true,
          version: CONTACTS_VERSION,
          rule: name === null ? 'the one that is there' : 'a label',
        };
        return [{ folder, ref: 'contacts', path, role: null, collection: 'Contacts', ...there }];
      }
      case 'calendar':
        return [placed(folder, 'calendar', name, this.#calendars?.find(name)?.id ?? null)];
      case 'filters': {
        const there = { rule: 'the settings of Gmail', exists: true, version: '1', role: null };
        return [{ folder, ref: 'settings', path: ['settings'], ...there }];
      }
      case 'tasks':
        return [placed(folder, 'tasks', name, this.#taskLists?.find(name)?.id ?? null)];
      default:
        return [];
    }
  }

  planSharing(shared: readonly SharedPlace[]): readonly ShareStep[] | null {
    const { sharing, user } = this.#setup;
    const groups = this.#publicMail;
    if (groups === null) return sharing ? planShares(shared, user) : null;
    const { mail, others } = divided(shared);
    return [...groups.planSharing(mail), ...planShares(others, user)];
  }

  async share(shared: readonly SharedPlace[], signal: AbortSignal): Promise<readonly ShareStep[]> {
    const { sharing, user: owner } = this.#setup;
    const groups = this.#publicMail;
    const how = { client: this.#client('calendar'), owner, calendars: this.#calendars, signal };
    if (groups === null) return sharing ? setShares(shared, how) : [];
    const { mail, others } = divided(shared);
    return [...(await groups.share(mail)), ...(await setShares(others, how))];
  }

  connect(): Promise<Connection> {
    const session = new GoogleSession(this.#setup.google, this.#setup.standstill);
    return Promise.resolve(new GoogleConnection(session, (place, how) => this.#select(session, place, how)));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Opens what takes a kind of item. */
  async #select(session: GoogleSession, place: Place, how: Selecting): Promise<OpenCollection> {
    session.demand();
    if (this.#publicMail !== null && place.folder.kind === 'mail') return this.#publicMail.select(session, place, how);
    switch (place.folder.kind) {
      case 'calendar':
        return this.#selectCalendar(session, place, how);
      case 'tasks':
        return this.#selectTasks(session, place, how);
      case 'contacts':
        return this.#selectContacts(session, how);
      case 'filters':
        return this.#selectSettings(session);
      default:
        return this.#selectMail(session, place, how);
    }
  }

  async #selectCalendar(session: GoogleSession, place: Place, { create }: Selecting): Promise<OpenCollection> {
    const calendars = this.#calendars;
    if (calendars === null) throw this.#refused('calendar');
    const name = nameIn(place);
    const entry = create ? await session.guard(() => calendars.ensure(name)) : calendars.find(name);
    if (entry === undefined) throw missing('calendar', place);
    const { user, movers, mode } = this.#setup;
    const rules = { owner: user, movers, mode, zone: entry.timeZone };
    return unitCollection(session, new CalendarTarget(this.#client('calendar'), entry, rules, create));
  }

  async #selectTasks(session: GoogleSession, place: Place, { create }: Selecting): Promise<OpenCollection> {
    const lists = this.#taskLists;
    if (lists === null) throw this.#refused('tasks');
    const name = nameIn(place);
    const list = create ? await session.guard(() => lists.ensure(name)) : lists.find(name);
    if (list === undefined) throw missing('task list', place);
    return unitCollection(session, new TaskTarget(this.#client('tasks'), list));
  }

  async #selectSettings(session: GoogleSession): Promise<OpenCollection> {
    const labels = this.#labels;
    if (labels === null) throw this.#refused('mail');
    const labelOf = (folder: string): string => this.#mailNames.get(folder.toLowerCase()) ?? folder;
    const settings = new SettingsCollection({ session, client: this.#client('settings'), labels, labelOf });
    await settings.renew();
    return settings;
  }

  async #selectContacts(session: GoogleSession, { places }: Selecting): Promise<OpenCollection> {
    if (this.#missing.has('contacts')) throw this.#refused('contacts');
    const names = new Map(places.map(({ folder, path }) => [folderKey(folder), path[1] ?? null]));
    const groupOf = (folder: SourceFolder): string | null => names.get(folderKey(folder)) ?? null;
    return unitCollection(session, new ContactsTarget(this.#client('contacts'), this.#client('photos'), groupOf));
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
    return new MailCollection({ session, client, labels, places, profile, largest, memory: this.#setup.memory });
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

function divided(shared: readonly SharedPlace[]): {
  readonly mail: readonly SharedPlace[];
  readonly others: readonly SharedPlace[];
} {
  const isMail = ({ folder }: SharedPlace): boolean => folder.kind === 'mail';
  return { mail: shared.filter(isMail), others: shared.filter((place) => !isMail(place)) };
}

/** Kinds of items that go there. */
export const GOOGLE_KINDS: ReadonlySet<MovedKind> = new Set<MovedKind>([
  'mail',
  'contacts',
  'calendar',
  'tasks',
  'filters',
]);

function missing(what: string, { path }: Place): Refused {
  return new Refused(`${what} ${path.join('/')}`, `there is no ${what} ${path.join('/')}`);
}

async function unitCollection<T extends Made>(session: GoogleSession, target: UnitTarget<T>): Promise<OpenCollection> {
  session.onClose(() => target.units.close());
  await session.guard(() => target.look());
  return new UnitCollection(session, target);
}
