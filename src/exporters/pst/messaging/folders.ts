import { type PropertyMap } from '../ltp/properties.js';
import { Table } from '../ltp/table.js';
import { boolean, int32, text } from '../ltp/values.js';
import type { Database } from '../ndb/database.js';
import { contentsColumns } from './columns.js';
import { nids, nidTypes, props } from './ids.js';

/** What a folder holds by default, by the class of its items. */
export type FolderClass =
  | 'IPF.Note'
  | 'IPF.Contact'
  | 'IPF.Appointment'
  | 'IPF.Task'
  | 'IPF.StickyNote'
  | 'IPF.Journal';

/** A folder in the making. */
export interface Folder {
  readonly nid: number;
  readonly parent: number;
  readonly name: string;
  readonly class: FolderClass | null;
  readonly children: Folder[];
  count: number;
  unread: number;
  /** Its items so far; null while it has none. */
  contents: Table | null;
}

const perFolder = 1500;
const perTable = 20_000;

/** The folder that Outlook shows as the top of the file. */
const topName = 'Top of Outlook data file';

/** The folders of a file, from the root that nobody sees down. */
export class Folders {
  readonly #byNid = new Map<number, Folder>();
  readonly top: Folder;
  readonly root: Folder;
  #next = 0x405;
  #tables = 0;

  constructor(private readonly database: Database) {
    this.root = this.#make(nids.root, null, '', null);
    this.top = this.#make(nids.top, this.root, topName, null);
    this.#make(nids.finder, this.root, 'Search Root', null);
    this.#make(nids.deletedItems, this.top, 'Deleted Items', null);
    this.#make(nids.commonViews, this.root, 'IPM_COMMON_VIEWS', null);
  }

  /** All folders, in the order of their ids but for the first few. */
  all(): Iterable<Folder> {
    return this.#byNid.values();
  }

  /** Bytes that the folders take when the file is closed: their own, their rows, and what is still open of their tables. */
  get openSize(): number {
    return this.#byNid.size * perFolder + this.#tables * perTable;
  }

  get deletedItems(): Folder {
    return this.#byNid.get(nids.deletedItems) ?? this.top;
  }

  add(name: string, parent: Folder, folderClass: FolderClass): Folder {
    const nid = this.#next * 32 + nidTypes.folder;
    this.#next += 1;
    return this.#make(nid, parent, name, folderClass);
  }

  /** Notes an item, whose properties its row repeats. */
  addRow(folder: Folder, nid: number, row: PropertyMap, isRead: boolean): void {
    if (folder.contents === null) this.#tables += 1;
    folder.contents ??= new Table(this.database, contentsColumns);
    folder.contents.add(nid, row);
    folder.count += 1;
    if (!isRead) folder.unread += 1;
  }

  #make(nid: number, parent: Folder | null, name: string, folderClass: FolderClass | null): Folder {
    const folder = { nid, parent: parent?.nid ?? nid, name, class: folderClass, children: [], count: 0, unread: 0 };
    const made: Folder = { ...folder, contents: null };
    this.#byNid.set(nid, made);
    parent?.children.push(made);
    return made;
  }
}

/** What a folder says of itself, and its parent's table of it. */
export function folderProperties({ nid, name, class: folderClass, children, count, unread }: Folder): PropertyMap {
  const properties: PropertyMap = new Map([
    [props.displayName, text(name)],
    [props.contentCount, int32(count)],
    [props.unreadCount, int32(unread)],
    [props.hasSubfolders, boolean(nid === nids.root || children.length > 0)],
  ]);
  if (folderClass !== null) properties.set(props.containerClass, text(folderClass));
  return properties;
}
