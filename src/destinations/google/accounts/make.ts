/**
 * Users, aliases, groups, members and rooms over the Directory API. What is there is compared and completed, nothing is ever removed, and a
 * second run makes nothing again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectError, ConnectionLost } from '../../../core/failures.js';
import type { Person, Plan, PlannedGroup, SharedMailbox } from '../../../exporters/accounts/plan-types.js';
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import { GoogleError } from '../../../protocols/http/google-errors.js';
import { TokenRefused } from '../../../protocols/http/service-account.js';
import type { AccountStep, MakeAccounts } from '../../../transfer/destination.js';
import { APIS } from '../apis.js';
import { Directory, isSame } from './directory.js';
import type { Patience } from './patience.js';
import { GroupPosting, isUnfinished, unfinished } from './posting.js';

type Step = Omit<AccountStep, 'state' | 'words'>;

/** What this needs besides the calls and the plan. */
interface MakeSetup {
  readonly patience: Patience;
  readonly clientId: string | null;
}

/** Makes what is not there. Rejects with ConnectError where nothing can be done at all. */
export async function makeAccounts(
  client: GoogleClient,
  how: MakeAccounts,
  setup: MakeSetup,
): Promise<readonly AccountStep[]> {
  const maker = new Maker(client, how, setup);
  try {
    await client.authorize();
    await maker.make(how.plan);
    return maker.steps;
  } catch (error) {
    if (error instanceof TokenRefused) throw new ConnectError('login', error.message, error);
    if (error instanceof ConnectionLost || error instanceof GoogleError)
      throw new ConnectError('network', error.message, error);
    throw error;
  }
}

class Maker {
  readonly steps: AccountStep[] = [];
  readonly #directory: Directory;
  readonly #dryRun: boolean;
  readonly #onPassword: MakeAccounts['onPassword'];
  readonly #patience: Patience;
  readonly #posting: GroupPosting;
  /** Users and groups that this run made. */
  readonly #made = new Set<string>();
  /** Those that could not be had: what belongs to them would go to somebody else. */
  readonly #refused = new Set<string>();

  constructor(client: GoogleClient, { dryRun, onPassword }: MakeAccounts, { patience, clientId }: MakeSetup) {
    this.#directory = new Directory(client, patience);
    this.#posting = new GroupPosting(client.at(APIS.groupSettings), this.#directory, { clientId, dryRun, patience });
    this.#dryRun = dryRun;
    this.#onPassword = onPassword;
    this.#patience = patience;
  }

