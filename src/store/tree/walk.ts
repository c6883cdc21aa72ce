/** The folders of one mailbox. */
import { join } from 'node:path';
import { hasMessages, isHiddenName } from './directories.js';
import { readFileIfThere } from '../disk/files.js';
import { decideFolderKind } from './folder-kind.js';
import { unlisted } from '../disk/loss.js';
import { decodeFolderName } from '../../core/modified-utf7.js';
import { hasReplacedCharacters } from '../../core/private-names.js';
import { displayPath, isEscaped } from '../../core/escaped-path.js';
import { type DirectoryEntries, listEntries } from '../disk/directory.js';
import { ruleForHidden, type SkipCount, Skips } from './skips.js';
import { parseStatusFld } from '../index/status-fld.js';
import { type FolderRights, RightsReader } from './rights.js';
import type { FolderRole, Kind } from '../../core/kinds.js';
import type { Folder, Mailbox } from '../types.js';

/** A mailbox with its folders, sorted by path, and what was passed over or looked wrong. */
export interface MailboxTree {
  readonly mailbox: Mailbox;
  readonly folders: readonly Folder[];
  readonly skips: readonly SkipCount[];
  /** Folders that somebody besides the owner has rights on, sorted by path. */
  readonly rights: readonly FolderRights[];
  readonly problems: readonly string[];
}

/** The parts folders play, by the names that Kerio, Outlook, Apple Mail and Thunderbird give them. */
const ROLES: Readonly<Record<string, FolderRole>> = {
  inbox: 'inbox',
  drafts: 'drafts',
  'sent items': 'sent',
  'sent messages': 'sent',
  sent: 'sent',
  'deleted items': 'trash',
  'deleted messages': 'trash',
  trash: 'trash',
  'junk e-mail': 'junk',
  junk: 'junk',
  spam: 'junk',
};

/** A directory still to be walked. */
interface Step {
  readonly dir: string;
  readonly path: readonly string[];
  readonly rawPath: readonly string[];
  readonly parentKind: Kind | null;
  readonly recoverable: boolean;
}

/**
 * Walks a mailbox. With `recoverable`, what the server keeps after deletion (`#deleted`) is a folder too. Directories that
 * cannot be read are problems, not the end.
 */
export function walkMailbox(mailbox: Mailbox, options: { readonly recoverable: boolean }): MailboxTree {
  const walk = new Walk(mailbox, options.recoverable);
  return walk.run();
}

class Walk {
  readonly #mailbox: Mailbox;
  readonly #recoverable: boolean;
  readonly #folders: Folder[] = [];
  readonly #skips = new Skips();
  readonly #rights: RightsReader;
  readonly #problems: string[] = [];

  constructor(mailbox: Mailbox, recoverable: boolean) {
    this.#mailbox = mailbox;
    this.#rights = new RightsReader(mailbox);
    this.#recoverable = recoverable;
  }

  run(): MailboxTree {
    this.#enter({ dir: this.#mailbox.dir, path: [], rawPath: [], parentKind: null, recoverable: false });
    return {
      mailbox: this.#mailbox,
      folders: this.#folders.sort((a, b) => comparePaths(a.path, b.path)),
      skips: this.#skips.list(),
      rights: [...this.#rights.folders].sort((a, b) => comparePaths(a.folder.path, b.folder.path)),
      problems: [
        ...this.#problems,
        ...this.#rights.problems.map((text) => `${displayPath(this.#mailbox.dir)}: ${text}`),
      ],
    };
  }

  #enter(step: Step): void {
    let entries;
    try {
      entries = listEntries(step.dir);
    } catch (error) {
      this.#problems.push(unlisted(step.dir, error, 'what lies in it is'));
      return;
    }
    for (const link of entries.links) this.#skips.add('link', 1, 0, join(step.dir, link));
    if (step.path.length === 0) this.#rights.top(entries.files);
    let kind = step.parentKind;
    if (hasMessages(entries.directories)) {
      if (step.path.length === 0)
        this.#problems.push(`${displayPath(step.dir)} holds messages of its own: they are in the folder "(root)"`);
      const folder = this.#folder(step, entries);
      this.#folders.push(folder);
      kind = folder.kind;
    }
    const taken = new Set<string>();
    for (const name of entries.directories) {
      if (name.toLowerCase() === '#msgs') continue;
      const recoverable = this.#recoverable && name.toLowerCase() === '#deleted';
      if (isHiddenName(name) && !recoverable) this.#skips.addTree(ruleForHidden(name), join(step.dir, name));
      else this.#enter(this.#child(step, name, kind, taken, recoverable));
    }
  }

