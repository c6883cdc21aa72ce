import { Heap, heapClients } from '../ltp/heap.js';
import { type PropertyMap, writeProperties } from '../ltp/properties.js';
import { Table } from '../ltp/table.js';
import { TreeOnHeap } from '../ltp/tree-on-heap.js';
import { binary, boolean, int32, lengthOf, text, utf16 } from '../ltp/values.js';
import { Database } from '../ndb/database.js';
import { u32 } from '../ndb/numbers.js';
import * as columns from './columns.js';
import { digest } from './digest.js';
import { EmptyTables } from './empty-tables.js';
import { type Folder, type FolderClass, folderProperties, Folders } from './folders.js';
import { folderTableTypes, nids, props } from './ids.js';
import type { Message } from './message.js';
import { nameMap } from './name-map.js';
import { ObjectWriter } from './object-writer.js';

/** Folders that Outlook finds by what the store says of them, not by their names. */
export type SpecialFolder = 'sent' | 'drafts' | 'calendar' | 'contacts' | 'tasks' | 'notes' | 'journal';

const specialEntries: Readonly<Record<Exclude<SpecialFolder, 'sent'>, number>> = {
  calendar: props.calendarEntry,
  contacts: props.contactsEntry,
  journal: props.journalEntry,
  notes: props.notesEntry,
  tasks: props.tasksEntry,
  drafts: props.draftsEntry,
};
/** Where an item is in its file: its node's id, and its size as the file tells it, in bytes. */
export interface StoredItem {
  readonly nid: number;
  readonly size: number;
}

/** Which entry ids the store has: the top, Deleted Items, common views, finder; and Sent Items. */
const validEntries = 0xc9;
const sentEntryValid = 0x10;
const isReadFlag = 1;

/**
 * A PST file in the making ([MS-PST] 2.4): folders and items go in, in any order of folders; `close` writes what every file
 * has besides. Nothing written is touched again, but for the header.
 */
export class StoreWriter {
  readonly #database: Database;
  readonly #objects: ObjectWriter;
  readonly #folders: Folders;
  readonly #special = new Map<SpecialFolder, Folder>();
  readonly #uid: Buffer;
  #items = 0;

  /**
   * `file`: a descriptor open for writing. `identity` makes the file's own key: two files that may be open at the same time
   * need two.
   */
  constructor(
    file: number,
    private readonly name: string,
    identity: string,
  ) {
    this.#database = new Database(file);
    this.#uid = digest(identity);
    this.#objects = new ObjectWriter(this.#database, this.#uid.toString('hex'));
    this.#folders = new Folders(this.#database);
  }

  /** The folder that all others are below. */
  get top(): Folder {
    return this.#folders.top;
  }

  get deletedItems(): Folder {
    return this.#folders.deletedItems;
  }

  /** Bytes that the file would have if it were closed now. */
  get size(): number {
    return this.#database.size + this.#folders.openSize;
  }

  /** How many items it has. */
  get items(): number {
    return this.#items;
  }

  addFolder(name: string, parent: Folder, folderClass: FolderClass, special: SpecialFolder | null): Folder {
    const folder = this.#folders.add(name, parent, folderClass);
    if (special !== null && !this.#special.has(special)) this.#special.set(special, folder);
    return folder;
  }

  /** Writes an item into a folder. */
  add(folder: Folder, message: Message): StoredItem {
    const nid = this.#objects.messageNid();
    const { properties } = message;
    const content = this.#objects.write(nid, message);
    this.#database.addNode(nid, folder.nid, content);
    const row = new Map(properties);
    row.set(props.messageStatus, int32(0));
    const topic = properties.get(props.conversationTopic);
    if (topic !== undefined && 'bytes' in topic && lengthOf(topic) > 0)
      row.set(props.conversationId, binary(digest(utf16(topic.bytes.toString('utf16le').toUpperCase()))));
    const flags = properties.get(props.messageFlags);
    const isRead = flags !== undefined && 'number' in flags && (flags.number & isReadFlag) !== 0;
    this.#folders.addRow(folder, nid, row, isRead);
    this.#items += 1;
    return { nid, size: content.size };
  }

  /** No further item fits the folder: another file has to go on. */
  isFull(folder: Folder): boolean {
    return folder.contents?.isFull ?? false;
  }

  /** Writes all that is left; gives the size of the file. */
  close(): number {
    const empty = new EmptyTables(this.#database);
    this.#writeTemplates(empty);
    this.#writeFolders(empty);
    this.#writeSearch(empty);
    this.#node(nids.names, nameMap());
    this.#node(nids.store, this.#storeProperties());
    return this.#database.finish();
  }

  #node(nid: number, properties: PropertyMap, parent = 0): void {
    this.#database.addNode(nid, parent, writeProperties(this.#database, properties));
  }

  #table(nid: number, tags: readonly number[], rows: readonly (readonly [number, PropertyMap])[] = []): void {
    const table = new Table(this.#database, tags);
    for (const [id, row] of rows) table.add(id, row);
    this.#database.addNode(nid, 0, table.finish());
  }

  #writeTemplates(empty: EmptyTables): void {
    this.#database.addNode(nids.hierarchyTemplate, 0, empty.get('hierarchy'));
    this.#database.addNode(nids.contentsTemplate, 0, empty.get('contents'));
    this.#database.addNode(nids.associatedTemplate, 0, empty.get('associated'));
    this.#database.addNode(nids.searchTemplate, 0, empty.get('search'));
    this.#table(nids.attachments, columns.attachmentColumns);
    this.#table(nids.recipients, columns.recipientTemplateColumns);
    for (const [nid, tags] of columns.replicationColumns) this.#table(nid, tags);
    this.#table(nids.outgoingQueue, columns.outgoingColumns);
    const allClasses: PropertyMap = new Map([
      [props.messageClass, text('')],
      [props.receiveFolderNid, int32(nids.root)],
    ]);
    this.#table(nids.receiveFolders, columns.receiveFolderColumns, [[1, allClasses]]);
  }

