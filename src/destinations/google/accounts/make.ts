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
import type { Patience } from './patience.js';
import { GroupPosting } from './posting.js';

type Step = Omit<AccountStep, 'state' | 'words'>;

/** Makes what is not there. Rejects with ConnectError where nothing can be done at all. */
export async function makeAccounts(
  client: GoogleClient,
  { plan, dryRun, onPassword }: MakeAccounts,
  { patience, clientId }: { readonly patience: Patience; readonly clientId: string | null },
): Promise<readonly AccountStep[]> {
  const posting = new GroupPosting(client.at(APIS.groupSettings), { clientId, dryRun, patience });
  const maker = new Maker(client, posting, { dryRun, onPassword, patience });
  try {
    await client.authorize();
    await maker.make(plan);
    return maker.steps;
  } catch (error) {
    if (error instanceof TokenRefused) throw new ConnectError('login', error.message, error);
    if (error instanceof ConnectionLost) throw new ConnectError('network', error.message, error);
    throw error;
  }
}

class Maker {
  readonly steps: AccountStep[] = [];
  readonly #client: GoogleClient;
  readonly #dryRun: boolean;
  readonly #onPassword: MakeAccounts['onPassword'];
  readonly #patience: Patience;

  readonly #posting: GroupPosting;

  constructor(
    client: GoogleClient,
    posting: GroupPosting,
    { dryRun, onPassword, patience }: Omit<MakeAccounts, 'plan'> & { readonly patience: Patience },
  ) {
    this.#client = client;
    this.#posting = posting;
    this.#dryRun = dryRun;
    this.#onPassword = onPassword;
    this.#patience = patience;
  }

  /** Users before groups, which have them as members; groups before their members, which may be groups. */
  async make({ people, groups, shared }: Plan): Promise<void> {
    if (groups.some(({ address }) => address !== null)) this.steps.push(...(await this.#posting.authorize()));
    const made: Person[] = [];
    for (const person of people) if (await this.#person(person)) made.push(person);
    for (const { address } of made) await this.#awaitMailbox(address);
    for (const person of people) await this.#aliases('users', person.address, person.aliases);
    for (const group of groups) await this.#group(group);
    for (const group of groups) await this.#members(group);
    await this.#rooms(shared.filter(({ kind }) => kind !== 'public folder'));
  }

  /** Gives whether he was made just now. */
  async #person(person: Person): Promise<boolean> {
    const { address, firstName, lastName, enabled } = person;
    const step: Step = { what: 'user', name: address };
    const there = await this.#get<{ suspended?: boolean }>(`users/${encodeURIComponent(address)}`);
    if (there !== null) {
      this.#say(step, 'there', there.suspended === true && enabled ? 'he is suspended there, and was not here' : '');
      return false;
    }
    const became = await this.#try(step, async () => {
      const name = {
        givenName: firstName === '' ? (address.split('@')[0] ?? '') : firstName,
        familyName: lastName === '' ? '-' : lastName,
      };
      // The password is safe on disk before the account that it opens is there.
      const password = this.#onPassword(address, person.password);
      const body = { primaryEmail: address, name, password, changePasswordAtNextLogin: true, suspended: !enabled };
      await this.#client.call({ method: 'POST', path: 'users', body });
    });
    return became === 'made';
  }

