/** `check --to google`: each right, each API and the mailbox of an account, and what exactly to click where something is missing. */
import { ConnectError, ConnectionLost } from '../../core/failures.js';
import { GoogleClient, type GoogleSetup } from '../../protocols/http/google-client.js';
import { GoogleError } from '../../protocols/http/google-errors.js';
import { TokenRefused } from '../../protocols/http/service-account.js';
import type { Finding, Trace } from '../../transfer/destination.js';
import { APIS, type ApiName } from './apis.js';

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
  return [...findings, admin, ...(setup.byGroup ? await groupFindings(setup, setup.admin) : [])];
}

/** Whether archives of groups could be filled: they cannot be looked at, the rights can. */
async function groupFindings(setup: CheckSetup, admin: string): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [api, what] of [
    ['groupArchive', 'archives of groups'],
    ['groupSettings', 'who reads groups'],
  ] as const) {
    try {
      await new GoogleClient(setup.google, APIS[api], admin, setup.trace).authorize();
      findings.push({ what, ok: true, words: 'the right is there', remedy: null });
    } catch (error) {
      if (error instanceof ConnectionLost) throw new ConnectError('network', error.message, error);
      if (!(error instanceof TokenRefused)) throw error;
      findings.push({ what, ok: false, words: error.message, remedy: remedyFor(error, api, setup) });
    }
  }
  return findings;
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

const CONSOLE = 'https://console.cloud.google.com/apis/library/';
const SERVICES: Readonly<Record<ApiName, string>> = {
  mail: 'gmail.googleapis.com',
  settings: 'gmail.googleapis.com',
  contacts: 'people.googleapis.com',
  photos: 'people.googleapis.com',
  calendar: 'calendar-json.googleapis.com',
  tasks: 'tasks.googleapis.com',
  directory: 'admin.googleapis.com',
  groupArchive: 'groupsmigration.googleapis.com',
  groupSettings: 'groupssettings.googleapis.com',
};

function remedyFor(error: GoogleError | TokenRefused, api: ApiName, { clientId, user }: CheckSetup): string {
  const { scopes, name } = APIS[api];
  if (error instanceof TokenRefused) {
    if (error.code === 'invalid_grant')
      return `there is no user ${user} in the domain of the service account, or he is suspended: admin.google.com, Directory, Users`;
    const number = clientId === null ? '(client_id of the key file)' : clientId;
    return `admin.google.com, Security, Access and data control, API controls, Manage Domain Wide Delegation: client ${number} needs the scopes ${scopes.join(',')}; it may take up to 24 hours`;
  }
  if (error.advice.kind === 'stop')
    return `switch the ${name} API on in the project of the service account: ${CONSOLE}${SERVICES[api]}`;
  if (error.advice.kind === 'later') return `${name} has no units left for now: check again in a minute`;
  if (api === 'directory') return 'the address of --google-admin must be an administrator who may manage users';
  return `${name} is off for this user: admin.google.com, Apps, Google Workspace, and the licences of the user`;
}
