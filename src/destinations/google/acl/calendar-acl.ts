/** Who may do what with one calendar at Google. Rights are added and raised, never lowered, and nobody is written to. */
import type { GoogleClient } from '../../../protocols/http/google-client.js';

/** Roles in Google's words, from the least to the most. */
const ROLES = ['none', 'freeBusyReader', 'reader', 'writerWithoutPrivateAccess', 'writer', 'owner'] as const;
export type CalendarRole = 'freeBusyReader' | 'reader' | 'writer' | 'owner';

/** Whom a rule is for: an address, or a domain. */
export interface Scope {
  readonly type: 'user' | 'group' | 'domain';
  readonly value: string;
}

interface Rule {
  readonly id: string;
  readonly role: string;
  readonly scope?: { readonly type?: string; readonly value?: string };
}

export class CalendarAcl {
  readonly #client: GoogleClient;
  readonly #path: string;
  readonly #rules = new Map<string, Rule>();

  private constructor(client: GoogleClient, id: string) {
    this.#client = client;
    this.#path = `calendars/${encodeURIComponent(id)}/acl`;
  }

  /** Reads the rules of a calendar. Rejects with GoogleError, TokenRefused or ConnectionLost. */
  static async read(client: GoogleClient, id: string): Promise<CalendarAcl> {
    interface Page {
      readonly items?: readonly Rule[];
      readonly nextPageToken?: string;
    }
    const acl = new CalendarAcl(client, id);
    for (let pageToken: string | undefined; ; ) {
      const query = { maxResults: '250', pageToken };
      const page: Page = await client.call({ method: 'GET', path: acl.#path, query });
      for (const rule of page.items ?? []) acl.#rules.set(keyOf(rule.scope ?? {}), rule);
      if (page.nextPageToken === undefined) return acl;
      pageToken = page.nextPageToken;
    }
  }

  /** Gives a right. Whoever has it, or more, keeps what he has. Rejects as `read`. */
  async grant(scope: Scope, role: CalendarRole): Promise<'there' | 'set' | 'raised'> {
    const known = this.#rules.get(keyOf(scope));
    if (known !== undefined && rank(known.role) >= rank(role)) return 'there';
    const query = { sendNotifications: 'false' };
    // The same rule again changes nothing, so that it may be said twice.
    const rule =
      known === undefined
        ? await this.#client.call<Rule>({
            ...{ method: 'POST', path: this.#path, query, repeatable: true },
            body: { role, scope },
          })
        : await this.#client.call<Rule>({
            ...{ method: 'PATCH', path: `${this.#path}/${encodeURIComponent(known.id)}`, query, repeatable: true },
            body: { role },
          });
    this.#rules.set(keyOf(scope), { ...rule, role, scope });
    return known === undefined || known.role === 'none' ? 'set' : 'raised';
  }
}

/** A role that is not known yet is no less than what we would set. */
function rank(role: string): number {
  const at = ROLES.findIndex((known) => known === role);
  return at < 0 ? ROLES.length : at;
}

/** An address is one rule, whether Google calls it a user or a group. */
function keyOf({ type = '', value = '' }: { readonly type?: string; readonly value?: string }): string {
  return `${type === 'group' ? 'user' : type} ${value.toLowerCase()}`;
}
