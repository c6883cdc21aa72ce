/** The items of a folder, a page at a time. */
import { UserError } from '../../core/errors.js';
import { readAddresses } from '../../message/address-list.js';
import { firstValue, readHeaderBlock } from '../../message/header.js';
import { receivedTime } from '../../message/received.js';
import { subjectOf } from '../../message/subject.js';
import { listFolder } from '../../store/items/listing.js';
import { modifiedAt, readHead } from '../../store/items/read.js';
import { looksUnreadable, sizeOf, unreadableReason } from '../../store/disk/unreadable.js';
import type { Folder, Item } from '../../store/types.js';
import type { ItemRow, ItemsView } from '../api.js';
import { shortText } from './plain-text.js';
import type { ItemsAsk } from './messages.js';
import { storeAt } from './open.js';

/** Bytes of each item that are looked at. */
const HEAD = 16 * 1024;
/** Items in one answer at most. */
export const MOST_ITEMS = 500;

/** A folder that is leafed through: the next page goes on where the last one ended, so that all pages together cost one pass. */
interface Leafing {
  readonly key: string;
  readonly total: number;
  readonly items: Iterator<Item, undefined>;
  at: number;
}

let leafing: Leafing | null = null;

/** The items from `from` on, by UID. Throws a UserError where there is no such folder. */
export function listItems({ store, mailbox, folder: path, from, count }: ItemsAsk): ItemsView {
  const key = JSON.stringify([store, mailbox, path]);
  if (leafing?.key !== key || leafing.at !== from) leafing = begin(key, folderAt(store, mailbox, path), from);
  const rows: ItemRow[] = [];
  while (rows.length < Math.min(count, MOST_ITEMS)) {
    const next = leafing.items.next();
    if (next.done === true) break;
    leafing.at += 1;
    rows.push(rowOf(next.value));
  }
  return { total: leafing.total, items: rows };
}

function begin(key: string, folder: Folder, from: number): Leafing {
  const listing = listFolder(folder);
  const items = itemsOf(listing.entries);
  let at = 0;
  while (at < from && items.next().done !== true) at += 1;
  return { key, total: listing.count, items, at: from };
}

function* itemsOf(entries: ReturnType<typeof listFolder>['entries']): Generator<Item, undefined> {
  for (const entry of entries) if (entry.type === 'item') yield entry.item;
  return undefined;
}

/** A folder of the store by its names. Throws a UserError where there is none. */
export function folderAt(path: string, mailbox: string, folder: readonly string[]): Folder {
  const store = storeAt(path);
  const key = JSON.stringify(folder);
  const box = store.mailboxes.find(({ address }) => address === mailbox);
  const found =
    box === undefined ? undefined : store.tree(box).folders.find((each) => JSON.stringify(each.path) === key);
  if (found === undefined)
    throw new UserError(`${mailbox} has no folder ${folder.join('/')}: look into the store again.`);
  return found;
}

function rowOf(item: Item): ItemRow {
  const { uid, flags } = item;
  try {
    const head = readHead(item.file, HEAD);
    const header = readHeaderBlock(head);
    const [sender] = readAddresses(firstValue(head, header, 'from') ?? '');
    const { time } = receivedTime(item, head, () => modifiedAt(item.file));
    const unreadable = head.length === 0 ? 'it is empty' : 'it is encrypted or damaged';
    return {
      ...{ uid, flags, at: new Date(time * 1000).toISOString() },
      from: shortText(sender === undefined ? '' : sender.name === '' ? sender.address : sender.name),
      subject: shortText(subjectOf(head)),
      bytes: head.length < HEAD ? head.length : sizeOf(item.file),
      problem: head.length === 0 || looksUnreadable(head, header) ? unreadable : null,
    };
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return { uid, flags, at: null, from: '', subject: '', bytes: 0, problem: unreadableReason(code) };
  }
}