  /** Users before groups, which have them as members; groups before their members, which may be groups. */
  async make({ people, groups, shared }: Plan): Promise<void> {
    if (groups.some(({ address }) => address !== null)) this.steps.push(...(await this.#posting.authorize()));
    for (const person of people) await this.#each({ what: 'user', name: person.address }, () => this.#person(person));
    for (const { address } of people) if (this.#made.has(address)) await this.#awaitMailbox(address);
    for (const { address, aliases } of people)
      if (!this.#refused.has(address))
        await this.#each({ what: 'user', name: address }, () => this.#aliases('users', address, aliases));
    for (const group of groups) {
      const { address } = group;
      if (address !== null) await this.#each({ what: 'group', name: address }, () => this.#group(group, address));
    }
    for (const { address, members } of groups)
      if (address !== null && members.length > 0 && !this.#refused.has(address))
        await this.#each({ what: 'group', name: address }, () => this.#members(address, members));
    await this.#rooms(shared.filter(({ kind }) => kind !== 'public folder'));
  }

  /** What Google says against one account costs that one alone; of the whole domain, everything. */
  async #each(step: Step, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof GoogleError) || !['account', 'item', 'missing', 'there'].includes(error.advice.kind))
        throw error;
      this.#say(step, 'failed', error.words);
    }
  }

  async #person(person: Person): Promise<void> {
    const { address, firstName, lastName, enabled } = person;
    const step: Step = { what: 'user', name: address };
    const there = await this.#directory.get<{ primaryEmail?: string; suspended?: boolean }>(
      `users/${encodeURIComponent(address)}`,
    );
    if (there !== null) {
      const { primaryEmail = address, suspended } = there;
      if (!isSame(primaryEmail, address)) this.#say(step, 'failed', `it is an alias of ${primaryEmail} there`);
      else this.#say(step, 'there', suspended === true && enabled ? 'he is suspended there, and was not here' : '');
      return;
    }
    await this.#try(step, async () => {
      const name = {
        givenName: firstName === '' ? (address.split('@')[0] ?? '') : firstName,
        familyName: lastName === '' ? '-' : lastName,
      };
      // The password is safe on disk before the account that it opens is there.
      const password = this.#onPassword(address, person.password);
      const body = { primaryEmail: address, name, password, changePasswordAtNextLogin: true, suspended: !enabled };
      await this.#directory.change({ method: 'POST', path: 'users', body });
      this.#made.add(address);
    });
  }

  async #awaitMailbox(address: string): Promise<void> {
    for (let look = 0; look < this.#patience.looks; look += 1) {
      const user = await this.#directory.get<{ isMailboxSetup?: boolean }>(`users/${encodeURIComponent(address)}`);
      if (user?.isMailboxSetup === true) return;
      await sleep(this.#patience.pauseMs);
    }
    this.#say({ what: 'mailbox', name: address }, 'failed', 'Google has not made it yet: check again later');
  }

  async #aliases(kind: 'users' | 'groups', owner: string, wanted: readonly string[]): Promise<void> {
    if (wanted.length === 0) return;
    const path = `${kind}/${encodeURIComponent(owner)}/aliases`;
    const aliases = await this.#directory.list<{ alias?: string }>(path, 'aliases');
    const there = new Set(aliases.map(({ alias = '' }) => alias.toLowerCase()));
    for (const alias of wanted) {
      const step: Step = { what: 'alias', name: `${alias} of ${owner}` };
      if (there.has(alias.toLowerCase())) this.#say(step, 'there', '');
      else await this.#try(step, () => this.#post(path, { alias }, owner), { address: alias, owner });
    }
  }

  async #group(group: PlannedGroup, address: string): Promise<void> {
    const { name, description, aliases } = group;
    const step: Step = { what: 'group', name: address };
    const path = `groups/${encodeURIComponent(address)}`;
    const there = await this.#directory.get<{ email?: string; description?: string }>(path);
    if (there !== null && !isSame(there.email ?? address, address)) {
      this.#say(step, 'failed', `it is an alias of ${there.email ?? ''} there`);
      return;
    }
    const isOurs = there !== null && isUnfinished(there.description);
    // Until it is set it says so of itself: a run that is killed between leaves it to the next.
    const marked = this.#posting.canSet ? unfinished(description) : description;
    const became =
      there === null
        ? await this.#try(step, async () => {
            await this.#directory.change({
              method: 'POST',
              path: 'groups',
              body: { email: address, name, description: marked },
            });
            this.#made.add(address);
          })
        : this.#say(step, 'there', '');
    // At once: a run that breaks leaves as few groups as may be that take nothing from outside.
    this.steps.push(...(await this.#posting.settle(group, address, isOurs ? 'unfinished' : became)));
    if (became !== 'failed') await this.#aliases('groups', address, aliases);
  }

  async #members(address: string, members: PlannedGroup['members']): Promise<void> {
    const path = `groups/${encodeURIComponent(address)}/members`;
    const told = await this.#directory.list<{ email?: string }>(path, 'members', 200);
    const there = new Set(told.map(({ email = '' }) => email.toLowerCase()));
    for (const { address: email, moderator } of members) {
      const step: Step = { what: 'member', name: `${email} of ${address}` };
      if (there.has(email.toLowerCase())) this.#say(step, 'there', '');
      else if (!email.includes('@')) this.#say(step, 'failed', 'it is a group without an address');
      else await this.#try(step, () => this.#post(path, { email, role: moderator ? 'MANAGER' : 'MEMBER' }, address));
    }
  }

  async #rooms(rooms: readonly SharedMailbox[]): Promise<void> {
    if (rooms.length === 0) return;
    const path = 'customer/my_customer/resources/calendars';
    const items = await this.#directory.list<{ resourceId?: string }>(path, 'items', 500);
    const there = new Set(items.map(({ resourceId = '' }) => resourceId));
    for (const { kind, name, address } of rooms) {
      const step: Step = { what: 'room', name: address };
      const resourceId = address.replace(/[^\w-]/g, '_');
      if (there.has(resourceId)) this.#say(step, 'there', '');
      else {
        const category = kind === 'room' ? 'CONFERENCE_ROOM' : 'OTHER';
        const body = { resourceId, resourceName: name, resourceCategory: category };
        await this.#try(step, () => this.#post(path, body, null));
      }
    }
  }

  /** Makes something that belongs to somebody. */
  #post(path: string, body: object, owner: string | null): Promise<void> {
    return this.#directory.change({ method: 'POST', path, body }, { fresh: owner !== null && this.#made.has(owner) });
  }

  /**
   * Gives what became of it. That it exists already may come late, and is no failure where it is what was wanted; any other refusal costs
   * this one alone. `alias`: whose it has to be.
   */
  async #try(
    step: Step,
    make: () => Promise<unknown>,
    alias: { readonly address: string; readonly owner: string } | null = null,
  ): Promise<AccountStep['state']> {
    if (this.#dryRun) return this.#say(step, 'to make', '');
    try {
      await make();
      return this.#say(step, 'made', '');
    } catch (error) {
      if (!(error instanceof GoogleError)) throw error;
      if (error.advice.kind !== 'there') return this.#say(step, 'failed', error.words);
      if (alias === null && step.what !== 'user' && step.what !== 'group') return this.#say(step, 'there', '');
      return this.#taken(step, alias ?? { address: step.name, owner: step.name }, error.words);
    }
  }

  /** An address is taken: by what was to be made, perhaps by a run that was killed a moment ago, or by something else. */
  async #taken(
    step: Step,
    { address, owner }: { readonly address: string; readonly owner: string },
    words: string,
  ): Promise<AccountStep['state']> {
    const holder = await this.#directory.holderOf(address);
    if (holder === null) return this.#say(step, 'failed', `${words} ${NOBODY}`);
    const isWanted = isSame(holder.address, owner) && (step.what === 'alias' || step.what === holder.kind);
    if (isWanted) return this.#say(step, 'there', '');
    const what = isSame(holder.address, address)
      ? `is a ${holder.kind}`
      : `belongs to the ${holder.kind} ${holder.address}`;
    return this.#say(step, 'failed', `${words} It ${what} there.`);
  }

  #say(step: Step, state: AccountStep['state'], words: string): AccountStep['state'] {
    this.steps.push({ ...step, state, words });
    if (state === 'failed' && step.what !== 'mailbox') this.#refused.add(step.name);
    return state;
  }
}

const NOBODY =
  'Nobody has it: perhaps it was deleted in the last 20 days, or somebody uses it for a Google account of his own (admin.google.com, Account, Account settings, Conflicting accounts management).';
