/** What a store holds, without changing anything and without writing anything. */
import { append } from '../core/lists.js';
import { addMail, addSums, countsOf, emptySums, type Sums } from '../ledger/sums.js';
import { formatTime } from '../ledger/file.js';
import { receivedTime } from '../message/received.js';
import { parseStatusFld } from '../store/index/status-fld.js';
import { readFileIfThere } from '../store/disk/files.js';
import type { IndexDiagnosis } from '../store/index/index-fld.js';
import { listFolder } from '../store/items/listing.js';
import type { Store } from '../store/open.js';
import { modifiedAt, readHead } from '../store/items/read.js';
import type { FolderRight, FolderRights } from '../store/tree/rights.js';
import type { SkipCount } from '../store/tree/skips.js';
import type { Kind } from '../core/kinds.js';
import type { Folder, Item, Mailbox } from '../store/types.js';
import { join } from 'node:path';
import { readHeaderBlock, firstValue } from '../message/header.js';
import { octetsOf } from '../core/octets.js';
import { beginsUu } from '../message/uuencode.js';
import { itemKind } from '../store/items/item-kind.js';
import { looksUnreadable, sizeOf } from '../store/disk/unreadable.js';

/** What one folder holds. `sums.exported` counts what an export would take, `failed` what cannot be read. */
export interface FolderInspection {
  readonly path: readonly string[];
  readonly kind: Kind;
  readonly kindFrom: string;
  /** Below `#deleted`: what the server kept for recovery. */
  readonly recoverable: boolean;
  readonly sums: Sums;
  /** The largest message, in bytes; 0 without any. */
  readonly largest: number;
  /** What others than the owner may do with it. */
  readonly rights: readonly FolderRight[];
  readonly problems: readonly string[];
}

export interface MailboxInspection {
  readonly mailbox: Mailbox;
  readonly sums: Sums;
  readonly folders: readonly FolderInspection[];
  readonly skips: readonly SkipCount[];
  readonly problems: readonly string[];
}

/** Which dialect of the formats a store speaks: how often each word was seen. Values are never shown. */
export interface Dialect {
  readonly indexTokens: Readonly<Record<string, number>>;
  readonly statusTokens: Readonly<Record<string, number>>;
  readonly statusTypes: Readonly<Record<string, number>>;
  readonly messageClasses: Readonly<Record<string, number>>;
  readonly mimeTypes: Readonly<Record<string, number>>;
}

export interface Inspection {
  readonly mailboxes: readonly MailboxInspection[];
  readonly sums: Sums;
  readonly dialect: Dialect;
}

/** Bytes of each item that are looked at. */
const HEAD = 8 * 1024;

/** Looks at every folder and at the beginning of every item. `onProgress` hears of each folder's items. */
export function inspectStore(store: Store, onProgress: (items: number) => void = () => undefined): Inspection {
  const tally = new Tally();
  const mailboxes = store.mailboxes.map((mailbox) => {
    const tree = store.tree(mailbox);
    const rights = new Map(tree.rights.map((found) => [found.folder, found]));
    const folders = tree.folders.map((folder) => {
      const seen = inspectFolder(folder, tally, onProgress);
      return withRights(seen, rights.get(folder));
    });
    const sums = emptySums();
    for (const folder of folders) addSums(sums, folder.sums);
    return { mailbox, sums, folders, skips: tree.skips, problems: tree.problems };
  });
  const sums = emptySums();
  for (const mailbox of mailboxes) addSums(sums, mailbox.sums);
  return { mailboxes, sums, dialect: tally.dialect() };
}

function withRights(folder: Omit<FolderInspection, 'rights'>, found: FolderRights | undefined): FolderInspection {
  if (found === undefined) return { ...folder, rights: [] };
  return { ...folder, rights: found.rights, problems: [...folder.problems, ...found.problems] };
}

