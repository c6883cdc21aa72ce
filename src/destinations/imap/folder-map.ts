/**
 * Which folder of the old side becomes which mailbox of the new one: what the user said, else the mailbox that plays the
 * same part there, else the same name. Children follow their parent.
 */
import { specialUse } from 'imapflow/lib/special-use.js';
import { wireName } from '../../protocols/imap/wire-name.js';
import { type FolderRules, ruledPath } from '../../naming/folder-rules.js';
import { isReservedInGmail } from '../../naming/gmail-words.js';
import { folded, visible } from '../../naming/segment.js';
import { renameTree } from '../../naming/tree.js';
import type { SourceFolder } from '../../transfer/source.js';
import { roleOfAttribute } from '../../protocols/imap/roles.js';
import type { TargetMailbox, TargetTree } from './target.js';

/** Why a folder got its place. */
export type MapRule = 'by --map' | 'special use' | 'known name' | 'usual name' | 'same name' | 'renamed';

/** One folder's way. */
export interface MappedFolder {
  readonly source: SourceFolder;
  /** Decoded names at the destination, the namespace prefix included. */
  readonly path: readonly string[];
  readonly wireName: string;
  readonly rule: MapRule;
  readonly exists: boolean;
  /** The attribute a new mailbox shall get (RFC 6154): `\Sent`. Null for none. */
  readonly specialUse: string | null;
}

type Role = Exclude<SourceFolder['role'], null>;

/** What mailboxes of a role are called where the server has none yet. */
const USUAL_NAMES: Readonly<Record<Role, string>> = {
  inbox: 'INBOX',
  sent: 'Sent',
  drafts: 'Drafts',
  trash: 'Trash',
  junk: 'Junk',
  archive: 'Archive',
};

interface Place {
  readonly path: readonly string[];
  readonly rule: MapRule;
  readonly specialUse?: string;
}

/**
 * Maps all folders of a mailbox. In a shared one no folder plays a part. Several may meet in one: two sent folders, say, or names that
 * differ only in what is not allowed.
 */
export function mapFolders(
  folders: readonly SourceFolder[],
  target: TargetTree,
  rules: FolderRules,
  shared: boolean,
): readonly MappedFolder[] {
  const own = ownNames(folders, target, shared);
  const index = new MailboxIndex(target);
  return folders.map((source, at) => {
    const names = own[at] ?? source.path;
    const place =
      ruledPlace(source, rules, target) ??
      (shared ? null : rolePlace(source, index, names)) ??
      ownPlace(source, names, target);
    const existing = index.find(place.path);
    return {
      source,
      path: existing?.path ?? place.path,
      wireName: existing?.wireName ?? wireName(place.path, target.delimiter),
      rule: place.rule,
      exists: existing !== undefined,
      specialUse: place.specialUse ?? null,
    };
  });
}

function ownPlace(source: SourceFolder, names: readonly string[], target: TargetTree): Place {
  return { path: underPrefix(names, target), rule: isSamePath(names, source.path) ? 'same name' : 'renamed' };
}

function ruledPlace(source: SourceFolder, rules: FolderRules, target: TargetTree): Place | null {
  const ruled = ruledPath(source.path, rules);
  if (ruled === null) return null;
  const { to } = ruled;
  const depth = source.path.length - ruled.tail.length;
  const tail = ruled.tail.map((name, level) => cleanName(name, level + depth, target));
  return { path: underPrefix([...to, ...tail], target), rule: 'by --map' };
}

/** The mailbox that plays the part of the folder, or of the top folder above it. */
function rolePlace(source: SourceFolder, index: MailboxIndex, own: readonly string[]): Place | null {
  const { target } = index;
  const role = topRole(source);
  if (role === null) return null;
  if (isBelowGmailInbox(source, target)) return null;
  const tail = own.slice(1);
  const mailbox = index.ofRole(role);
  const place: Place =
    mailbox === undefined
      ? newPlace(role, own, target)
      : { path: mailbox.path, rule: mailbox.roleFrom === 'special-use' ? 'special use' : 'known name' };
  if (tail.length === 0) return role === 'inbox' ? { ...place, rule: 'same name' } : place;
  // Below INBOX a server with that prefix keeps everything; others may allow nothing there.
  if (role === 'inbox') return { path: belowInbox(tail, mailbox, target), rule: 'same name' };
  if (mailbox?.noInferiors === true || target.profile.kind === 'gmail') return null;
  return { path: [...place.path, ...tail], rule: place.rule };
}

function newPlace(role: Role, own: readonly string[], target: TargetTree): Place {
  if (role === 'inbox') return { path: ['INBOX'], rule: 'same name' };
  return target.specialUse
    ? { path: underPrefix([USUAL_NAMES[role]], target), rule: 'usual name', specialUse: `\\${USUAL_NAMES[role]}` }
    : { path: underPrefix(own.slice(0, 1), target), rule: 'same name' };
}

