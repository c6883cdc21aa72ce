import type { FolderRole } from '../core/kinds.js';
import type { Folder } from '../store/types.js';
import type { FolderRules } from './folder-rules.js';
import { placeFolders } from './places.js';
import { capped, folded, visible } from './segment.js';
import { renameTree } from './tree.js';

/** What Outlook calls the special folders of a file in English. An import joins folders that are called the same. */
const SYSTEM_FOLDERS: Readonly<Record<FolderRole, string>> = {
  inbox: 'Inbox',
  sent: 'Sent Items',
  drafts: 'Drafts',
  trash: 'Deleted Items',
  junk: 'Junk E-mail',
};

const SYSTEM_SPELLED = new Map(Object.values(SYSTEM_FOLDERS).map((name) => [name.toLowerCase(), name]));

/** Display names of MAPI have 255 characters. */
const MAX_NAME = 255;
/** Deeper trees than any mailbox has cannot be opened. */
const MAX_DEPTH = 300;

/**
 * What each folder of a mailbox is called in a PST file, level by level, in the order given: special folders as Outlook has
 * them, so that `Sent` and `Sent Items` meet, all others as they are.
 */
export function outlookLabels(folders: readonly Folder[], rules: FolderRules = new Map()): string[][] {
  const systemNames = new Map<string, string>();
  const places = placeFolders(folders, rules);
  for (const { role, path, said } of places)
    if (role !== null && said === 0) systemNames.set(path[0] ?? '', SYSTEM_FOLDERS[role]);
  const paths = places.map(({ path: [top = '', ...below], said }) => {
    const name = said === 0 ? (systemNames.get(top) ?? top) : (SYSTEM_SPELLED.get(top.toLowerCase()) ?? top);
    return [name, ...below];
  });
  return renameTree(paths, { clean: cleanName, claims: (name) => [folded(name)] }).map((label) =>
    label.length <= MAX_DEPTH
      ? label
      : [...label.slice(0, MAX_DEPTH - 1), capped(label.slice(MAX_DEPTH - 1).join(' - '), MAX_NAME, lengthOf)],
  );
}

function cleanName(segment: string): string {
  const clean = visible(segment).trim();
  return clean === '' ? '_' : capped(clean, MAX_NAME, lengthOf);
}

function lengthOf(text: string): number {
  return text.length;
}
