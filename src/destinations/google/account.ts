/** One account of Google Workspace: where folders go, who may see them, and the way to it. */
import type { MovedKind } from '../../core/kinds.js';
import type {
  Connection,
  DestinationAccount,
  Left,
  Place,
  PlaceRules,
  Quota,
  SharedPlace,
  ShareStep,
} from '../../transfer/destination.js';
import type { SourceFolder } from '../../transfer/source.js';
import { planShares, setShares } from './acl/share.js';
import { GoogleConnection } from './connection.js';
import { clientOf, lookAround, type Seen } from './look-around.js';
import { labelName } from './mail/labels.js';
import { googlePace } from './pace.js';
import { placeMail, placeOther } from './places.js';
import { selectPlace, type SelectSetup } from './selecting.js';
import { GoogleSession, type Standstill } from './session.js';

/** Kinds of items that go there. */
export const GOOGLE_KINDS: ReadonlySet<MovedKind> = new Set<MovedKind>([
  'mail',
  'contacts',
  'calendar',
  'tasks',
  'filters',
]);

/** Octets; the limit of an upload. */
const LARGEST_MESSAGE = 157_286_400;

/** What an account is opened with. */
export interface AccountSetup extends Omit<SelectSetup, 'labelOf'> {
  readonly standstill: Standstill;
  /** Rights of others are set, too. */
  readonly sharing: boolean;
}

export class GoogleAccount implements DestinationAccount {
  readonly server = 'Google Workspace';
  readonly largest = LARGEST_MESSAGE;
  readonly bytesPerDay = null;
  readonly pace = googlePace;
  readonly quota: Quota | null;
  readonly notes: readonly string[];
  readonly #setup: AccountSetup;
  readonly #seen: Seen;
  /** Labels by the folders that become them. */
  readonly #mailNames = new Map<string, string>();

  private constructor(setup: AccountSetup, seen: Seen) {
    this.#setup = setup;
    this.#seen = seen;
    this.notes = seen.notes;
    const { used = 0, limit = null } = seen.storage ?? {};
    this.quota = limit === null ? null : { used, limit };
  }

  /** Looks around: each API by itself. Rejects with ConnectError where Google cannot be reached. */
  static async open(setup: AccountSetup): Promise<GoogleAccount> {
    return new GoogleAccount(setup, await lookAround(setup));
  }

  place(folders: readonly SourceFolder[], rules: PlaceRules): readonly (Place | Left)[] {
    const { publicMail, missing } = this.#seen;
    if (this.#setup.publicAdmin === null) return this.#placeAll(folders, rules);
    const mail = folders.filter(isMail).map((folder): Place | Left => {
      const left = `archives of groups cannot be filled: ${missing.get('groupArchive') ?? ''}`;
      return publicMail === null ? { folder, left } : publicMail.place(folder);
    });
    const others = folders.filter((folder) => !isMail(folder));
    return [...mail, ...this.#placeAll(others, rules)];
  }

  #placeAll(folders: readonly SourceFolder[], rules: PlaceRules): readonly Place[] {
    const mail = placeMail(folders.filter(isMail), rules, this.#seen);
    for (const { folder, path } of mail) this.#mailNames.set(folder.path.join('/').toLowerCase(), labelName(path));
    return [...mail, ...folders.flatMap((folder) => placeOther(folder, rules, this.#seen))];
  }

  planSharing(shared: readonly SharedPlace[]): readonly ShareStep[] | null {
    const { sharing, user } = this.#setup;
    const groups = this.#seen.publicMail;
    if (groups === null) return sharing ? planShares(shared, user) : null;
    const { mail, others } = divided(shared);
    return [...groups.planSharing(mail), ...planShares(others, user)];
  }

  async share(shared: readonly SharedPlace[], signal: AbortSignal): Promise<readonly ShareStep[]> {
    const { sharing, user: owner } = this.#setup;
    const { publicMail: groups, calendars } = this.#seen;
    const how = { client: clientOf(this.#setup, 'calendar'), owner, calendars, signal };
    if (groups === null) return sharing ? setShares(shared, how) : [];
    const { mail, others } = divided(shared);
    return [...(await groups.share(mail)), ...(await setShares(others, how))];
  }

  connect(): Promise<Connection> {
    const session = new GoogleSession(this.#setup.google, this.#setup.standstill);
    const labelOf = (folder: string): string => this.#mailNames.get(folder.toLowerCase()) ?? folder;
    const setup: SelectSetup = { ...this.#setup, labelOf };
    const seen = this.#seen;
    return Promise.resolve(
      new GoogleConnection(session, (place, how) => selectPlace({ session, place, how, setup, seen })),
    );
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function isMail({ kind }: Pick<SourceFolder, 'kind'>): boolean {
  return kind === 'mail';
}

function divided(shared: readonly SharedPlace[]): {
  readonly mail: readonly SharedPlace[];
  readonly others: readonly SharedPlace[];
} {
  return {
    mail: shared.filter(({ folder }) => isMail(folder)),
    others: shared.filter(({ folder }) => !isMail(folder)),
  };
}
