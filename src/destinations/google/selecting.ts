/** Opens what takes a kind of item of one account. */
import { Refused } from '../../core/failures.js';
import type { SlabPool } from '../../protocols/imap/slabs.js';
import type { OpenCollection, Place, Selecting } from '../../transfer/destination.js';
import { folderKey } from '../../transfer/run/tally.js';
import type { SourceFolder } from '../../transfer/source.js';
import type { AttendeeMode, Movers } from './calendar/people.js';
import { CalendarTarget } from './calendar/target.js';
import { ContactsTarget } from './contacts/target.js';
import { clientOf, type LookSetup, refused, type Seen } from './look-around.js';
import { MailCollection } from './mail/collection.js';
import { labelName } from './mail/labels.js';
import { readProfile } from './mail/looking.js';
import { nameIn } from './places.js';
import type { GoogleSession } from './session.js';
import { SettingsCollection } from './settings/target.js';
import { TaskTarget } from './tasks/target.js';
import { UnitCollection, type UnitTarget } from './unit-collection.js';
import type { Made } from './units.js';

/** What collections are opened with. */
export interface SelectSetup extends LookSetup {
  /** Of messages on their way, of all accounts. */
  readonly memory: SlabPool;
  readonly movers: Movers;
  readonly mode: AttendeeMode;
  /** The label that a folder of the old side becomes. */
  readonly labelOf: (folder: string) => string;
}

/** One place, over one connection. */
interface Asked {
  readonly session: GoogleSession;
  readonly place: Place;
  readonly how: Selecting;
  readonly setup: SelectSetup;
  readonly seen: Seen;
}

/** Opens the collection that a place is. Rejects with Refused, ConnectionLost or AccountStopped. */
export async function selectPlace(asked: Asked): Promise<OpenCollection> {
  const { session, place, how, seen } = asked;
  session.demand();
  if (seen.publicMail !== null && place.folder.kind === 'mail') return seen.publicMail.select(session, place, how);
  switch (place.folder.kind) {
    case 'calendar':
      return selectCalendar(asked);
    case 'tasks':
      return selectTasks(asked);
    case 'contacts':
      return selectContacts(asked);
    case 'filters':
      return selectSettings(asked);
    default:
      return selectMail(asked);
  }
}

async function selectCalendar({ session, place, how: { create }, setup, seen }: Asked): Promise<OpenCollection> {
  const { calendars } = seen;
  if (calendars === null) throw refused(seen, 'calendar');
  const name = nameIn(place);
  const entry = create ? await session.guard(() => calendars.ensure(name)) : calendars.find(name);
  if (entry === undefined) throw missing('calendar', place);
  const { user, movers, mode } = setup;
  const rules = { owner: user, movers, mode, zone: entry.timeZone };
  return unitCollection(session, new CalendarTarget(clientOf(setup, 'calendar'), entry, rules, create));
}

async function selectTasks({ session, place, how: { create }, setup, seen }: Asked): Promise<OpenCollection> {
  const { taskLists } = seen;
  if (taskLists === null) throw refused(seen, 'tasks');
  const name = nameIn(place);
  const list = create ? await session.guard(() => taskLists.ensure(name)) : taskLists.find(name);
  if (list === undefined) throw missing('task list', place);
  return unitCollection(session, new TaskTarget(clientOf(setup, 'tasks'), list));
}

async function selectSettings({ session, setup, seen }: Asked): Promise<OpenCollection> {
  const { labels } = seen;
  if (labels === null) throw refused(seen, 'mail');
  const { labelOf } = setup;
  const settings = new SettingsCollection({ session, client: clientOf(setup, 'settings'), labels, labelOf });
  await settings.renew();
  return settings;
}

async function selectContacts({ session, how: { places }, setup, seen }: Asked): Promise<OpenCollection> {
  if (seen.missing.has('contacts')) throw refused(seen, 'contacts');
  const names = new Map(places.map(({ folder, path }) => [folderKey(folder), path[1] ?? null]));
  const groupOf = (folder: SourceFolder): string | null => names.get(folderKey(folder)) ?? null;
  return unitCollection(session, new ContactsTarget(clientOf(setup, 'contacts'), clientOf(setup, 'photos'), groupOf));
}

async function selectMail({ session, place: { path }, how, setup, seen }: Asked): Promise<OpenCollection> {
  const { labels } = seen;
  const { create, largest, places } = how;
  if (labels === null) throw refused(seen, 'mail');
  const client = clientOf(setup, 'mail');
  const names = places.map((place) => labelName(place.path));
  const isThere = seen.messages > 0 || names.some((name) => labels.find(name) !== undefined);
  if (create) await session.guard(() => labels.ensureAll(names));
  else if (!isThere) throw new Refused(`label ${path.join('/')}`, `there is no label ${path.join('/')}`);
  labels.recognize(names);
  const profile = await session.guard(() => readProfile(client));
  return new MailCollection({ session, client, labels, places, profile, largest, memory: setup.memory });
}

function missing(what: string, { path }: Place): Refused {
  return new Refused(`${what} ${path.join('/')}`, `there is no ${what} ${path.join('/')}`);
}

async function unitCollection<T extends Made>(session: GoogleSession, target: UnitTarget<T>): Promise<OpenCollection> {
  session.onClose(() => target.units.close());
  await session.guard(() => target.look());
  return new UnitCollection(session, target);
}
