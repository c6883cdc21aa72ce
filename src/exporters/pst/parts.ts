/** One mailbox as PST files: one, or as many as it takes to keep each below a size. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { moveFile } from '../../core/platform.js';
import { lengthOf } from './ltp/values.js';
import type { Folder, FolderClass } from './messaging/folders.js';
import type { Message } from './messaging/message.js';
import { type SpecialFolder, type StoredItem, StoreWriter } from './messaging/store.js';

/** What a folder is called and holds. */
export interface FolderName {
  /** From the top of the mailbox down. */
  readonly path: readonly string[];
  readonly class: FolderClass;
  /** The part it plays, where Outlook has a folder of its own for that. */
  readonly special: SpecialFolder | 'deleted' | null;
}

/** How a mailbox is written. */
export interface PstOptions {
  /** Absolute path of the tree that the files are made in. */
  readonly root: string;
  /** Their final name without `.pst`, relative to the tree. */
  readonly base: string;
  /** What Outlook shows the file as. */
  readonly title: string;
  /** Files are cut before they are longer, in bytes. One item may still make a file longer. */
  readonly maxSize: number;
}

/** Where an item went. */
export interface PstPlace extends StoredItem {
  /** The file, relative to the tree. While there is only one it has no number. */
  readonly file: string;
}

interface OpenPart {
  readonly fd: number;
  readonly path: string;
  readonly store: StoreWriter;
  readonly folders: Map<string, Folder>;
}

/** Bytes that a table's row, an item's blocks and their entries in the trees take at most beside the item's own values. */
const perItem = 8192;
const perAttachment = 4096;

export class PstParts {
  readonly #options: PstOptions;
  #part: OpenPart | null = null;
  #count = 0;

  constructor(options: PstOptions) {
    this.#options = options;
  }

  /** How many files there are so far. */
  get count(): number {
    return this.#count;
  }

  /** Makes a folder, empty as it may stay, with those above it. */
  addFolder(name: FolderName): void {
    this.#folder(this.#open(), name);
  }

  /** Writes an item into a folder. */
  add(name: FolderName, message: Message): PstPlace {
    let part = this.#open();
    let folder = this.#folder(part, name);
    const isTooLong = part.store.items > 0 && part.store.size + sizeOf(message) > this.#options.maxSize;
    if (isTooLong || part.store.isFull(folder)) {
      this.#close();
      part = this.#open();
      folder = this.#folder(part, name);
    }
    return { file: part.path, ...part.store.add(folder, message) };
  }

  /** Ends the last file. When there are several the first gets its number: gives its old and its new name. */
  finish(): { readonly from: string; readonly to: string } | null {
    this.#open();
    this.#close();
    if (this.#count === 1) return null;
    const { root } = this.#options;
    const [from, to] = [this.#path(1), this.#numbered(1)];
    moveFile(join(root, from), join(root, to));
    return { from, to };
  }

  /** Lets go of a file that will not be finished. */
  abandon(): void {
    if (this.#part !== null) closeSync(this.#part.fd);
    this.#part = null;
  }

  #path(number: number): string {
    return number === 1 ? `${this.#options.base}.pst` : this.#numbered(number);
  }

  #numbered(number: number): string {
    return `${this.#options.base}.${number}.pst`;
  }

  #open(): OpenPart {
    if (this.#part !== null) return this.#part;
    const { root, base, title } = this.#options;
    this.#count += 1;
    const path = this.#path(this.#count);
    mkdirSync(dirname(join(root, path)), { recursive: true });
    const fd = openSync(join(root, path), 'wx');
    const store = new StoreWriter(
      fd,
      this.#count === 1 ? title : `${title} (${this.#count})`,
      `${base} ${this.#count}`,
    );
    this.#part = { fd, path, store, folders: new Map() };
    return this.#part;
  }

  #close(): void {
    if (this.#part === null) return;
    this.#part.store.close();
    closeSync(this.#part.fd);
    this.#part = null;
  }

  #folder(part: OpenPart, name: FolderName): Folder {
    const key = JSON.stringify(name.path);
    const known = part.folders.get(key);
    if (known !== undefined) return known;
    const folder = this.#makeFolder(part, name);
    part.folders.set(key, folder);
    return folder;
  }

  #makeFolder(part: OpenPart, { path, class: folderClass, special }: FolderName): Folder {
    const own = path.at(-1);
    if (own === undefined) return part.store.top;
    if (special === 'deleted') return part.store.deletedItems;
    const above = { path: path.slice(0, -1), class: folderClass, special: null };
    return part.store.addFolder(own, this.#folder(part, above), folderClass, special);
  }
}

/** At most so many bytes does an item take. */
function sizeOf({ properties, recipients, attachments }: Message): number {
  let size = perItem;
  for (const value of properties.values()) size += lengthOf(value) * 1.02 + 16;
  for (const { name, address } of recipients) size += 1000 + 10 * (name.length + address.length);
  for (const { content } of attachments)
    size += perAttachment + (content instanceof Uint8Array ? content.length * 1.02 : sizeOf(content));
  return size;
}
