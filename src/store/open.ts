/** The store as a whole: which mailboxes it has. */
import { basename, dirname, join, resolve } from 'node:path';
import { append } from '../core/lists.js';
import { removeMount, removeMounts } from './backup/mounts.js';
import { findBackup, mountPackedFolders, type OpenBackup, openBackup } from './backup/open.js';
import { countArchive } from './tree/census.js';
import { childNamed, isHiddenName } from './tree/directories.js';
import { readFileIfThere } from './disk/files.js';
import {
  configDirectories,
  enclosingMailbox,
  holdsStore,
  type Location,
  locateStore,
  type StoreLevel,
} from './tree/locate.js';
import { unlisted } from './disk/loss.js';
import { displayPath } from '../core/escaped-path.js';
import { listEntries } from './disk/directory.js';
import { parseStatusFld } from './index/status-fld.js';
import type { Mailbox, MailboxType } from './types.js';
import { comparePaths, type MailboxTree, walkMailbox } from './tree/walk.js';

/** What may be read beyond the users' and public folders. */
export interface StoreOptions {
  /** Archive folders too. */
  readonly archive?: boolean;
  /** What the server keeps after deletion (`#deleted`) too. */
  readonly recoverable?: boolean;
}

/** A Kerio store on disk, or in a set of backup zips. */
export interface Store {
  /** Absolute path as the user gave it; in a backup set, of the folder where the server's own tree begins. */
  readonly root: string;
  readonly level: StoreLevel;
  /** It is read from backup zips. */
  readonly isBackup: boolean;
  /** The directory that holds the domains; null below it. */
  readonly mailDir: string | null;
  /** Sorted by address. Archive trees only with `archive`. */
  readonly mailboxes: readonly Mailbox[];
  /** Archive trees that exist but were not asked for. */
  readonly unopened: readonly Mailbox[];
  /** How many items such a tree holds, counted once; null when it cannot be told. */
  countUnopened(mailbox: Mailbox): number | null;
  /** Paths of configuration files found around the store. */
  readonly usersCfg: string | null;
  readonly mailserverCfg: string | null;
  readonly problems: readonly string[];
  /** The folders of one mailbox. */
  tree(mailbox: Mailbox): MailboxTree;
  /** Forgets the backup zips that stood in for folders: what was read from them cannot be read any more. Nothing else changes. */
  close(): void;
}

const SHARED: Readonly<Record<string, MailboxType>> = {
  '#public': 'public',
  '#archive': 'archive',
  '#resources': 'resources',
};
/** Kerio's own word for what belongs to no domain. */
const NO_DOMAIN = 'localhost';

/**
 * Opens a store from any of its levels, or from the folder of its backup zips. Reads only the directories down to the mailboxes; the folders of a mailbox are
 * read when asked for. Throws a UserError when the path holds no store.
 */
export function openStore(path: string, options: StoreOptions = {}): Store {
  const backup = backupAt(path);
  const location = locateStore(backup?.root ?? path);
  const problems: string[] = [...(backup?.problems ?? [])];
  const found = uniqueAddresses(findMailboxes(location, problems), problems);
  if (options.archive === true) append(problems, found.flatMap(packedFolders));
  const folderOnly = location.level === 'folder' ? location.root : null;
  const config = (name: string): readonly string[] =>
    backup === null ? configDirectories(location) : [...backup.holding(name), ...backup.holding(`${name}.bak`)];
  const counted = new Map<string, number | null>();
  return {
    root: location.root,
    level: location.level,
    isBackup: backup !== null,
    mailDir: location.mailDir,
    mailboxes: found.filter((mailbox) => mailbox.type !== 'archive' || options.archive === true || folderOnly !== null),
    unopened: found.filter((mailbox) => mailbox.type === 'archive' && options.archive !== true && folderOnly === null),
    countUnopened: (mailbox) => {
      const known = counted.get(mailbox.dir);
      const count = known === undefined ? countArchive(mailbox) : known;
      counted.set(mailbox.dir, count);
      return count;
    },
    usersCfg: findConfig(config('users.cfg'), 'users.cfg'),
    mailserverCfg: findConfig(config('mailserver.cfg'), 'mailserver.cfg'),
    problems,
    tree: (mailbox) =>
      below(
        folderOnly,
        walkMailbox(mailbox, { recoverable: options.recoverable === true || isInRecoverable(folderOnly) }),
      ),
    close: () => {
      for (const dir of [...(backup === null ? [] : [backup.at]), ...found.map(({ dir: own }) => own)])
        removeMounts(dir);
    },
  };
}

/** The backup set at a path. A store with backups beside it is a store. */
function backupAt(path: string): OpenBackup | null {
  const at = resolve(path);
  removeMount(at);
  const set = findBackup(at);
  return set === null || holdsStore(at) ? null : openBackup(at, set);
}

/** Folders of an archive that the server packed stand among the others from now on. */
function packedFolders(mailbox: Mailbox): string[] {
  try {
    return mailbox.type === 'archive' ? mountPackedFolders(mailbox.dir) : [];
  } catch {
    // The walk through the archive will tell that it cannot be listed.
    return [];
  }
}

