/** The Directory of a domain, as far as accounts are looked up and made in it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { GoogleClient, GoogleCall } from '../../../protocols/http/google-client.js';
import { GoogleError } from '../../../protocols/http/google-errors.js';
import type { Patience } from './patience.js';

/** What an address is. */
export interface Holder {
  readonly kind: 'user' | 'group';
  /** Its first address: another where the one that was asked for is an alias. */
  readonly address: string;
}

interface Entity {
  readonly primaryEmail?: string;
  readonly email?: string;
}

export class Directory {
  readonly client: GoogleClient;
  readonly #patience: Patience;

  constructor(client: GoogleClient, patience: Patience) {
    this.client = client;
    this.#patience = patience;
  }

  /** Null where it is not there. Rejects with GoogleError for any other refusal. */
  async get<T>(path: string): Promise<T | null> {
    try {
      return await this.client.call<T>({ method: 'GET', path });
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** All pages of a list, `field` of each; nothing where what it belongs to is not there. `size`: of a page, where it has any. Rejects as `get`. */
  async list<T>(path: string, field: string, size?: number): Promise<readonly T[]> {
    const maxResults = size?.toString();
    const found: T[] = [];
    for (let pageToken: string | undefined; ; ) {
      let page: Readonly<Record<string, unknown>>;
      try {
        page = await this.client.call({ method: 'GET', path, query: { maxResults, pageToken } });
      } catch (error) {
        if (isMissing(error)) return found;
        throw error;
      }
      for (const one of (page[field] ?? []) as readonly T[]) found.push(one);
      if (typeof page['nextPageToken'] !== 'string') return found;
      pageToken = page['nextPageToken'];
    }
  }

  /** Who has an address, be it as an alias; null for nobody. Rejects as `get`. */
  async holderOf(address: string): Promise<Holder | null> {
    const key = encodeURIComponent(address);
    const user = await this.get<Entity>(`users/${key}`);
    if (user !== null) return { kind: 'user', address: user.primaryEmail ?? address };
    const group = await this.get<Entity>(`groups/${key}`);
    return group === null ? null : { kind: 'group', address: group.email ?? address };
  }

  /** Changes something. `fresh`: what it belongs to was made a moment ago, and not all of Google may know of it yet. */
  async change(call: GoogleCall, { fresh = false }: { readonly fresh?: boolean } = {}): Promise<void> {
    for (let left = this.#patience.looks; ; ) {
      try {
        await this.client.call(call);
        return;
      } catch (error) {
        left -= 1;
        if (left <= 0 || !((fresh && isTooEarly(error)) || isBusy(error))) throw error;
        await sleep(this.#patience.pauseMs);
      }
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof GoogleError && error.advice.kind === 'missing';
}

/** “User creation is not complete” comes as a conflict. */
function isTooEarly(error: unknown): boolean {
  return isMissing(error) || (error instanceof GoogleError && /not complete/i.test(error.words));
}

/** Too many changes of one kind at once; elsewhere the word means that an account may do nothing for hours. */
function isBusy(error: unknown): boolean {
  return error instanceof GoogleError && error.reason === 'quotaExceeded';
}

/** Whether two addresses are one. */
export function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
