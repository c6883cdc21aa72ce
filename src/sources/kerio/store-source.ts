/** Mail from a Kerio store on disk: no server, no passwords. */
import { UserError } from '../../core/errors.js';
import { countItems } from '../../store/tree/census.js';
import { describeFile } from '../../store/disk/files.js';
import { type Entry, listFolder } from '../../store/items/listing.js';
import { tellsOfLoss } from '../../store/disk/loss.js';
import type { Store } from '../../store/open.js';
import { type Filter, FILTER, filterOf, openFilter } from './filter.js';
import { openHeads, openWhole, type StoreMessage } from './open-items.js';
import { sourcesOf } from '../../files/accounts/store-accounts.js';
import type { Accounts } from '../../users-cfg/account-types.js';
import { readAccounts } from '../../users-cfg/read-accounts.js';
import { identityOf } from '../../store/tree/identity.js';
import type { Folder, Mailbox } from '../../store/types.js';
import { EMPTY_FILE } from '../../store/disk/unreadable.js';
import {
  type ListedMailbox,
  type MailSource,
  type OpenedMessage,
  type SourceFolder,
  type SourceMailbox,
  type SourceMessage,
} from '../../transfer/source.js';

/** What a source is told of a store that a server still writes to. */
export interface LiveStore {
  /** Whether a file that was last changed at this time, in milliseconds, is whole; until then its message is not listed. */
  isWhole(modifiedMs: number): boolean;
}

/** Every file of a store that nobody writes to is whole. */
const AT_REST: LiveStore = { isWhole: () => true };

/** The mailboxes of a store. Each is counted once. */
export function listMailboxes(store: Store): ListedMailbox[] {
  return store.mailboxes.map((mailbox) => {
    let items: number | null = null;
    const count = (): number => (items ??= countItems(store.tree(mailbox)));
    return { address: mailbox.address, user: mailbox.user, isArchive: mailbox.type === 'archive', count };
  });
}

/** An opened store as a source of mail. */
export function storeSource(store: Store, live: LiveStore = AT_REST, listed = listMailboxes(store)): MailSource {
  return {
    name: store.root,
    listed,
    accounts: () => accountsOf(store),
    mailbox: ({ source }) => {
      const mailbox = findMailbox(store, source);
      if (mailbox === undefined) return Promise.reject(new UserError(`the store has no mailbox ${source}`));
      return Promise.resolve(new StoreMailbox(store, mailbox, live));
    },
  };
}

/** The accounts of the configuration beside a store; null where there is none that can be read. */
export function accountsOf(store: Store): Accounts | null {
  if (store.usersCfg === null) return null;
  try {
    return readAccounts(sourcesOf(store, [])).accounts;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** By address, or by the name before the @ where only one domain has it. */
export function findMailbox(store: Store, name: string): Mailbox | undefined {
  const wanted = name.toLowerCase();
  const { addresses, users } = namesOf(store);
  const exact = addresses.get(wanted);
  if (exact !== undefined || name.includes('@')) return exact;
  return users.get(wanted) ?? undefined;
}

/** The mailboxes of a store by address and by name, in lower case; null where several have a name. */
interface Names {
  readonly addresses: ReadonlyMap<string, Mailbox>;
  readonly users: ReadonlyMap<string, Mailbox | null>;
}

const namesByStore = new WeakMap<Store, Names>();

/** A users file may ask for each of ten thousand mailboxes. */
function namesOf(store: Store): Names {
  const known = namesByStore.get(store);
  if (known !== undefined) return known;
  const addresses = new Map<string, Mailbox>();
  const users = new Map<string, Mailbox | null>();
  for (const mailbox of store.mailboxes) {
    const address = mailbox.address.toLowerCase();
    const user = mailbox.user.toLowerCase();
    if (!addresses.has(address)) addresses.set(address, mailbox);
    users.set(user, users.has(user) ? null : mailbox);
  }
  const names = { addresses, users };
  namesByStore.set(store, names);
  return names;
}

/** What the UIDs of a folder hold for. */
export function validityOf(folder: Folder): string | null {
  const guid = identityOf(folder);
  return guid === null ? null : `G${guid}`;
}

/** A folder as the plan sees it, with the store's own. */
interface StoreFolder extends SourceFolder {
  readonly folder: Folder;
}

/** Gets back the folders and messages that it gave. */
class StoreMailbox implements SourceMailbox {
  readonly shared: boolean;
  readonly isPublic: boolean;
  readonly folders: readonly SourceFolder[];
  readonly problems: readonly string[];
  readonly unreadable: readonly string[];
  readonly recoverable: number;
  readonly #live: LiveStore;
  readonly #filter: Filter | null;

  constructor(store: Store, mailbox: Mailbox, live: LiveStore) {
    this.#live = live;
    const tree = store.tree(mailbox);
    this.shared = mailbox.type !== 'user';
    const rights = new Map(tree.rights.map((found) => [found.folder, found.rights]));
    this.isPublic = mailbox.type === 'public';
    const folders = tree.folders.map((folder) => ({
      path: folder.path,
      role: folder.role,
      kind: folder.kind,
      guid: folder.guid,
      validity: validityOf(folder),
      skip: null,
      rights: rights.get(folder) ?? [],
      folder,
    }));
    this.#filter = mailbox.type === 'user' ? filterOf(mailbox) : null;
    this.folders = this.#filter === null ? folders : [...folders, FILTER];
    this.problems = tree.problems;
    this.unreadable = tree.problems.filter(tellsOfLoss);
    this.recoverable = tree.skips.find(({ rule }) => rule === 'recoverable')?.items ?? 0;
  }

  list(from: SourceFolder): Promise<Iterable<SourceMessage>> {
    if (from === FILTER) return Promise.resolve(this.#filter === null ? [] : [this.#filter.message]);
    const { entries } = listFolder((from as StoreFolder).folder);
    return Promise.resolve({ [Symbol.iterator]: () => messagesOf(entries, this.#live) });
  }

  open(from: SourceFolder, messages: Iterable<SourceMessage>): AsyncIterable<OpenedMessage> {
    return from === FILTER ? openFilter(this.#filter, messages) : openWhole(messages as Iterable<StoreMessage>);
  }

  peek(from: SourceFolder, messages: Iterable<SourceMessage>): AsyncIterable<OpenedMessage> {
    return from === FILTER ? openFilter(this.#filter, messages) : openHeads(messages as Iterable<StoreMessage>);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function* messagesOf(entries: Iterable<Entry>, live: LiveStore): Generator<StoreMessage> {
  for (const { type, item } of entries) {
    const file = type === 'missing' ? null : describeFile(item.file);
    if (file !== null && !live.isWhole(file.mtimeMs)) continue;
    yield {
      uid: item.uid,
      flags: item.flags,
      rawFlags: item.rawFlags,
      ...(item.rawFlags === null ? { unmarked: true } : {}),
      size: file?.size ?? 0,
      receivedAt: item.indexTime,
      dateFrom: item.indexTimeFrom,
      missing: type === 'missing',
      skip: file?.size === 0 ? EMPTY_FILE : null,
      stored: item,
      ...(item.folder.kind === 'mail' ? {} : { item }),
    };
  }
}
