/**
 * Who may do what with a folder: the access tokens of `status.fld`, and `acl.fld` (docs/store-format.md, rights). One sample of
 * the tokens is known, and none of `acl.fld`: what is not understood is given back, and never guessed to be a right.
 */

/** Rights of one subject as they are written. */
export interface AccessRight {
  /** `user@domain`, a group, `anyone`. */
  readonly subject: string;
  /** IMAP rights (RFC 4314): `lrsw`; empty where none stand there. */
  readonly rights: string;
}

/**
 * Whom a subject means. `account`: a user or a group, which only `users.cfg` tells apart. `domain`: everybody of a domain.
 * `signed-in`: everybody with an account. `anyone`: strangers too. `denied`: rights that are taken away (`-subject`).
 */
export type SubjectKind = 'account' | 'domain' | 'signed-in' | 'anyone' | 'denied';

/**
 * What rights come to. `see`: that the folder is there. `read`: what is in it. `add`: and put something in. `write`: and change and
 * delete what is there. `admin`: and say who else may.
 */
export type AccessLevel = 'none' | 'see' | 'read' | 'add' | 'write' | 'admin';

/** Longest subject and most rights of a folder that are read: a mailbox address has 320 characters at most. */
const LONGEST = 320;
const MOST = 2000;
/** A group's name may have blanks. */
const MOST_WORDS = 8;

/** One letter for each right (RFC 4314 and the older `c` and `d`); three dots stand in the sample that is known. */
const RIGHTS = /^([acdeiklnprstwx0-9]{1,24})\.{0,3}$/;
/** Another token of status.fld. */
const OTHER_TOKEN = /^(?:[TUVCMDRNS][0-9A-Fa-f]*|G[0-9A-Fa-f-]+)$/;
/** Words that no account is called. */
const EVERYBODY: ReadonlyMap<string, SubjectKind> = new Map([
  ['anyone', 'anyone'],
  ['authuser', 'signed-in'],
  ['authusers', 'signed-in'],
  ['authenticated', 'signed-in'],
]);

/** The rights in a word; null when it is another word. A word of a name has a letter twice, mostly, and rights never have. */
function rightsIn(word: string | undefined): string | null {
  const letters = word === undefined ? undefined : RIGHTS.exec(word)?.[1];
  return letters !== undefined && new Set(letters).size === letters.length ? letters : null;
}

/**
 * Reads an access token, whose letter is taken off (`value`), with the words behind it. Gives how many of those belong to it. Without
 * rights behind it the subject is the one word.
 */
export function readAccess(
  value: string,
  words: readonly string[],
  from: number,
): { readonly right: AccessRight; readonly words: number } {
  const name = [value];
  const most = isSubject(value) ? 1 : MOST_WORDS;
  for (let count = 0; count < most; count += 1) {
    const word = words[from + count];
    const rights = rightsIn(word);
    // Whoever may see or read nothing has no use for other rights: behind a name such letters are a word of it.
    if (rights !== null && (most === 1 || /[lr]/.test(rights)))
      return { right: { subject: subjectText(name.join(' ')), rights }, words: count + 1 };
    if (word === undefined || OTHER_TOKEN.test(word) || isToken(word)) break;
    name.push(word);
  }
  return { right: { subject: subjectText(value), rights: '' }, words: 0 };
}

/** Rights as they are found, so many and no more. */
export class AccessList<T extends AccessRight> {
  readonly rights: T[] = [];
  /** How many were passed over because there are too many. */
  more = 0;

  add(right: T): void {
    if (this.rights.length < MOST) this.rights.push(right);
    else this.more += 1;
  }
}

/** A right in an `acl.fld`. */
export interface AclRight extends AccessRight {
  /** What stands in front of the subject: the name of a folder, or the beginning of a name with blanks; empty for nothing. */
  readonly before: string;
}

/** What an `acl.fld` says. */
export interface FolderAcl {
  readonly rights: readonly AclRight[];
  /** Lines that were not understood, the first of them, cut. */
  readonly notUnderstood: readonly string[];
}