  async #awaitMailbox(address: string): Promise<void> {
    if (this.#dryRun) return;
    for (let look = 0; look < this.#patience.looks; look += 1) {
      const user = await this.#get<{ isMailboxSetup?: boolean }>(`users/${encodeURIComponent(address)}`);
      if (user?.isMailboxSetup === true) return;
      await sleep(this.#patience.pauseMs);
    }
    this.#say({ what: 'mailbox', name: address }, 'failed', 'Google has not made it yet: check again later');
  }

  async #aliases(kind: 'users' | 'groups', owner: string, wanted: readonly string[]): Promise<void> {
    if (wanted.length === 0) return;
    const path = `${kind}/${encodeURIComponent(owner)}/aliases`;
    const { aliases = [] } = (await this.#get<{ aliases?: readonly { alias?: string }[] }>(path)) ?? {};
    const there = new Set(aliases.map(({ alias = '' }) => alias.toLowerCase()));
    for (const alias of wanted) {
      const step: Step = { what: 'alias', name: `${alias} of ${owner}` };
      if (there.has(alias.toLowerCase())) this.#say(step, 'there', '');
      else await this.#try(step, () => this.#client.call({ method: 'POST', path, body: { alias } }));
    }
  }

  async #group(group: PlannedGroup): Promise<void> {
    const { address, name, description, aliases } = group;
    if (address === null) return;
    const step: Step = { what: 'group', name: address };
    const there = await this.#get(`groups/${encodeURIComponent(address)}`);
    const body = { email: address, name, description };
    const became =
      there === null
        ? await this.#try(step, () => this.#client.call({ method: 'POST', path: 'groups', body }))
        : this.#say(step, 'there', '');
    // At once: a run that breaks leaves as few groups as may be that take nothing from outside.
    this.steps.push(...(await this.#posting.settle(group, address, became)));
    await this.#aliases('groups', address, aliases);
  }

  async #members({ address, members }: PlannedGroup): Promise<void> {
    if (address === null || members.length === 0) return;
    const path = `groups/${encodeURIComponent(address)}/members`;
    const told = await this.#get<{ members?: readonly { email?: string }[] }>(path, { maxResults: '200' });
    const there = new Set((told?.members ?? []).map(({ email = '' }) => email.toLowerCase()));
    for (const { address: email, moderator } of members) {
      const step: Step = { what: 'member', name: `${email} of ${address}` };
      if (there.has(email.toLowerCase())) this.#say(step, 'there', '');
      else if (!email.includes('@')) this.#say(step, 'failed', 'it is a group without an address');
      else {
        const body = { email, role: moderator ? 'MANAGER' : 'MEMBER' };
        await this.#try(step, () => this.#client.call({ method: 'POST', path, body }));
      }
    }
  }

  async #rooms(rooms: readonly SharedMailbox[]): Promise<void> {
    if (rooms.length === 0) return;
    const path = 'customer/my_customer/resources/calendars';
    const { items = [] } =
      (await this.#get<{ items?: readonly { resourceId?: string }[] }>(path, { maxResults: '500' })) ?? {};
    const there = new Set(items.map(({ resourceId = '' }) => resourceId));
    for (const { kind, name, address } of rooms) {
      const step: Step = { what: 'room', name: address };
      const resourceId = address.replace(/[^\w-]/g, '_');
      if (there.has(resourceId)) this.#say(step, 'there', '');
      else {
        const category = kind === 'room' ? 'CONFERENCE_ROOM' : 'OTHER';
        const body = { resourceId, resourceName: name, resourceCategory: category };
        await this.#try(step, () => this.#client.call({ method: 'POST', path, body }));
      }
    }
  }

  async #get<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T | null> {
    try {
      return await this.#client.call<T>({ method: 'GET', path, query });
    } catch (error) {
      if (error instanceof GoogleError && error.advice.kind === 'missing') return null;
      throw error;
    }
  }

  /** Gives what became of it. That it exists already may come late, and is no failure; any other refusal costs this one alone. */
  async #try(step: Step, make: () => Promise<unknown>): Promise<AccountStep['state']> {
    if (this.#dryRun) return this.#say(step, 'to make', '');
    try {
      await make();
      return this.#say(step, 'made', '');
    } catch (error) {
      if (!(error instanceof GoogleError)) throw error;
      const isThere = error.advice.kind === 'there' && step.what !== 'user' && step.what !== 'group';
      return this.#say(step, isThere ? 'there' : 'failed', isThere ? '' : error.words);
    }
  }

  #say(step: Step, state: AccountStep['state'], words: string): AccountStep['state'] {
    this.steps.push({ ...step, state, words });
    return state;
  }
}
