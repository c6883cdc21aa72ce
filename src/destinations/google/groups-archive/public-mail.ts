/** `--public group`: the mail of public folders goes into archives of groups, one a folder. */
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import { GoogleError } from '../../../protocols/http/google-errors.js';
import { TokenRefused } from '../../../protocols/http/service-account.js';
import { ConnectionLost, Refused } from '../../../core/failures.js';
import type { OpenCollection, Place, Selecting, SharedPlace, ShareStep } from '../../../transfer/destination.js';
import type { SourceFolder } from '../../../transfer/source.js';
import type { GoogleSession } from '../session.js';
import { GroupArchive } from './collection.js';
import { type GroupsClients, PublicGroups, type Readers } from './groups.js';
import { groupAddress } from './names.js';

/** Said once, before anything is sent. */
export const ARCHIVE_NOTE =
  'mail of public folders goes into archives of groups, which keep neither read nor starred and cannot be read back: the journal alone says what is there';

/** An administrator's calls, and the domain that the groups belong to. */
export interface PublicMailSetup extends GroupsClients {
  readonly archive: GoogleClient;
  readonly domain: string;
}

export class PublicMail {
  readonly #setup: PublicMailSetup;
  readonly #groups: PublicGroups;

  private constructor(setup: PublicMailSetup, groups: PublicGroups) {
    this.#setup = setup;
    this.#groups = groups;
  }

  /** Looks which groups there are, and whether archives may be filled. Rejects with GoogleError, TokenRefused or ConnectionLost. */
  static async open(setup: PublicMailSetup): Promise<PublicMail> {
    await setup.archive.authorize();
    await setup.settings.authorize();
    return new PublicMail(setup, await PublicGroups.read(setup, setup.domain));
  }

  place(folder: SourceFolder): Place {
    const address = groupAddress(folder.path, this.#setup.domain);
    const version = this.#groups.idOf(address);
    return {
      ...{ folder, ref: `group:${address}`, path: [address], role: null, exists: version !== null, version },
      rule: `archive of a group, ${readersOf(folder) === 'everybody' ? 'everybody of the domain reads it' : 'its members read it'}`,
    };
  }

  async select(
    session: GoogleSession,
    { folder, path: [address = ''] }: Place,
    { create, largest }: Selecting,
  ): Promise<OpenCollection> {
    // Nothing is proven by asking a journal about itself.
    if (!create) throw new Refused(`group ${address}`, 'what lies in the archive of a group cannot be read back');
    const id = await session.guard(() => this.#groups.ensure(address, folder.path.join('/'), readersOf(folder)));
    return new GroupArchive({ session, client: this.#setup.archive, address, id, largest });
  }

  /** Who will read archives. Asks nobody. */
  planSharing(shared: readonly SharedPlace[]): readonly ShareStep[] {
    return shared.flatMap((place) => [
      ...leftOf(place),
      ...membersOf(place).map(({ step }): ShareStep => ({ ...step, state: 'to set' })),
    ]);
  }

  /** Makes members of them. Rejects for nothing that Google says. */
  async share(shared: readonly SharedPlace[]): Promise<readonly ShareStep[]> {
    const steps: ShareStep[] = [];
    for (const place of shared) {
      steps.push(...leftOf(place));
      for (const { address, email, step } of membersOf(place)) {
        try {
          steps.push({ ...step, state: await this.#groups.join(address, email) });
        } catch (error) {
          if (!isAnswer(error)) throw error;
          steps.push({ ...step, state: 'failed', words: error instanceof Refused ? error.words : error.message });
        }
      }
    }
    return steps;
  }
}

function isAnswer(error: unknown): error is GoogleError | TokenRefused | ConnectionLost {
  return error instanceof GoogleError || error instanceof TokenRefused || error instanceof ConnectionLost;
}

/** Public folders are everybody's unless their rights name somebody and not everybody. */
function readersOf({ rights = [] }: SourceFolder): Readers {
  const isOpen = rights.some(
    ({ who, level }) => ['anyone', 'signed-in', 'domain'].includes(who) && level !== 'none' && level !== 'see',
  );
  return rights.length === 0 || isOpen ? 'everybody' : 'members';
}

interface Member {
  readonly address: string;
  readonly email: string;
  readonly step: Omit<ShareStep, 'state'>;
}

/** Who has to be a member to read an archive. */
function membersOf({ folder, place, grants }: SharedPlace): Member[] {
  const [address] = place?.path ?? [];
  if (address === undefined || readersOf(folder) === 'everybody') return [];
  return grants.flatMap(({ who, level }): Member[] =>
    who.kind === 'everybody' || who.nameless || level === 'see'
      ? []
      : [
          {
            ...{ address, email: who.address },
            step: { folder: folder.path, who: who.address, role: 'member', words: level === 'read' ? '' : READS },
          },
        ],
  );
}

const READS = 'could do more: an archive is only read';

function leftOf({ folder, grants, strangers, place }: SharedPlace): ShareStep[] {
  const left = (who: string, words: string): ShareStep => ({
    folder: folder.path,
    who,
    role: '',
    state: 'left',
    words,
  });
  return [
    ...strangers.map((subject) => left(subject, 'has no account that moves')),
    ...grants.flatMap(({ who, level }) => {
      if (place === null) return [left(who.address || 'everybody', `could ${level}: the folder is not moved`)];
      if (who.nameless) return [left(who.address, 'a group without an address')];
      if (level === 'see') return [left(who.address || 'everybody', 'could see that it is there, and nothing in it')];
      const isMore = level !== 'read' && readersOf(folder) === 'everybody';
      return isMore ? [left(who.address || 'everybody', READS)] : [];
    }),
  ];
}
