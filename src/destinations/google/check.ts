/** `check --to google`: each right, each API and the mailbox of an account, and what exactly to click where something is missing. */
import { ConnectError, ConnectionLost } from '../../core/failures.js';
import { GoogleClient, type GoogleSetup } from '../../protocols/http/google-client.js';
import { GoogleError } from '../../protocols/http/google-errors.js';
import { TokenRefused } from '../../protocols/http/service-account.js';
import type { Finding, Trace } from '../../transfer/destination.js';
import { APIS, type ApiName } from './apis.js';
import { remedyFor } from './remedies.js';
import { STORAGE, storageIn } from './storage.js';

/** What is looked at. */
export interface CheckSetup {
  readonly google: GoogleSetup;
  readonly user: string;
  /** An administrator of the domain; null where none was named. */
  readonly admin: string | null;
  /** The number of the service account that rights are delegated to. */
  readonly clientId: string | null;
  /** Calendars shall be shared, too. */
  readonly sharing: boolean;
  /** What concerns all groups is looked at, too. */
  readonly groups: boolean;
  /** Mail of public folders goes into archives of groups. */
  readonly byGroup: boolean;
  readonly trace: Trace;
}

interface Look {
  readonly api: ApiName;
  readonly what: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** What of the answer people want to know. */
  readonly told: (answer: Readonly<Record<string, unknown>>) => string;
}

const LOOKS: readonly Look[] = [
  {
    api: 'mail',
    what: 'mail',
    path: 'users/me/profile',
    told: ({ messagesTotal }) => `${Number(messagesTotal ?? 0)} messages are there`,
  },
  {
    api: 'settings',
    what: 'filters and vacation',
    path: 'users/me/settings/vacation',
    told: ({ enableAutoReply }) => (enableAutoReply === true ? 'a vacation notice is on' : 'can be set'),
  },
  {
    api: 'contacts',
    what: 'contacts',
    path: 'people/me/connections',
    query: { personFields: 'metadata', pageSize: '1' },
    told: ({ totalItems }) => `${Number(totalItems ?? 0)} contacts are there, of 25,000`,
  },
  {
    api: 'calendar',
    what: 'calendars',
    path: 'users/me/calendarList',
    query: { maxResults: '250' },
    told: ({ items }) => `${Array.isArray(items) ? items.length : 0} calendars are there`,
  },
  {
    api: 'tasks',
    what: 'tasks',
    path: 'users/@me/lists',
    query: { maxResults: '100' },
    told: ({ items }) => `${Array.isArray(items) ? items.length : 0} task lists are there`,
  },
];

/** Bytes for people, as `formatBytes` of the terminal has them. */
function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

const STORAGE_LOOK: Look = {
  ...{ api: 'storage', what: 'storage', path: STORAGE.path, query: STORAGE.query },
  told: (answer) => {
    const { used, limit } = storageIn(answer);
    if (limit === null) return `${gigabytes(used)} in use, no limit`;
    return `${gigabytes(limit - used)} free of ${gigabytes(limit)}, of the whole organisation where it pools its storage`;
  },
};

const SHARING: Look = {
  api: 'calendar',
  what: 'sharing of calendars',
  path: 'calendars/primary/acl',
  query: { maxResults: '250' },
  told: ({ items }) => `${Array.isArray(items) ? items.length : 0} rights are there on the first calendar`,
};

/** Looks at an account. Changes nothing. Rejects with ConnectError where Google cannot be reached. */
export async function checkAccount(setup: CheckSetup): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const look of setup.sharing ? [...LOOKS, SHARING] : LOOKS) findings.push(await lookAt(setup, look, setup.user));
  findings.push(await lookAtStorage(setup));
  if (setup.admin === null) return findings;
  const account: Look = {
    api: 'directory',
    what: 'account',
    path: `users/${encodeURIComponent(setup.user)}`,
    query: { fields: 'isMailboxSetup,suspended' },
    told: ({ isMailboxSetup, suspended }) =>
      suspended === true
        ? 'it is suspended'
        : isMailboxSetup === true
          ? 'its mailbox is there'
          : 'its mailbox is not there yet',
  };
  const admin = await lookAt(setup, account, setup.admin);
  return [...findings, admin, ...(setup.groups ? await groupFindings(setup, setup.admin) : [])];
}

/** Nothing depends on it: where the right is missing, what would tell is said, and nothing is amiss. */
async function lookAtStorage(setup: CheckSetup): Promise<Finding> {
  const found = await lookAt(setup, STORAGE_LOOK, setup.user);
  if (found.ok) return found;
  const words = `not known, and not needed: ${found.words}. To see it: ${found.remedy ?? ''}`;
  return { ...found, ok: true, words, remedy: null };
}

/** Whether groups can be set, and their archives filled: those cannot be looked at, the right can. */
async function groupFindings(setup: CheckSetup, admin: string): Promise<readonly Finding[]> {
  const looks: (readonly [ApiName, string])[] = [['groupSettings', 'who writes to and reads groups']];
  if (setup.byGroup) looks.push(['groupArchive', 'archives of groups']);
  const findings: Finding[] = [];
  for (const [api, what] of looks) {
    try {
      const client = new GoogleClient(setup.google, APIS[api], admin, setup.trace);
      await client.authorize();
      if (api === 'groupSettings') await demandSwitchedOn(client, admin);
      findings.push({ what, ok: true, words: 'the right is there', remedy: null });
    } catch (error) {
      if (error instanceof ConnectionLost) throw new ConnectError('network', error.message, error);
      if (!(error instanceof TokenRefused) && !(error instanceof GoogleError)) throw error;
      const remedy = remedyFor(error, api, { user: admin, clientId: setup.clientId });
      findings.push({ what, ok: false, words: error.message, remedy });
    }
  }
  return findings;
}

/** Asks for a group that nobody has: that there is none is an answer of an API that is switched on. Rejects with GoogleError otherwise. */
async function demandSwitchedOn(settings: GoogleClient, admin: string): Promise<void> {
  const group = `kerio-exit-check@${admin.slice(admin.lastIndexOf('@') + 1)}`;
  try {
    await settings.call({ method: 'GET', path: encodeURIComponent(group), query: { alt: 'json' } });
  } catch (error) {
    if (!(error instanceof GoogleError) || error.advice.kind === 'stop') throw error;
  }
}

async function lookAt(setup: CheckSetup, { api, what, path, query, told }: Look, user: string): Promise<Finding> {
  const client = new GoogleClient(setup.google, APIS[api], user, setup.trace);
  try {
    const answer = await client.call<Readonly<Record<string, unknown>>>({
      ...{ method: 'GET', path },
      ...(query === undefined ? {} : { query }),
    });
    const words = told(answer);
    const isThere = !/not there yet|suspended/.test(words);
    const remedy = 'wait until Google has made the mailbox, or give the user a licence with Gmail, and check again';
    return { what, ok: isThere, words, remedy: isThere ? null : remedy };
  } catch (error) {
    if (error instanceof ConnectionLost) throw new ConnectError('network', error.message, error);
    if (!(error instanceof GoogleError) && !(error instanceof TokenRefused)) throw error;
    return { what, ok: false, words: error.message, remedy: remedyFor(error, api, setup) };
  }
}