/** The part of the folder's top level: told by the source, else by a name that mail programs of some language give. */
function topRole(source: SourceFolder): Role | null {
  if (source.path.length === 1 && source.role !== null) return source.role;
  const name = source.path[0] ?? '';
  if (name.toLowerCase() === 'inbox') return 'inbox';
  return roleOfAttribute(specialUse(false, { flags: new Set(), name }).flag ?? undefined);
}

function belowInbox(tail: readonly string[], inbox: TargetMailbox | undefined, target: TargetTree): readonly string[] {
  if (target.prefix.length > 0) return underPrefix(tail, target);
  return inbox?.noInferiors === true ? tail : ['INBOX', ...tail];
}

/** Gmail has nothing below its inbox: what lies there becomes a label of its own, and meets its like. */
function isBelowGmailInbox(source: SourceFolder, { profile }: TargetTree): boolean {
  return profile.kind === 'gmail' && source.path.length > 1 && topRole(source) === 'inbox';
}

/** Puts the namespace prefix in front, where the name does not begin with it. */
function underPrefix(path: readonly string[], { prefix }: TargetTree): readonly string[] {
  if (path.length === 1 && isInbox(path[0] ?? '')) return ['INBOX'];
  const begins = prefix.length > 0 && prefix.every((level, at) => level.toLowerCase() === path[at]?.toLowerCase());
  return begins ? path : [...prefix, ...path];
}

/** The folders' own names, as the destination takes them, level by level, different where they were different. */
function ownNames(
  folders: readonly SourceFolder[],
  target: TargetTree,
  shared: boolean,
): readonly (readonly string[])[] {
  const { ignoresCase } = target.profile;
  return renameTree(
    folders.map((source) => (!shared && isBelowGmailInbox(source, target) ? source.path.slice(1) : source.path)),
    {
      clean: (name, depth) => cleanName(name, depth, target),
      claims: (name) => [ignoresCase ? folded(name) : name],
    },
  );
}

function cleanName(name: string, depth: number, { delimiter, profile }: TargetTree): string {
  let clean = visible(name).replaceAll(delimiter, '_');
  if (profile.kind === 'gmail') {
    clean = clean
      .replace(/"/g, "'")
      .replace(/[\^\\]/g, '_')
      .replace(/\s+/gu, ' ');
  }
  clean = clean.trim();
  if (clean === '') return '_';
  const reserved = profile.kind === 'gmail' ? isReservedInGmail(clean) : profile.reserved.includes(clean.toLowerCase());
  return depth === 0 && reserved && !isInbox(clean) ? `${clean} (Kerio)` : clean;
}

/** The mailboxes of the destination, to be found by path and by role: there may be ten thousand, and as many folders. */
class MailboxIndex {
  readonly target: TargetTree;
  readonly #byPath = new Map<string, TargetMailbox>();
  readonly #byFoldedPath = new Map<string, TargetMailbox>();
  readonly #byRole = new Map<Role, TargetMailbox>();

  constructor(target: TargetTree) {
    this.target = target;
    for (const mailbox of target.mailboxes) {
      const { path, role, roleFrom, selectable } = mailbox;
      const key = pathKey(path);
      if (!this.#byPath.has(key)) this.#byPath.set(key, mailbox);
      const foldedKey = pathKey(path.map(folded));
      if (!this.#byFoldedPath.has(foldedKey)) this.#byFoldedPath.set(foldedKey, mailbox);
      if (role === null || role === 'inbox' || !selectable) continue;
      const known = this.#byRole.get(role);
      if (known === undefined || (known.roleFrom !== 'special-use' && roleFrom === 'special-use'))
        this.#byRole.set(role, mailbox);
    }
  }

  find(path: readonly string[]): TargetMailbox | undefined {
    const found = this.#byPath.get(pathKey(path));
    return found ?? (this.target.profile.ignoresCase ? this.#byFoldedPath.get(pathKey(path.map(folded))) : undefined);
  }

  ofRole(role: Role): TargetMailbox | undefined {
    return role === 'inbox' ? this.#byPath.get(pathKey(['INBOX'])) : this.#byRole.get(role);
  }
}

/** Equal for paths that `isSamePath` holds for the same. */
function pathKey([top = '', ...below]: readonly string[]): string {
  return JSON.stringify([isInbox(top) ? 'INBOX' : top, ...below]);
}

function isSamePath(a: readonly string[], b: readonly string[]): boolean {
  return (
    a.length === b.length &&
    a.every((level, at) => level === b[at] || (at === 0 && isInbox(level) && isInbox(b[0] ?? '')))
  );
}

function isInbox(name: string): boolean {
  return name.toLowerCase() === 'inbox';
}
