/** What folders are called in a PST file, and what they are to Outlook. */
import type { FolderClass } from '../../exporters/pst/messaging/folders.js';
import type { FolderName } from '../../exporters/pst/parts.js';
import { folderRole } from '../../naming/roles.js';
import type { Kind } from '../../core/kinds.js';
import type { Folder } from '../../store/types.js';
import type { PlannedFolder } from '../plan/planned.js';

const classes: Readonly<Record<Kind, FolderClass>> = {
  mail: 'IPF.Note',
  contacts: 'IPF.Contact',
  calendar: 'IPF.Appointment',
  tasks: 'IPF.Task',
  notes: 'IPF.StickyNote',
  journal: 'IPF.Journal',
};

export function pstFolder({ folder, label }: PlannedFolder): FolderName {
  return { path: label, class: classes[folder.kind], special: specialOf(folder) };
}

/** A folder that the store no longer has. */
export function gonePstFolder(path: readonly string[]): FolderName {
  return { path, class: classes.mail, special: null };
}

/** The part that a folder of the mailbox's top plays in Outlook. */
function specialOf(folder: Folder): FolderName['special'] {
  const role = folderRole(folder);
  if (role === 'trash') return 'deleted';
  if (role === 'sent' || role === 'drafts') return role;
  if (folder.path.length !== 1 || folder.mailbox.type !== 'user' || folder.recoverable) return null;
  return own.get(`${folder.kind} ${folder.path[0]?.toLowerCase() ?? ''}`) ?? null;
}

/** Kerio's own folders of each kind. */
const own = new Map<string, FolderName['special']>([
  ['calendar calendar', 'calendar'],
  ['contacts contacts', 'contacts'],
  ['tasks tasks', 'tasks'],
  ['notes notes', 'notes'],
  ['journal journal', 'journal'],
]);