  #writeFolders(empty: EmptyTables): void {
    for (const folder of this.#folders.all()) {
      const properties = folderProperties(folder);
      if (folder === this.#folders.root)
        for (const [special, { nid }] of this.#special)
          if (special !== 'sent') properties.set(specialEntries[special], binary(this.#entry(nid)));
      this.#node(folder.nid, properties, folder.parent);
      const base = folder.nid & ~31;
      this.#writeHierarchy(base + folderTableTypes.hierarchy, folder, empty);
      this.#database.addNode(base + folderTableTypes.contents, 0, folder.contents?.finish() ?? empty.get('contents'));
      this.#database.addNode(base + folderTableTypes.associated, 0, empty.get('associated'));
    }
  }

  #writeHierarchy(nid: number, folder: Folder, empty: EmptyTables): void {
    const rows = folder.children.map((child) => [child.nid, folderProperties(child)] as const);
    if (folder === this.#folders.root) rows.push([nids.searchFolder, searchFolderProperties()]);
    rows.sort(([a], [b]) => a - b);
    if (rows.length === 0) this.#database.addNode(nid, 0, empty.get('hierarchy'));
    else this.#table(nid, columns.hierarchyColumns, rows);
  }

  /** The search for spam that Outlook's files begin with, the queue it stands in, and an empty tree. */
  #writeSearch(empty: EmptyTables): void {
    const { blocks } = this.#database;
    this.#node(nids.searchFolder, searchFolderProperties(), nids.root);
    const base = nids.searchFolder & ~31;
    this.#database.addNode(base + 6, 0, nothing);
    this.#node(base + 7, new Map([[props.searchState, int32(0)]]));
    this.#database.addNode(base + 0x10, 0, empty.get('search'));
    for (const nid of [nids.searchQueue, nids.searchDomain, nids.folderQueue]) this.#database.addNode(nid, 0, nothing);
    this.#database.addNode(nids.searchActivity, 0, { data: blocks.add(u32(nids.searchFolder)), subnodes: 0 });
    const heap = new Heap(blocks, heapClients.tree);
    const reference = Buffer.alloc(4);
    const root = heap.add(reference);
    const tree = new TreeOnHeap(heap, 16, 4);
    reference.writeUInt32LE(tree.id);
    tree.finish();
    this.#database.addNode(nids.emptyTree, 0, { data: heap.finish(root), subnodes: 0 });
  }

  #storeProperties(): PropertyMap {
    const sent = this.#special.get('sent');
    const replica = Buffer.concat([u32(1), digest(`replica ${this.#uid.toString('hex')}`), u32(1)]);
    const properties: PropertyMap = new Map([
      [props.recordKey, binary(this.#uid)],
      [props.displayName, text(this.name)],
      [props.replicationId, binary(replica)],
      [props.replicationFlags, int32(0)],
      [props.validFolderMask, int32(validEntries | (sent === undefined ? 0 : sentEntryValid))],
      [props.topEntry, binary(this.#entry(nids.top))],
      [props.wastebasketEntry, binary(this.#entry(nids.deletedItems))],
      [props.commonViewsEntry, binary(this.#entry(nids.commonViews))],
      [props.finderEntry, binary(this.#entry(nids.finder))],
      [props.hasAllRights, boolean(true)],
      [props.formatVersion, int32(0xe0011)],
      [props.passwordChecksum, int32(0)],
    ]);
    if (sent !== undefined) properties.set(props.sentEntry, binary(this.#entry(sent.nid)));
    return properties;
  }

  /** The id by which a node of this file is named in properties ([MS-PST] 2.4.3.2). */
  #entry(nid: number): Buffer {
    return Buffer.concat([Buffer.alloc(4), this.#uid, u32(nid)]);
  }
}

const nothing = { data: 0, subnodes: 0 };

function searchFolderProperties(): PropertyMap {
  return new Map([
    [props.displayName, text('SPAM Search Folder 2')],
    [props.contentCount, int32(0)],
    [props.unreadCount, int32(0)],
    [props.hasSubfolders, boolean(false)],
  ]);
}
