import type { Folder } from '../store/types.js';
import { googleLabels } from './google.js';
import { maildirNames } from './maildir-names.js';
import { microsoftLabels } from './microsoft.js';
import { folderRole } from './roles.js';
import { fileRules, safePaths } from './safe.js';
import { renameTree } from './tree.js';

/** Whose rules decide what folders are called: Gmail's, Exchange's, or Kerio's own names. */
export type MailTarget = 'google' | 'microsoft' | 'generic';

/** How mail is written to disk (docs/destinations-mail.md). */
export type MailFormat = 'mbox' | 'maildir' | 'eml' | 'thunderbird';

/** A Kerio folder and what becomes of its name. */
export interface NamedFolder {
  readonly folder: Folder;
  /** Label or folder at the destination, level by level. Special folders of one kind share it. */
  readonly label: readonly string[];
  /**
   * Where its mail lies below `mail/<address>/`, with `/` and without extension; equal for folders that share a label.
   * For Maildir the name of the Maildir++ directory: `''` for the inbox.
   */
  readonly stem: string;
}

/** Names the mail folders of one mailbox. The result follows the order of `folders` but does not depend on it. */
export function nameFolders(
  folders: readonly Folder[],
  options: { readonly target: MailTarget; readonly format: MailFormat },
): NamedFolder[] {
  const labels = LABELS[options.target](folders);
  const paths = labels.map((label, at) => {
    const folder = folders[at];
    return folder !== undefined && folderRole(folder) === 'inbox' ? ['INBOX'] : label;
  });
  const stems = STEMS[options.format](paths);
  return folders.map((folder, at) => ({ folder, label: labels[at] ?? [], stem: stems[at] ?? '' }));
}

const LABELS: Readonly<Record<MailTarget, (folders: readonly Folder[]) => readonly (readonly string[])[]>> = {
  google: googleLabels,
  microsoft: microsoftLabels,
  generic: (folders) => folders.map((folder) => folder.path),
};

const STEMS: Readonly<Record<MailFormat, (paths: readonly (readonly string[])[]) => string[]>> = {
  mbox: (paths) => safePaths(paths, { extensions: ['.mbox'] }),
  eml: (paths) => safePaths(paths, { extensions: ['.eml'] }),
  maildir: maildirNames,
  thunderbird: thunderbirdNames,
};

/** Children of `A` lie in `A.sbd/`. Thunderbird does not show files that begin with `#` or end with `~`. */
function thunderbirdNames(paths: readonly (readonly string[])[]): string[] {
  const rules = fileRules({ extensions: ['.sbd', '.msf', '.dat', '.html'] });
  const clean = (name: string, depth: number): string => rules.clean(name, depth).replace(/^#|~$/g, '_');
  return renameTree(paths, { ...rules, clean }).map((segments) => segments.join('.sbd/'));
}
