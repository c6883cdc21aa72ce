/** What exactly to click where Google says no to a right or an API. */
import type { GoogleError } from '../../protocols/http/google-errors.js';
import { TokenRefused } from '../../protocols/http/service-account.js';
import { APIS, type ApiName } from './apis.js';

/** For whom it was tried, and with what. */
export interface Asking {
  readonly user: string;
  /** The number of the service account that rights are delegated to; null where the key file does not name it. */
  readonly clientId: string | null;
}

const CONSOLE = 'https://console.cloud.google.com/apis/library/';
const SERVICES: Readonly<Record<ApiName, string>> = {
  mail: 'gmail.googleapis.com',
  settings: 'gmail.googleapis.com',
  contacts: 'people.googleapis.com',
  photos: 'people.googleapis.com',
  calendar: 'calendar-json.googleapis.com',
  tasks: 'tasks.googleapis.com',
  storage: 'drive.googleapis.com',
  directory: 'admin.googleapis.com',
  groupArchive: 'groupsmigration.googleapis.com',
  groupSettings: 'groupssettings.googleapis.com',
};

/** One sentence for an administrator. */
export function remedyFor(error: GoogleError | TokenRefused, api: ApiName, { clientId, user }: Asking): string {
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
  if (api === 'groupSettings') return 'the address of --google-admin must be an administrator who may manage groups';
  return `${name} is off for this user: admin.google.com, Apps, Google Workspace, and the licences of the user`;
}
