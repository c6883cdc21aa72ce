/** The calendars of an account: the one that everybody has, and those that folders become. */
import { Refused } from '../../../core/failures.js';
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import type { CalendarEntry } from './target.js';

export class Calendars {
  readonly #client: GoogleClient;
  #entries: readonly CalendarEntry[] = [];

  private constructor(client: GoogleClient) {
    this.#client = client;
  }

  static async read(client: GoogleClient): Promise<Calendars> {
    const calendars = new Calendars(client);
    await calendars.#read();
    return calendars;
  }

  /** The calendar of that name that is the user's own; null for the name stands for the first. */
  find(name: string | null): CalendarEntry | undefined {
    return this.#entries.find((entry) =>
      name === null
        ? entry.primary === true
        : entry.summary === name && entry.accessRole === 'owner' && entry.primary !== true,
    );
  }

  /** The zone of the user's first calendar. */
  get zone(): string {
    return this.find(null)?.timeZone ?? 'UTC';
  }

  /** The calendar of that name, made where it is not there. Rejects with GoogleError. */
  async ensure(name: string | null): Promise<CalendarEntry> {
    const known = this.find(name);
    if (known !== undefined) return known;
    // Perhaps it was made, and the answer was lost.
    await this.#read();
    const found = this.find(name);
    if (found !== undefined) return found;
    if (name === null) throw new Refused('the first calendar', 'the account has no calendar yet');
    const body = { summary: name, timeZone: this.zone };
    const made = await this.#client.call<CalendarEntry>({ method: 'POST', path: 'calendars', body });
    const entry = { ...made, summary: name, timeZone: this.zone, accessRole: 'owner' };
    this.#entries = [...this.#entries, entry];
    return entry;
  }

  async #read(): Promise<void> {
    interface Page {
      readonly items?: readonly CalendarEntry[];
      readonly nextPageToken?: string;
    }
    const entries: CalendarEntry[] = [];
    for (let pageToken: string | undefined; ; ) {
      const query = { maxResults: '250', pageToken };
      const page: Page = await this.#client.call({ method: 'GET', path: 'users/me/calendarList', query });
      for (const entry of page.items ?? []) entries.push(entry);
      if (page.nextPageToken === undefined) break;
      pageToken = page.nextPageToken;
    }
    this.#entries = entries;
  }
}
