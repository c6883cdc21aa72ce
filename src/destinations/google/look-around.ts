/** What of an account can be filled: each API is looked at by itself, and what is missing for one costs only what goes over it. */
import { ConnectError, ConnectionLost, Refused } from '../../core/failures.js';
import { GoogleClient, type GoogleSetup } from '../../protocols/http/google-client.js';
import { GoogleError } from '../../protocols/http/google-errors.js';
import { TokenRefused } from '../../protocols/http/service-account.js';
import type { Trace } from '../../transfer/destination.js';
import { APIS, type ApiName } from './apis.js';
import { Calendars } from './calendar/calendars.js';
import { ARCHIVE_NOTE, PublicMail } from './groups-archive/public-mail.js';
import { Labels } from './mail/labels.js';
import { readProfile } from './mail/looking.js';
import { readStorage, type Storage } from './storage.js';
import { TaskLists } from './tasks/target.js';

/** Whose account it is, and how it is spoken to. */
export interface LookSetup {
  readonly google: GoogleSetup;
  readonly user: string;
  /** It gets public folders whose mail goes into groups: who makes those; else null. */
  readonly publicAdmin: string | null;
  readonly trace: Trace;
}

/** What was seen. Null is what the account has not, or what the right is missing for: `missing` tells. */
export interface Seen {
  readonly labels: Labels | null;
  readonly messages: number;
  readonly calendars: Calendars | null;
  readonly taskLists: TaskLists | null;
  /** Where the mail of public folders goes; null where it goes to Gmail. */
  readonly publicMail: PublicMail | null;
  readonly storage: Storage | null;
  readonly missing: ReadonlyMap<ApiName, string>;
  /** Said once for each account, before anything is sent. */
  readonly notes: readonly string[];
}

const NO_RECEIVED_TIME =
  'Gmail keeps the time of the Date field and no received time: who needs that sends the mail with --to imaps://imap.gmail.com in front of --to google';

/** Looks around. Rejects with ConnectError where Google cannot be reached. */
export async function lookAround(setup: LookSetup): Promise<Seen> {
  const { google, user, publicAdmin, trace } = setup;
  const missing = new Map<ApiName, string>();
  const notes = [publicAdmin === null ? NO_RECEIVED_TIME : ARCHIVE_NOTE];
  const client = (api: ApiName): GoogleClient => clientOf(setup, api);
  const tried = async <T>(api: ApiName, look: (client: GoogleClient) => Promise<T>): Promise<T | null> => {
    try {
      return await look(client(api));
    } catch (error) {
      if (error instanceof ConnectionLost) throw new ConnectError('network', error.message, error);
      if (!(error instanceof GoogleError) && !(error instanceof TokenRefused)) throw error;
      missing.set(api, error.message);
      notes.push(`${APIS[api].name} cannot be filled: ${error.message}`);
      return null;
    }
  };
  const groups = async (admin: string): Promise<PublicMail | null> => {
    const by = (api: ApiName): GoogleClient => new GoogleClient(google, APIS[api], admin, trace);
    const clients = { directory: by('directory'), settings: by('groupSettings'), archive: by('groupArchive') };
    const domain = user.slice(user.lastIndexOf('@') + 1);
    return tried('groupArchive', () => PublicMail.open({ ...clients, domain }));
  };
  const publicMail = publicAdmin === null ? null : await groups(publicAdmin);
  let messages = 0;
  const labels = await tried('mail', async (mail) => {
    messages = (await readProfile(mail)).messagesTotal;
    return Labels.read(mail);
  });
  const calendars = await tried('calendar', (calendar) => Calendars.read(calendar));
  const taskLists = await tried('tasks', (tasks) => TaskLists.read(tasks));
  await tried('contacts', (contacts) => contacts.authorize());
  const storage = await readStorage(client('storage'));
  return { labels, messages, calendars, taskLists, publicMail, storage, missing, notes };
}

/** Calls of the account's own user. */
export function clientOf({ google, user, trace }: Omit<LookSetup, 'publicAdmin'>, api: ApiName): GoogleClient {
  return new GoogleClient(google, APIS[api], user, trace);
}

/** What to say where something cannot be filled. */
export function refused({ missing }: Seen, api: ApiName): Refused {
  const words = missing.get(api) ?? 'not looked at';
  return new Refused(`${APIS[api].name}: ${words}`, words);
}
