import type { Folder } from '../store/types.js';
import type { FolderRules } from './folder-rules.js';
import { googleLabels } from './google.js';
import { maildirNames } from './maildir-names.js';
import { microsoftLabels } from './microsoft.js';
import { outlookLabels } from './outlook.js';
import { placeFolders } from './places.js';
import { fileRules, safePaths } from './safe.js';
import { renameTree } from './tree.js';

/** Whose rules decide what folders are called: Gmail's, Exchange's, or Kerio's own names. */
export type MailTarget = 'google' | 'microsoft' | 'generic';

/** How mail is written to disk (docs/destinations-mail.md). */
export type MailFormat = 'mbox' | 'maildir' | 'eml' | 'thunderbird' | 'pst';

/** Formats with an output for each folder; a PST file holds all of a mailbox. */
export type FolderFormat = Exclude<MailFormat, 'pst'>;

/** A Kerio folder and what becomes of its name. */
export interface NamedFolder {
  readonly folder: Folder;
  /** Label or folder at the destination, level by level. Special folders of one kind share it. */
  readonly label: readonly string[];
  /**
   * Where its mail lies below `mail/<address>/`, with `/` and without extension; equal for folders that share a label.
   * For Maildir the name of the Maildir++ directory: `''` for the inbox. For PST always `''`: a mailbox is one file.
   */
  readonly stem: string;
}

/** How folders are named. */
export interface NamingOptions {
  readonly target: MailTarget;
  readonly format: MailFormat;
  /** What the user said (`--map`); nothing unless told. */
  readonly rules?: FolderRules;
}

/** Names the mail folders of one mailbox. The result follows the order of `folders` but does not depend on it. */
export function nameFolders(
  folders: readonly Folder[],
  { target, format, rules = new Map() }: NamingOptions,
): NamedFolder[] {
  const labels = format === 'pst' ? outlookLabels(folders, rules) : LABELS[target](folders, rules);
  // The inbox, and what the user puts there, has one name on disk however the destination calls it.
  const paths = placeFolders(folders, rules).map(({ role, said }, at) => {
    const label = labels[at] ?? [];
    const isInbox = role === 'inbox' || (said > 0 && label.length === 1 && label[0]?.toUpperCase() === 'INBOX');
    return isInbox ? ['INBOX'] : label;
  });
  const stems = STEMS[format](paths);
  return folders.map((folder, at) => ({ folder, label: labels[at] ?? [], stem: stems[at] ?? '' }));
}

type MakeLabels = (folders: readonly Folder[], rules: FolderRules) => readonly (readonly string[])[];

const LABELS: Readonly<Record<MailTarget, MakeLabels>> = {
  google: googleLabels,
  microsoft: microsoftLabels,
  generic: (folders, rules) => placeFolders(folders, rules).map(({ path }) => path),
};

const STEMS: Readonly<Record<MailFormat, (paths: readonly (readonly string[])[]) => string[]>> = {
  mbox: (paths) => safePaths(paths, { extensions: ['.mbox'] }),
  eml: (paths) => safePaths(paths, { extensions: ['.eml'] }),
  maildir: maildirNames,
  thunderbird: thunderbirdNames,
  pst: (paths) => paths.map(() => ''),
};

/** Children of `A` lie in `A.sbd/`. Thunderbird does not show files that begin with `#` or end with `~`. */
function thunderbirdNames(paths: readonly (readonly string[])[]): string[] {
  const rules = fileRules({ extensions: ['.sbd', '.msf', '.dat', '.html'] });
  const clean = (name: string, depth: number): string => rules.clean(name, depth).replace(/^#|~$/g, '_');
  return renameTree(paths, { ...rules, clean }).map((segments) => segments.join('.sbd/'));
}
