/** Where folders go before the destination's own rules for names are looked at. */
import type { FolderRole } from '../core/kinds.js';
import { type FolderRules, ruledPath } from './folder-rules.js';
import { folderRole, type Named } from './roles.js';

/** A folder's way. */
export interface FolderPlace {
  readonly path: readonly string[];
  /** The part it plays at the destination; null where the user gave it a name, or it plays none. */
  readonly role: FolderRole | null;
  /** How many levels of `path` are the user's own words. */
  readonly said: number;
}

/** Where each folder goes by the user's rules, else where it is. */
export function placeFolders(folders: readonly Named[], rules: FolderRules): FolderPlace[] {
  return folders.map((folder) => {
    const ruled = ruledPath(folder.path, rules);
    return ruled === null
      ? { path: folder.path, role: folderRole(folder), said: 0 }
      : { path: [...ruled.to, ...ruled.tail], role: null, said: ruled.to.length };
  });
}

/** Stands in front of a top-level name that the user gave, so that it does not meet a folder whose name will be changed. */
const SAID = '\0';

/** A place as a path for `renameTree`, in which `isSaid` knows the user's words again. */
export function markedPath({ path, said }: FolderPlace, isChanged: (top: string) => boolean): readonly string[] {
  const [top = '', ...below] = path;
  return said > 0 && isChanged(top) ? [`${SAID}${top}`, ...below] : path;
}

/** The name without the mark, and whether it had one. */
export function unmarked(name: string): { readonly name: string; readonly isSaid: boolean } {
  return name.startsWith(SAID) ? { name: name.slice(SAID.length), isSaid: true } : { name, isSaid: false };
}
