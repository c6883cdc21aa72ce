/** Google's APIs that a transfer uses, each with the least rights that it needs and a token of its own. */
import type { GoogleApi } from '../../protocols/http/google-client.js';

const SCOPES = 'https://www.googleapis.com/auth/';

/** What is done over an API. */
export type ApiName =
  | 'mail'
  | 'settings'
  | 'contacts'
  | 'photos'
  | 'calendar'
  | 'tasks'
  | 'storage'
  | 'directory'
  | 'groupArchive'
  | 'groupSettings';

/** Where each of them is. A right that is missing for one costs only what goes over that one. */
export const APIS: Readonly<Record<ApiName, GoogleApi>> = {
  mail: {
    name: 'Gmail',
    root: 'https://gmail.googleapis.com/gmail/v1/',
    scopes: [`${SCOPES}gmail.modify`],
    pot: 'gmail',
  },
  settings: {
    name: 'Gmail settings',
    root: 'https://gmail.googleapis.com/gmail/v1/',
    scopes: [`${SCOPES}gmail.settings.basic`, `${SCOPES}gmail.settings.sharing`],
    pot: 'gmail',
  },
  contacts: {
    name: 'People',
    root: 'https://people.googleapis.com/v1/',
    scopes: [`${SCOPES}contacts`],
    pot: 'contacts',
  },
  photos: {
    name: 'People',
    root: 'https://people.googleapis.com/v1/',
    scopes: [`${SCOPES}contacts`],
    pot: 'photos',
  },
  calendar: {
    name: 'Calendar',
    root: 'https://www.googleapis.com/calendar/v3/',
    scopes: [`${SCOPES}calendar`],
    pot: 'calendar',
  },
  tasks: {
    name: 'Tasks',
    root: 'https://tasks.googleapis.com/tasks/v1/',
    scopes: [`${SCOPES}tasks`],
    pot: 'tasks',
  },
  storage: {
    name: 'Drive',
    root: 'https://www.googleapis.com/drive/v3/',
    scopes: [`${SCOPES}drive.metadata.readonly`],
    pot: 'drive',
  },
  directory: {
    name: 'Directory',
    root: 'https://admin.googleapis.com/admin/directory/v1/',
    scopes: [
      ...['admin.directory.user', 'admin.directory.group', 'admin.directory.resource.calendar'].map(
        (scope) => SCOPES + scope,
      ),
      `${SCOPES}admin.directory.domain.readonly`,
    ],
    pot: 'directory',
  },
  groupArchive: {
    name: 'Groups Migration',
    root: 'https://groupsmigration.googleapis.com/groups/v1/groups/',
    scopes: [`${SCOPES}apps.groups.migration`],
    pot: 'groups',
  },
  groupSettings: {
    name: 'Groups Settings',
    root: 'https://www.googleapis.com/groups/v1/groups/',
    scopes: [`${SCOPES}apps.groups.settings`],
    pot: 'groups',
  },
};
