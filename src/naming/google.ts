import type { FolderRole } from '../core/kinds.js';
import type { Folder } from '../store/types.js';
import { isReservedInGmail } from './gmail-words.js';
import { folderRole } from './roles.js';
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

/**
 * What each folder is called in Gmail, one list of levels a folder, in the order given. Special folders become the system
 * labels, so that `Sent Items` and `Sent Messages` meet in `Sent`; every other folder keeps its own label, renamed where
 * Gmail would refuse or misread it: `Archive` is `Archive (Kerio)`.
 */
export function googleLabels(folders: readonly Folder[]): string[][] {
  const labels = renameTree(
    folders.map((folder) => folder.path),
    { clean: labelSegment, claims: (name) => [folded(name)] },
  );
  return folders.map((folder, at) => {
    const role = folderRole(folder);
    return role === null ? shortened(labels[at] ?? []) : [SYSTEM_LABELS[role]];
  });
}

function labelSegment(name: string, depth: number): string {
  const clean = visible(name)
    .replace(/"/g, "'")
    .replace(/[\^\\/]/g, '_')
    .replace(/\s+/gu, ' ')
    .trim();
  if (clean === '') return '_';
  return depth === 0 && isReservedInGmail(clean) ? `${clean} (Kerio)` : clean;
}

/** Labels that are too long lose their deeper levels to one name that ends in a hash of the whole. */
function shortened(label: readonly string[]): string[] {
  const whole = capped(label.join('/'), MAX_LABEL, (text) => text.length);
  return whole
    .split('/')
    .map((level) => level.trim())
    .filter((level) => level !== '');
}
