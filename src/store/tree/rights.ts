/** Who besides its owner may do what with the folders of a mailbox (docs/store-format.md, rights). */
import { join } from 'node:path';
import { readFileIfThere } from '../disk/files.js';
import {
  type AccessLevel,
  accessLevel,
  type AccessRight,
  type AclRight,
  type FolderAcl,
  parseAclFld,
  readSubject,
  type SubjectKind,
} from '../index/access.js';
import type { FolderStatus } from '../index/status-fld.js';
import type { Folder, Mailbox } from '../types.js';

/** What somebody may do with a folder that is not his. */
export interface FolderRight {
  /** As it is written. */
  readonly subject: string;
  readonly who: SubjectKind;
  /** Of an account its address, of a domain its name; else empty. */
  readonly address: string;
  /** IMAP rights as they are written. */
  readonly rights: string;
  readonly level: AccessLevel;
  /** `tree`: the acl.fld at the top of public folders, which holds for the folder that it names, or for all of them. */
  readonly from: 'status.fld' | 'acl.fld' | 'tree';
}

/** The rights on one folder. */
export interface FolderRights {
  readonly folder: Folder;
  /** Never empty, unless something was not understood. */
  readonly rights: readonly FolderRight[];
  /** What there is about rights that could not be read, one sentence each. */
  readonly problems: readonly string[];
}

/** Gathers the rights of one mailbox while it is walked. */
export class RightsReader {
  readonly #mailbox: Mailbox;
  readonly #folders: FolderRights[] = [];
  #top: FolderAcl = NOTHING;
  /** Folders that it names and that are there. */
  readonly #named = new Set<string>();

  constructor(mailbox: Mailbox) {
    this.#mailbox = mailbox;
  }

  /** The top of the mailbox, with the names of the files in it: there lies what holds for all public folders. */
  top(files: readonly string[]): void {
    if (this.#mailbox.type !== 'user') this.#top = readAcl(this.#mailbox.dir, files);
  }

  /** A folder, with its status and the names of the files in it. */
  add(folder: Folder, status: FolderStatus | null, files: readonly string[]): void {
    const own = folder.dir === this.#mailbox.dir ? NOTHING : readAcl(folder.dir, files);
    const found = new Map<string, FolderRight>();
    const take = (rights: readonly AccessRight[], from: FolderRight['from']): void => {
      for (const right of rights) {
        const key = right.subject.toLowerCase();
        if (!found.has(key)) found.set(key, rightOf(right, this.#mailbox, from));
      }
    };
    take(status?.access ?? [], 'status.fld');
    take(own.rights.map(wholeSubject), 'acl.fld');
    take(this.#ofTop(folder), 'tree');
    const rights = [...found.values()].filter((right) => !isOwner(right, this.#mailbox));
    const more = status?.moreAccess ?? 0;
    const problems = [
      ...(more > 0 ? [`${more} more rights in status.fld than are read`] : []),
      ...own.notUnderstood.map(notUnderstood),
    ];
    if (rights.length + problems.length > 0) this.#folders.push({ folder, rights, problems });
  }

  /** What the top says of a folder: what names it, and what names none. */
  #ofTop({ path, rawPath }: Folder): AccessRight[] {
    const names = [path, rawPath].map((levels) => levels.join('/').toLowerCase());
    return this.#top.rights.filter(({ before }) => {
      const isIt = names.includes(
        before
          .replaceAll('\\', '/')
          .replace(/^\/|\/$/g, '')
          .toLowerCase(),
      );
      if (isIt) this.#named.add(before);
      return isIt || before === '';
    });
  }

  /** The folders that somebody else has rights on. What the owner himself may is left out. */
  get folders(): readonly FolderRights[] {
    return this.#folders;
  }

  /** What of the whole tree was not understood. */
  get problems(): readonly string[] {
    const strange = this.#top.rights.filter(({ before }) => before !== '' && !this.#named.has(before)).slice(0, 20);
    return [
      ...this.#top.notUnderstood.map(notUnderstood),
      ...strange.map(
        ({ before, subject, rights }) => `acl.fld gives ${subject} ${rights} on a folder that is not there: ${before}`,
      ),
    ];
  }
}

const NOTHING: FolderAcl = { rights: [], notUnderstood: [] };

function readAcl(dir: string, files: readonly string[]): FolderAcl {
  const name = files.find((file) => file.toLowerCase() === 'acl.fld');
  const bytes = name === undefined ? null : readFileIfThere(join(dir, name));
  return bytes === null ? NOTHING : parseAclFld(Buffer.from(bytes).toString('latin1'));
}

/** In the file of one folder nothing names another: what stands in front is part of a name with blanks. */
function wholeSubject({ before, subject, rights }: AclRight): AccessRight {
  return { subject: before === '' ? subject : `${before} ${subject}`, rights };
}

function notUnderstood(line: string): string {
  return `acl.fld has a line that is not understood: ${line}`;
}

function rightOf({ subject, rights }: AccessRight, { domain }: Mailbox, from: FolderRight['from']): FolderRight {
  const { kind, address } = readSubject(subject, domain);
  return { subject, who: kind, address, rights, level: accessLevel(rights), from };
}

/** Its owner may do everything anyway. */
function isOwner({ who, address }: FolderRight, mailbox: Mailbox): boolean {
  return who === 'account' && address.toLowerCase() === mailbox.address.toLowerCase();
}