function inspectFolder(
  folder: Folder,
  tally: Tally,
  onProgress: (items: number) => void,
): Omit<FolderInspection, 'rights'> {
  const sums = emptySums();
  const problems: string[] = folder.hidden ? ['no status.fld: the server did not show this folder to anybody'] : [];
  let largest = 0;
  tally.status(readFileIfThere(join(folder.dir, 'status.fld')));
  try {
    const listing = listFolder(folder);
    append(problems, listing.problems);
    tally.index(listing.index);
    for (const entry of listing.entries) {
      if (entry.type === 'missing') sums.missing += 1;
      else largest = Math.max(largest, inspectItem(entry.item, sums, tally));
    }
    onProgress(listing.count);
  } catch (error) {
    problems.push(`it cannot be listed (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
  const { path, kind, kindFrom, recoverable } = folder;
  return { path, kind, kindFrom, recoverable, sums, largest, problems };
}

/** Counts an item. Gives the bytes of a message, 0 of everything else. */
function inspectItem(item: Item, sums: Sums, tally: Tally): number {
  sums.found += 1;
  let head: Uint8Array;
  try {
    head = readHead(item.file, HEAD);
  } catch {
    sums.failed += 1;
    return 0;
  }
  const header = readHeaderBlock(head);
  if (looksUnreadable(head, header)) sums.failed += 1;
  else if (head.length === 0) sums.skipped += 1;
  else sums.exported += 1;
  const kind = itemKind(item, head, header);
  countsOf(sums, kind).found += 1;
  const bytes = head.length < HEAD ? head.length : sizeOf(item.file);
  sums.bytes += bytes;
  countsOf(sums, kind).bytes += bytes;
  const received = formatTime(receivedTime(item, head, () => modifiedAt(item.file)).time);
  if (sums.oldest === null || received < sums.oldest) sums.oldest = received;
  if (sums.newest === null || received > sums.newest) sums.newest = received;
  if (kind === 'mail') addMail(sums, bytes, received);
  tally.mimeType(firstValue(head, header, 'content-type'), beginsUu(octetsOf(head, header.bodyStart)));
  return kind === 'mail' ? bytes : 0;
}

/** Counts the words of a dialect. */
class Tally {
  readonly #indexTokens: Record<string, number> = {};
  readonly #statusTokens: Record<string, number> = {};
  readonly #statusTypes: Record<string, number> = {};
  readonly #messageClasses: Record<string, number> = {};
  readonly #mimeTypes: Record<string, number> = {};

  status(bytes: Uint8Array | null): void {
    if (bytes === null) return;
    const status = parseStatusFld(Buffer.from(bytes).toString('latin1'));
    for (const letter of status.letters) add(this.#statusTokens, letter, 1);
    if (status.type !== null) add(this.#statusTypes, `T${status.type}`, 1);
  }

  index(index: IndexDiagnosis | null): void {
    if (index === null) return;
    for (const [letter, count] of Object.entries(index.letters)) add(this.#indexTokens, letter, count);
    for (const [name, count] of Object.entries(index.classes)) add(this.#messageClasses, name, count);
  }

  mimeType(value: string | null, uuencoded: boolean): void {
    const type = /^[\w.+-]+\/[\w.+-]+/.exec(value ?? '')?.[0].toLowerCase() ?? '(none)';
    add(this.#mimeTypes, uuencoded ? `${type}, uuencoded` : type, 1);
  }

  dialect(): Dialect {
    return {
      indexTokens: sorted(this.#indexTokens),
      statusTokens: sorted(this.#statusTokens),
      statusTypes: sorted(this.#statusTypes),
      messageClasses: sorted(this.#messageClasses),
      mimeTypes: sorted(this.#mimeTypes),
    };
  }
}

function add(table: Record<string, number>, key: string, count: number): void {
  // A damaged store must not fill the memory with made-up words.
  const name = key in table || Object.keys(table).length < 500 ? key : '(other)';
  table[name] = (table[name] ?? 0) + count;
}

function sorted(table: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)));
}
