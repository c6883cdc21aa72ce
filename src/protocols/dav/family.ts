/** What is known of the servers that people have, by what they say of themselves (docs/own-host.md). */
import type { IncomingHttpHeaders } from 'node:http';

/** How a server is kept from writing to the people of a meeting that is put into it. */
export interface Quiet {
  /** Fields of the request that it obeys. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * SCHEDULE-AGENT=CLIENT in the object itself: not needed (`none`), needed and taken out by a second PUT (`twice`), needed and left
   * there (`stays`): the meeting is mute for ever.
   */
  readonly parameter: 'none' | 'twice' | 'stays';
}

export interface Family {
  readonly name: string;
  readonly quiet: Quiet;
  /** It puts copies of a meeting into the calendars of colleagues, whatever it is told, and finds them by UID. */
  readonly copies: boolean;
  /** It keeps VJOURNAL. */
  readonly journals: boolean;
  /** Requests at once to begin with. */
  readonly flights: number;
  /** Largest card and largest calendar object where it does not tell, in octets. */
  readonly largestCard: number | null;
  readonly largestEvent: number | null;
}

/** What every server is sent: each obeys its own and passes the others over. */
const FIELDS = { 'Schedule-Reply': 'F', 'Scheduling-Enabled': 'F', 'X-NC-Scheduling': 'false' };

const CAREFUL: Family = {
  name: 'a DAV server',
  quiet: { headers: FIELDS, parameter: 'stays' },
  copies: false,
  journals: true,
  flights: 4,
  largestCard: null,
  largestEvent: null,
};

const OBEDIENT: Quiet = { headers: FIELDS, parameter: 'none' };

const NEXTCLOUD = { flights: 2, largestCard: 5_242_880, largestEvent: 10_485_760 };

/** What tells one server from another. */
export interface Evidence {
  readonly headers: IncomingHttpHeaders;
  readonly host: string;
  /** Path of the principal. */
  readonly principal: string;
  /** What `/status.php` says of itself; null without one. */
  readonly status: { readonly product: string; readonly version: number } | null;
}

interface Sign {
  readonly test: (evidence: Evidence) => boolean;
  readonly family: Partial<Family>;
}

/** What it says in its field Server. */
const says =
  (word: RegExp) =>
  ({ headers }: Evidence): boolean =>
    word.test(String(headers['server'] ?? ''));

const SIGNS: readonly Sign[] = [
  { test: says(/Cyrus/i), family: { name: 'Cyrus', quiet: OBEDIENT } },
  { test: ({ headers }) => headers['x-davical-version'] !== undefined, family: { name: 'DAViCal' } },
  {
    test: ({ principal }) => principal.startsWith('/SOGo/'),
    family: { name: 'SOGo', quiet: { headers: FIELDS, parameter: 'twice' }, copies: true, journals: false },
  },
  {
    test: ({ status }) => status !== null && status.version >= 31,
    family: { name: 'Nextcloud', quiet: OBEDIENT, ...NEXTCLOUD },
  },
  {
    test: ({ status, principal }) => status !== null || principal.startsWith('/remote.php/'),
    family: { name: 'Nextcloud', ...NEXTCLOUD },
  },
  { test: ({ headers }) => headers['x-sabre-version'] !== undefined, family: { name: 'sabre/dav', quiet: OBEDIENT } },
  { test: says(/Xandikos|aiohttp/i), family: { name: 'xandikos', quiet: OBEDIENT } },
  { test: says(/WSGIServer|Radicale/i), family: { name: 'Radicale', quiet: OBEDIENT } },
  {
    test: ({ host }) => /(?:^|\.)icloud\.com$/i.test(host),
    family: { name: 'iCloud', journals: false, largestCard: 262_144, largestEvent: 20_000_000 },
  },
  { test: ({ host }) => /(?:^|\.)fastmail\.com$/i.test(host), family: { name: 'Fastmail' } },
  { test: says(/Stalwart/i), family: { name: 'Stalwart', largestCard: 524_288, largestEvent: 524_288 } },
];

/** What is known of a server; the careful one of a server that nobody knows. */
export function familyOf(evidence: Evidence): Family {
  const sign = SIGNS.find(({ test }) => test(evidence));
  return { ...CAREFUL, ...sign?.family };
}
