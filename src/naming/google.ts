import type { FolderRole } from '../core/kinds.js';
import type { FolderRules } from './folder-rules.js';
import { isReservedInGmail } from './gmail-words.js';
import { type FolderPlace, markedPath, placeFolders, unmarked } from './places.js';
import { folderRole, type Named } from './roles.js';
import { capped, folded, visible } from './segment.js';
import { renameTree } from './tree.js';

/** Gmail's own labels for the special folders, by the words that its importers know. */
const SYSTEM_LABELS: Readonly<Record<FolderRole, string>> = {
  inbox: 'Inbox',
  sent: 'Sent',
  drafts: 'Drafts',
  trash: 'Trash',
  junk: 'Spam',
};

/** Gmail's limit for a whole label, levels included; second-hand, and no label of the importers' tests was longer. */
const MAX_LABEL = 225;

const ROLES = new Map(Object.entries(SYSTEM_LABELS).map(([role, label]) => [label.toLowerCase(), role as FolderRole]));

/**
 * What each folder is called in Gmail, one list of levels a folder, in the order given. Special folders become the system
 * labels, so that `Sent Items` and `Sent Messages` meet in `Sent`; what lies below the inbox becomes a label of its own, since
 * Gmail has nothing there; every other folder keeps its own label, renamed where Gmail would refuse or misread it: `Archive`
 * is `Archive (Kerio)`. What the user's rules say stays as it is said.
 */
export function googleLabels(folders: readonly Named[], rules: FolderRules = new Map()): string[][] {
  const inboxes = inboxNames(folders);
  const places = placeFolders(folders, rules).map((place, at) => gmailPlace(place, inboxes, folders[at]));
  const labels = renameTree(
    places.map((place) => (place.role === null ? markedPath(place, isReservedInGmail) : [])),
    { clean: labelSegment, claims: (name) => [folded(name)] },
  );
  return places.map(({ role }, at) => (role === null ? shortened(labels[at] ?? []) : [SYSTEM_LABELS[role]]));
}

/** What the top-level folders are called that play the inbox. */
function inboxNames(folders: readonly Named[]): ReadonlySet<string> {
  return new Set(folders.filter((folder) => folderRole(folder) === 'inbox').map(({ path }) => path[0] ?? ''));
}

/** The place as Gmail can have it: nothing lies below its system labels. */
function gmailPlace(place: FolderPlace, inboxes: ReadonlySet<string>, folder: Named | undefined): FolderPlace {
  const [top = '', ...below] = place.path;
  const role = ROLES.get(top.toLowerCase()) ?? null;
  if (place.said === 0) {
    const isOwn = folder?.mailbox.type === 'user' && !folder.recoverable;
    const isBelowInbox = isOwn && below.length > 0 && (inboxes.has(top) || role === 'inbox');
    return isBelowInbox ? { ...place, path: below } : place;
  }
  if (role === null) return place;
  if (below.length === 0) return { ...place, role };
  // Further levels of the user's own words below Sent or Trash are his to answer for.
  return place.said === 1 || role === 'inbox' ? { ...place, path: below, said: place.said - 1 } : place;
}

function labelSegment(segment: string, depth: number): string {
  const { name, isSaid } = unmarked(segment);
  const clean = visible(name)
    .replace(/"/g, "'")
    .replace(/[\^\\/]/g, '_')
    .replace(/\s+/gu, ' ')
    .trim();
  if (clean === '') return '_';
  return depth === 0 && !isSaid && isReservedInGmail(clean) ? `${clean} (Kerio)` : clean;
}

/** Labels that are too long lose their deeper levels to one name that ends in a hash of the whole. */
function shortened(label: readonly string[]): string[] {
  const whole = capped(label.join('/'), MAX_LABEL, (text) => text.length);
  return whole
    .split('/')
    .map((level) => level.trim())
    .filter((level) => level !== '');
}
