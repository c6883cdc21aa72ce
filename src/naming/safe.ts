import { folded, safeSegment } from './segment.js';
import { renameTree, type TreeRules } from './tree.js';

/** What will be put behind the names. */
export interface SafeNameRules {
  /** What the writers put behind a name: `['.vcf', '.google.csv']`. A folder `A` and a folder `A.vcf` must not meet. */
  readonly extensions: readonly string[];
  /** Outputs may be cut into numbered parts (`A.1.ics`): a folder called `A.1` must not look like one. */
  readonly parts?: boolean;
}

/**
 * Relative file names, with `/` and without extension, for paths of arbitrary names (folders, mailbox addresses): legal on
 * Linux, macOS and Windows, inside the folder they are put in, and different for different paths even where letter case
 * and composition of accents do not count. Equal paths get equal names; the order of the paths does not matter.
 */
export function safePaths(paths: readonly (readonly string[])[], rules: SafeNameRules): string[] {
  return renameTree(paths, fileRules(rules)).map((segments) => segments.join('/'));
}

/** The same for names that lie side by side, such as the addresses of mailboxes. */
export function safeNames(names: readonly string[], rules: SafeNameRules = { extensions: [] }): string[] {
  return safePaths(
    names.map((name) => [name]),
    rules,
  );
}

/** The rules of `safePaths`, for trees that are joined in another way. */
export function fileRules(rules: SafeNameRules): TreeRules {
  return {
    clean: (name) => unlikeFile(safeSegment(name), rules),
    claims: (name) => [folded(name), ...rules.extensions.map((extension) => folded(name + extension))],
  };
}

/** `A.mbox` as a folder's name would be a directory that looks like a file: it becomes `A.mbox_`. */
function unlikeFile(name: string, rules: SafeNameRules): string {
  const like = rules.extensions.some((extension) => folded(name).endsWith(folded(extension)));
  return like || (rules.parts === true && /\.\d+$/.test(name)) ? `${name}_` : name;
}
