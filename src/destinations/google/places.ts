/** Which folder goes to which label, calendar, task list or group of contacts. Asks nobody. */
import { isFirstFolder } from '../../naming/first-folder.js';
import { ruledPath } from '../../naming/folder-rules.js';
import { googleLabels } from '../../naming/google.js';
import type { Place, PlaceRules } from '../../transfer/destination.js';
import type { SourceFolder } from '../../transfer/source.js';
import type { Calendars } from './calendar/calendars.js';
import { CONTACTS_VERSION } from './contacts/target.js';
import { MAIL_VERSION } from './mail/collection.js';
import { labelName, type Labels } from './mail/labels.js';
import type { TaskLists } from './tasks/target.js';

/** What is known of the mail of an account. */
export interface MailThere {
  readonly labels: Labels | null;
  readonly messages: number;
}

/** Folders of mail: one collection for all of them, a label for each. */
export function placeMail(folders: readonly SourceFolder[], { map, shared }: PlaceRules, there: MailThere): Place[] {
  const named = folders.map(({ path, role }) => ({
    path,
    role: role === 'archive' ? null : role,
    recoverable: false,
    mailbox: { type: shared ? ('public' as const) : ('user' as const) },
  }));
  return googleLabels(named, map).flatMap((levels, at) => {
    const folder = folders[at];
    return folder === undefined ? [] : [mailPlace(folder, levels, there)];
  });
}

function mailPlace(folder: SourceFolder, levels: readonly string[], { labels, messages }: MailThere): Place {
  const name = labelName(levels);
  // In a mailbox with mail in it all is known that was known, whatever labels there are.
  const exists = labels?.find(name) !== undefined || messages > 0;
  const isSame = name === folder.path.join('/');
  return {
    ...{ folder, ref: 'mail', path: name.split('/'), exists, version: exists ? MAIL_VERSION : null, role: null },
    rule: isSame ? 'same name' : levels.length === 1 && levels[0] !== name ? 'special use' : 'renamed',
    collection: 'Gmail',
  };
}

/** What is known of collections besides mail. */
export interface OthersThere {
  readonly calendars: Pick<Calendars, 'find'> | null;
  readonly taskLists: Pick<TaskLists, 'find'> | null;
}

/** The place of a folder that holds no mail; nothing where it has none. */
export function placeOther(
  folder: SourceFolder,
  rules: PlaceRules,
  { calendars, taskLists }: OthersThere,
): readonly Place[] {
  const name = collectionName(folder, rules);
  switch (folder.kind) {
    case 'contacts': {
      const path = name === null ? ['Contacts'] : ['Contacts', name];
      const rule = name === null ? 'the one that is there' : 'a label';
      const there = { exists: true, version: CONTACTS_VERSION, rule, role: null };
      return [{ folder, ref: 'contacts', path, collection: 'Contacts', ...there }];
    }
    case 'calendar':
      return [placed(folder, 'calendar', name, calendars?.find(name)?.id ?? null)];
    case 'filters': {
      const there = { rule: 'the settings of Gmail', exists: true, version: '1', role: null };
      return [{ folder, ref: 'settings', path: ['settings'], ...there }];
    }
    case 'tasks':
      return [placed(folder, 'tasks', name, taskLists?.find(name)?.id ?? null)];
    default:
      return [];
  }
}

/** The name of the collection that a folder becomes; null for the one that every account has. */
function collectionName({ path, kind }: SourceFolder, { map, shared }: PlaceRules): string | null {
  const ruled = ruledPath(path, map);
  if (ruled !== null) return [...ruled.to, ...ruled.tail].join('/');
  return isFirstFolder(kind, path) && !shared ? null : path.join('/');
}

const FIRST_NAMES: Readonly<Record<string, string>> = { calendar: 'Calendar', tasks: 'My Tasks' };

/** The place of a folder that becomes a collection of its own, or the one that every account has. */
function placed(folder: SourceFolder, what: 'calendar' | 'tasks', name: string | null, id: string | null): Place {
  return {
    folder,
    ref: name === null ? `${what}:` : `${what}:${name}`,
    path: [name ?? FIRST_NAMES[what] ?? ''],
    rule: name === null ? 'the one that is there' : 'one of its own',
    exists: id !== null,
    version: id,
    role: null,
  };
}

/** The name of the collection that a place is; null for the one that every account has. */
export function nameIn({ ref }: Place): string | null {
  const name = ref.slice(ref.indexOf(':') + 1);
  return name === '' ? null : name;
}
