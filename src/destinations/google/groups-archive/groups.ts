/** Google groups whose archives hold the mail of public folders. Made by an administrator; nobody gets a message about them. */
import { cut } from '../cut.js';
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import { GoogleError } from '../../../protocols/http/google-errors.js';

/** Who reads an archive. */
export type Readers = 'everybody' | 'members';

/** A group as it is there. */
interface Group {
  readonly id?: string;
  readonly email?: string;
  readonly description?: string;
}

/** What a group says of itself until who may read it is settled, and then. */
const UNFINISHED = 'Public folder of the old mail server, being made';
const FINISHED = 'Public folder of the old mail server';

/** Calls of an administrator. */
export interface GroupsClients {
  readonly directory: GoogleClient;
  readonly settings: GoogleClient;
}

export class PublicGroups {
  readonly #clients: GroupsClients;
  readonly #ids = new Map<string, string>();
  /** Groups of ours that a broken run left as they were made. */
  readonly #unfinished = new Set<string>();
  readonly #members = new Map<string, Set<string>>();

  private constructor(clients: GroupsClients) {
    this.#clients = clients;
  }

  /** Looks which groups of a domain there are. Rejects with GoogleError, TokenRefused or ConnectionLost. */
  static async read(clients: GroupsClients, domain: string): Promise<PublicGroups> {
    interface Page {
      readonly groups?: readonly Group[];
      readonly nextPageToken?: string;
    }
    const groups = new PublicGroups(clients);
    for (let pageToken: string | undefined; ; ) {
      const query = { domain, maxResults: '200', pageToken };
      const page: Page = await clients.directory.call({ method: 'GET', path: 'groups', query });
      for (const { id = '', email = '', description } of page.groups ?? []) {
        groups.#ids.set(email.toLowerCase(), id || email);
        if (description === UNFINISHED) groups.#unfinished.add(email.toLowerCase());
      }
      if (page.nextPageToken === undefined) return groups;
      pageToken = page.nextPageToken;
    }
  }

  /** What Google calls a group for as long as it is the same; null where there is none. */
  idOf(address: string): string | null {
    return this.#ids.get(address.toLowerCase()) ?? null;
  }

  /** Makes a group where it is not there; what is there stays as it is. Gives its id. Rejects as `read`. */
  async ensure(address: string, name: string, readers: Readers): Promise<string> {
    const known = this.idOf(address);
    if (known !== null && !this.#unfinished.has(address.toLowerCase())) return known;
    const path = `groups/${encodeURIComponent(address)}`;
    const body = { email: address, name: cut(name, 75), description: UNFINISHED };
    const id = known ?? (await this.#make(path, body)).id ?? address;
    // Before anything lies in it.
    await this.#clients.settings.call({
      method: 'PATCH',
      path: encodeURIComponent(address),
      query: { alt: 'json' },
      repeatable: true,
      body: {
        description: FINISHED,
        isArchived: 'true',
        whoCanJoin: 'INVITED_CAN_JOIN',
        whoCanPostMessage: 'ALL_MANAGERS_CAN_POST',
        whoCanViewGroup: readers === 'everybody' ? 'ALL_IN_DOMAIN_CAN_VIEW' : 'ALL_MEMBERS_CAN_VIEW',
      },
    });
    this.#ids.set(address.toLowerCase(), id);
    this.#unfinished.delete(address.toLowerCase());
    return id;
  }

  /** Makes somebody a member who gets no mail. Rejects as `read`. */
  async join(address: string, email: string): Promise<'there' | 'set'> {
    const path = `groups/${encodeURIComponent(address)}/members`;
    const members = this.#members.get(address) ?? (await this.#membersOf(path));
    this.#members.set(address, members);
    if (members.has(email.toLowerCase())) return 'there';
    try {
      await this.#clients.directory.call({
        ...{ method: 'POST', path },
        body: { email, role: 'MEMBER', delivery_settings: 'NONE' },
      });
    } catch (error) {
      // Somebody, or an answer that was lost, was quicker.
      if (!(error instanceof GoogleError) || error.advice.kind !== 'there') throw error;
    }
    members.add(email.toLowerCase());
    return 'set';
  }

  async #make(path: string, body: object): Promise<Group> {
    const { directory } = this.#clients;
    try {
      return await directory.call<Group>({ method: 'POST', path: 'groups', body });
    } catch (error) {
      if (!(error instanceof GoogleError) || error.advice.kind !== 'there') throw error;
      return directory.call<Group>({ method: 'GET', path });
    }
  }

  async #membersOf(path: string): Promise<Set<string>> {
    interface Page {
      readonly members?: readonly { readonly email?: string }[];
      readonly nextPageToken?: string;
    }
    const members = new Set<string>();
    for (let pageToken: string | undefined; ; ) {
      const query = { maxResults: '200', pageToken };
      const page: Page = await this.#clients.directory.call({ method: 'GET', path, query });
      for (const { email = '' } of page.members ?? []) members.add(email.toLowerCase());
      if (page.nextPageToken === undefined) return members;
      pageToken = page.nextPageToken;
    }
  }
}
