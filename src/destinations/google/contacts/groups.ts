/** Groups of contacts, which people call labels: folders, categories and distribution lists become these. */
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import { GoogleError } from '../../../protocols/http/google-errors.js';

/** A group, as Google tells of it. */
export interface GroupData {
  readonly resourceName: string;
  readonly name: string;
  readonly groupType?: string;
}

export class ContactGroups {
  readonly #client: GoogleClient;
  #byName: Map<string, GroupData> | null = null;

  constructor(client: GoogleClient) {
    this.#client = client;
  }

  /** The groups of the user's own. */
  async read(): Promise<readonly GroupData[]> {
    interface Page {
      readonly contactGroups?: readonly GroupData[];
      readonly nextPageToken?: string;
    }
    const groups: GroupData[] = [];
    for (let pageToken: string | undefined; ; ) {
      const query = { pageSize: '1000', pageToken };
      const page: Page = await this.#client.call({ method: 'GET', path: 'contactGroups', query });
      for (const group of page.contactGroups ?? []) if (group.groupType === 'USER_CONTACT_GROUP') groups.push(group);
      if (page.nextPageToken === undefined) break;
      pageToken = page.nextPageToken;
    }
    this.#byName = new Map(groups.map((group) => [group.name.toLowerCase(), group]));
    return groups;
  }

  resourceName(name: string): string | undefined {
    return this.#byName?.get(name.toLowerCase())?.resourceName;
  }

  /** Makes those of these names that are not there. Rejects with GoogleError. */
  async ensure(names: readonly string[]): Promise<void> {
    if (this.#byName === null) await this.read();
    for (const name of names) if (this.resourceName(name) === undefined) await this.#create(name);
  }

  async #create(name: string): Promise<void> {
    try {
      const body = { contactGroup: { name } };
      const group = await this.#client.call<GroupData>({ method: 'POST', path: 'contactGroups', body });
      this.#byName?.set(name.toLowerCase(), { ...group, name });
    } catch (error) {
      // Somebody made it meanwhile, or an answer was lost.
      if (!(error instanceof GoogleError) || error.advice.kind !== 'there') throw error;
      await this.read();
      if (this.resourceName(name) === undefined) throw error;
    }
  }
}