  #child(step: Step, name: string, kind: Kind | null, taken: Set<string>, recoverable: boolean): Step {
    const dir = join(step.dir, name);
    const decoded = decodeFolderName(name);
    if (isEscaped(name)) this.#problems.push(`${displayPath(dir)}: the name is no UTF-8; read as Windows-1252`);
    if (hasReplacedCharacters(name))
      this.#problems.push(
        `${displayPath(dir)}: the name has stand-ins for characters of another system; read as "${decoded}"`,
      );
    let unique = decoded;
    for (let n = 2; taken.has(unique); n += 1) unique = `${decoded} (${n})`;
    if (unique !== decoded)
      this.#problems.push(`${displayPath(dir)}: another folder has the same name; this one is called "${unique}"`);
    taken.add(unique);
    return {
      dir,
      path: [...step.path, unique],
      rawPath: [...step.rawPath, name],
      // The standard folders are no heirs of the mailbox, and a calendar may lie below a mail folder: only what is not mail is inherited.
      parentKind: kind === 'mail' ? null : kind,
      recoverable: step.recoverable || recoverable,
    };
  }

  #folder(step: Step, { files, directories }: Pick<DirectoryEntries, 'files' | 'directories'>): Folder {
    const path = step.path.length === 0 ? ['(root)'] : step.path;
    const rawPath = step.path.length === 0 ? ['.'] : step.rawPath;
    const bytes = files.includes('status.fld') ? readFileIfThere(join(step.dir, 'status.fld')) : null;
    const status = bytes === null ? null : parseStatusFld(Buffer.from(bytes).toString('latin1'));
    const { kind, from } = decideFolderKind(step.dir, rawPath.at(-1) ?? '', status, step.parentKind);
    if (directories.filter((name) => name.toLowerCase() === '#msgs').length > 1) {
      this.#problems.push(`${displayPath(step.dir)} has #msgs twice, in different case: only one is read`);
    }
    const folder: Folder = {
      mailbox: this.#mailbox,
      path,
      rawPath,
      dir: step.dir,
      kind,
      kindFrom: from,
      role: step.recoverable ? null : this.#role(step),
      guid: status?.guid ?? null,
      hidden: status === null,
      recoverable: step.recoverable,
    };
    this.#rights.add(folder, status, files);
    return folder;
  }

  /** Only a folder directly in a mailbox, or in a mailbox that was moved into this one, plays a part. */
  #role(step: Step): FolderRole | null {
    const parent = step.path.at(-2);
    if (parent !== undefined && !parent.startsWith('Deleted mailbox')) return null;
    return ROLES[(step.rawPath.at(-1) ?? '').toLowerCase()] ?? null;
  }
}

/** Orders folder paths segment by segment, by code unit: the same on every machine, in every language. */
export function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const [left = '', right = ''] = [a[at], b[at]];
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

/** Orders addresses as a store lists its mailboxes: by domain, then by user. */
export function compareAddresses(a: string, b: string): number {
  return comparePaths(domainFirst(a), domainFirst(b));
}

function domainFirst(address: string): [domain: string, user: string] {
  const at = address.lastIndexOf('@');
  return [address.slice(at + 1), address.slice(0, Math.max(0, at))];
}
