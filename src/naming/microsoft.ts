import type { FolderRole } from '../core/kinds.js';
import type { Folder } from '../store/types.js';
import type { FolderRules } from './folder-rules.js';
import { markedPath, placeFolders, unmarked } from './places.js';
import { folderRole } from './roles.js';
import { capped, folded, visible } from './segment.js';
import { renameTree } from './tree.js';

/** What Exchange calls the special folders in an English mailbox. */
const SYSTEM_FOLDERS: Readonly<Record<FolderRole, string>> = {
  inbox: 'INBOX',
  sent: 'Sent Items',
  drafts: 'Drafts',
  trash: 'Deleted Items',
  junk: 'Junk Email',
};

/**
 * Top-level names, lower case, that every Exchange mailbox has already and that are no place for mail: those of other
 * kinds, those that Outlook keeps for itself, and `Files`, which is said to be reserved. Not `Archive`: mail belongs there.
 */
export const RESERVED_IN_EXCHANGE: readonly string[] = [
  ...['calendar', 'contacts', 'tasks', 'notes', 'journal', 'files', 'outbox'],
  ...['conversation history', 'sync issues', 'rss feeds', 'rss subscriptions', 'recoverable items'],
];

const SYSTEM_SPELLED = new Map(Object.values(SYSTEM_FOLDERS).map((name) => [name.toLowerCase(), name]));

/** Exchange's limit for a name is not published where we could read it; MAPI's display names have 255 characters. */
const MAX_NAME = 255;

/** Levels of folders in a mailbox of Exchange Online. */
const MAX_DEPTH = 300;

/**
 * What each folder is called in an Exchange mailbox, one list of levels a folder, in the order given. Special folders and
 * what is below them go to Exchange's own, so that `Sent/2019` and `Sent Items/2019` meet; every other folder keeps its
 * name, changed where Exchange would refuse it, hide it, or take it for one of its own: `Outbox` is `Outbox (Kerio)`. What the
 * user's rules say stays as it is said.
 */
export function microsoftLabels(folders: readonly Folder[], rules: FolderRules = new Map()): string[][] {
  const systemNames = new Map<string, string>();
  for (const folder of folders) {
    const role = folderRole(folder);
    if (role !== null) systemNames.set(folder.path[0] ?? '', SYSTEM_FOLDERS[role]);
  }
  const system = new Set(systemNames.values());
  const paths = placeFolders(folders, rules).map((place) => {
    const [top = '', ...below] = place.path;
    if (place.said === 0) return [systemNames.get(top) ?? top, ...below];
    const own = SYSTEM_SPELLED.get(top.toLowerCase());
    if (own === undefined) return markedPath(place, isTaken);
    system.add(own);
    return [own, ...below];
  });
  const labels = renameTree(paths, {
    clean: (name, depth) => (depth === 0 && system.has(name) ? name : cleanName(name, depth)),
    claims: (name) => [folded(name)],
  });
  return labels.map(shallow);
}

/** IMAP divides levels by `/` there and PowerShell by `\`; a blank at an end made servers drop the connection. */
function cleanName(segment: string, depth: number): string {
  const { name, isSaid } = unmarked(segment);
  const clean = visible(name).replace(/[\\/]/g, '_').trim();
  if (clean === '') return '_';
  return capped(depth === 0 && !isSaid && isTaken(clean) ? `${clean} (Kerio)` : clean, MAX_NAME, (text) => text.length);
}

function isTaken(name: string): boolean {
  const lower = name.toLowerCase();
  return RESERVED_IN_EXCHANGE.includes(lower) || SYSTEM_SPELLED.has(lower);
}

/** What is nested too deep becomes one level, which ends in a hash of all of them. */
function shallow(label: readonly string[]): string[] {
  if (label.length <= MAX_DEPTH) return [...label];
  const below = label.slice(MAX_DEPTH - 1).join('/');
  const name = capped(below, Math.min(MAX_NAME, below.length - 1), (text) => text.length);
  return [...label.slice(0, MAX_DEPTH - 1), name.replaceAll('/', '_')];
}