/** Lines of an `acl.fld` that are kept as they are. */
const MOST_LINES = 20;
const LONGEST_LINE = 200;

/**
 * Reads an `acl.fld` by guess: one subject with its rights a line, with or without the letter `A` of status.fld in front, perhaps behind the
 * name of a folder, blanks or one of `:=;,` between. Bytes as Latin-1. Never throws.
 */
export function parseAclFld(text: string): FolderAcl {
  const lines = text.replace(/^\u00ef\u00bb\u00bf/, '').split(/[\r\n]+/);
  const read = lines.map((line) => line.split(/[\s\0:=;,]+/).filter((word) => word !== ''));
  const subjects = read.flatMap(([first]) => (first === undefined || OTHER_TOKEN.test(first) ? [] : [first]));
  // A letter in front of all of them is the letter of the token. `anyone` begins with one of its own.
  const lettered = subjects.every(isToken);
  const list = new AccessList<AclRight>();
  const notUnderstood: string[] = [];
  for (const [at, words] of read.entries()) {
    const [first] = words;
    if (first === undefined) continue;
    const subject = words.at(-2);
    const rights = rightsIn(words.at(-1));
    if (words.length > 2 && subject !== undefined && rights !== null && isSubject(subject)) {
      list.add({ before: decoded(words.slice(0, -2).join(' ')), subject: subjectText(subject), rights });
      continue;
    }
    const { right, words: taken } = readAccess(lettered ? first.slice(1) : first, words, 1);
    // A name that is no address could be any word: then the rights have to be plain ones.
    const isPlain = /l/.test(right.rights) && /r/.test(right.rights);
    if (taken > 0 && taken === words.length - 1 && (isSubject(right.subject) || isPlain))
      list.add({ before: '', ...right });
    else if (notUnderstood.length < MOST_LINES) notUnderstood.push(decoded((lines[at] ?? '').slice(0, LONGEST_LINE)));
  }
  return { rights: list.rights, notUnderstood };
}

/** Whether a word can stand for somebody by itself: an address, or one of the words for everybody. */
function isSubject(word: string): boolean {
  return /^[^\s@]*@[^\s@]+$/.test(word) || EVERYBODY.has(word.toLowerCase());
}

/** Whether a word is an access token of its own. */
function isToken(word: string): boolean {
  return word.startsWith('A') && isSubject(word.slice(1));
}

/** Whom a subject means, and his address or domain where it has one; a name alone belongs to the domain of the folder. */
export function readSubject(subject: string, domain: string): { readonly kind: SubjectKind; readonly address: string } {
  const everybody = EVERYBODY.get(subject.toLowerCase());
  if (everybody !== undefined) return { kind: everybody, address: '' };
  if (subject.startsWith('-')) return { kind: 'denied', address: subject.slice(1) };
  const at = subject.lastIndexOf('@');
  const name = subject.slice(0, Math.max(0, at));
  // All of a domain: how that is written is not known.
  if (at >= 0 && (name === '' || name === '*' || EVERYBODY.has(name.toLowerCase())))
    return { kind: 'domain', address: subject.slice(at + 1) };
  return { kind: 'account', address: at < 0 ? `${subject}@${domain}` : subject };
}

/** What IMAP rights come to. Who may do less than a level asks for has the one below it. */
export function accessLevel(rights: string): AccessLevel {
  const may = (letters: string): boolean => Array.from(letters).some((letter) => rights.includes(letter));
  if (!may('r')) return may('l') ? 'see' : 'none';
  if (may('a')) return 'admin';
  if (!may('i')) return 'read';
  return may('ted') ? 'write' : 'add';
}

function subjectText(latin1: string): string {
  return decoded(latin1.slice(0, LONGEST));
}

/** Bytes that were read as Latin-1 are UTF-8 where they can be. */
function decoded(latin1: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(latin1, 'latin1')).normalize('NFC');
  } catch {
    return latin1;
  }
}