function findMailboxes(location: Location, problems: string[]): Mailbox[] {
  if (location.level === 'folder') {
    const dir = enclosingMailbox(location.root) ?? dirname(location.root);
    return [mailboxAt(dir, domainOf(dir))];
  }
  if (location.level === 'mailbox') return [mailboxAt(location.root, domainOf(location.root))];
  if (location.level === 'domain' || location.mailDir === null) return domainMailboxes(location.root, problems);
  const mailboxes: Mailbox[] = [];
  for (const name of directoriesOf(location.mailDir, problems)) {
    const dir = join(location.mailDir, name);
    if (name.toLowerCase() in SHARED) mailboxes.push(mailboxAt(dir, NO_DOMAIN));
    else if (name.toLowerCase() === 'archive') mailboxes.push(sharedMailbox('archive', NO_DOMAIN, dir));
    else if (!isHiddenName(name)) append(mailboxes, domainMailboxes(dir, problems));
  }
  const archive = childNamed(dirname(location.mailDir), 'archive');
  if (archive !== null && location.level !== 'mail') mailboxes.push(sharedMailbox('archive', NO_DOMAIN, archive));
  return mailboxes;
}

function domainMailboxes(dir: string, problems: string[]): Mailbox[] {
  return directoriesOf(dir, problems)
    .filter((name) => !isHiddenName(name) || name.toLowerCase() in SHARED)
    .map((name) => mailboxAt(join(dir, name), displayPath(basename(dir)).normalize('NFC')));
}

function mailboxAt(dir: string, domain: string): Mailbox {
  const name = displayPath(basename(dir)).normalize('NFC');
  const shared = SHARED[name.toLowerCase()];
  if (shared !== undefined) return sharedMailbox(shared, domain, dir);
  return { address: `${name}@${domain}`, type: 'user', user: name, domain, dir };
}

function sharedMailbox(type: MailboxType, domain: string, dir: string): Mailbox {
  return { address: `_${type}@${domain}`, type, user: `_${type}`, domain, dir };
}

/**
 * The domain of a mailbox that was given alone: the one its own INBOX names as owner, else the directory above it.
 */
function domainOf(mailboxDir: string): string {
  const above = displayPath(basename(dirname(mailboxDir))).normalize('NFC');
  if (above.includes('.')) return above;
  const user = basename(mailboxDir).toLowerCase();
  const inbox = childNamed(mailboxDir, 'inbox');
  const status = inbox === null ? null : readFileIfThere(join(inbox, 'status.fld'));
  for (const { subject } of status === null ? [] : parseStatusFld(Buffer.from(status).toString('latin1')).access) {
    const at = subject.lastIndexOf('@');
    if (at > 0 && subject.slice(0, at).toLowerCase() === user) return subject.slice(at + 1);
  }
  return above === '' ? NO_DOMAIN : above;
}

/** Two trees may ask for one address (public folders of the server and of the domain `localhost`): the later gets a number. */
function uniqueAddresses(mailboxes: readonly Mailbox[], problems: string[]): Mailbox[] {
  const taken = new Set<string>();
  const unique = mailboxes.map((mailbox) => {
    let { address, user } = mailbox;
    for (let n = 2; taken.has(address); n += 1) {
      user = `${mailbox.user}.${n}`;
      address = `${user}@${mailbox.domain}`;
    }
    if (address !== mailbox.address)
      problems.push(`${displayPath(mailbox.dir)}: a second ${mailbox.address}; it is called ${address}`);
    taken.add(address);
    return { ...mailbox, address, user };
  });
  return unique.sort((a, b) => comparePaths([a.domain, a.user], [b.domain, b.user]));
}

function directoriesOf(dir: string, problems: string[]): readonly string[] {
  try {
    const { directories, links } = listEntries(dir);
    for (const link of links) {
      problems.push(
        `${displayPath(join(dir, link))} is a symbolic link and was not followed: export its target by itself`,
      );
    }
    return directories;
  } catch (error) {
    problems.push(unlisted(dir, error, 'its mailboxes are'));
    return [];
  }
}

function findConfig(directories: readonly string[], name: string): string | null {
  for (const dir of directories) {
    for (const candidate of [name, `${name}.bak`]) {
      try {
        const file = listEntries(dir).files.find((entry) => entry.toLowerCase() === candidate);
        if (file !== undefined) return join(dir, file);
      } catch {
        // A directory above the store that may not be read holds no configuration for us.
      }
    }
  }
  return null;
}

function isInRecoverable(folder: string | null): boolean {
  return folder?.split(/[\\/]/).some((name) => name.toLowerCase() === '#deleted') === true;
}

/** Only the folders at or below a given one. */
function below(folder: string | null, tree: MailboxTree): MailboxTree {
  if (folder === null) return tree;
  return {
    ...tree,
    folders: tree.folders.filter(
      ({ dir }) => dir === folder || dir.startsWith(`${folder}/`) || dir.startsWith(`${folder}\\`),
    ),
  };
}
