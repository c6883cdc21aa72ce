/**
 * The contacts, events, tasks and notes of a PST file. They are made once more from the source, as the bundles are, and held
 * against what the file has: item by item, property by property, to the last byte.
 */
import { join } from 'node:path';
import { type ItemSink, PstGroupware } from '../../exporters/pst/groupware.js';
import { HomeZone } from '../../exporters/pst/home-zone.js';
import type { PropertyMap } from '../../exporters/pst/ltp/properties.js';
import { props } from '../../exporters/pst/messaging/ids.js';
import type { Message } from '../../exporters/pst/messaging/message.js';
import type { FolderName } from '../../exporters/pst/parts.js';
import { PstDamage, PstFile } from '../../exporters/pst/read/file.js';
import { readContents, readFolders, readItem, type ReadItem } from '../../exporters/pst/read/items.js';
import { type ReadProperties, textIn } from '../../exporters/pst/read/values.js';
import { pstFolder } from '../job/pst-folders.js';
import type { PlannedFolder } from '../plan/planned.js';
import type { Problem } from './mail-output.js';
import { pstFilesOf } from './pst-files.js';

interface Place {
  readonly file: PstFile;
  readonly nid: number;
}

/** What is made for a file, and not of an item. */
const ownOfFile: ReadonlySet<number> = new Set([props.messageSize, props.searchKey]);
const ownOfAttachment: ReadonlySet<number> = new Set([
  ...[props.attachData, props.attachMethod, props.attachSize, props.renderingPosition],
]);
const messageClass = 0x001a;
/** Problems of a folder that are told one by one. */
const mostTold = 20;

export class PstGroupwareCheck implements ItemSink {
  readonly #files: PstFile[] = [];
  readonly #zone = new HomeZone();
  /** Items that are no mail, by their folder, and how many of them have been compared. */
  readonly #places = new Map<string, Place[]>();
  readonly #done = new Map<string, number>();
  #problems: Problem[] = [];

  constructor(out: string, mailboxName: string) {
    for (const path of pstFilesOf(out, mailboxName)) {
      try {
        const file = new PstFile(join(out, path));
        this.#files.push(file);
        this.#index(file);
      } catch {
        // What is wrong with the file is told once, with its mail.
      }
    }
  }

  /** What hears of the bundles of a folder when they are made again. */
  listener(planned: PlannedFolder, { root, base }: { readonly root: string; readonly base: string }): PstGroupware {
    const owner = planned.folder.mailbox.address;
    return new PstGroupware({ sink: this, folder: pstFolder(planned), owner, zone: this.#zone, root, base });
  }

  /** Compares an item that was made once more with the next one of its folder. */
  add({ path }: FolderName, message: Message): void {
    const key = path.join('\0');
    const at = this.#done.get(key) ?? 0;
    this.#done.set(key, at + 1);
    const place = this.#places.get(key)?.[at];
    const what = textOf(message.properties.get(0x0037));
    if (place === undefined) this.#tell(`${what} is not in the PST file`);
    else {
      const item = read(place);
      const difference = item === null ? 'it cannot be read' : differenceOf(message, item);
      if (difference !== null) this.#tell(`${what} in the PST file is another one: ${difference}`);
    }
  }

  /** What was found since it was asked last. */
  found(): Problem[] {
    const problems = this.#problems;
    this.#problems = [];
    return problems;
  }

  /** Items that nothing was made for; to be asked when all folders have been gone through. */
  rest(): Problem[] {
    return [...this.#places].flatMap(([key, places]): Problem[] => {
      const extra = places.length - (this.#done.get(key) ?? 0);
      if (extra <= 0) return [];
      const where = key.replaceAll('\0', '/');
      return [{ aspect: 'bundle', what: `folder ${where} of the PST file has ${extra} items that nothing stands for` }];
    });
  }

  close(): void {
    for (const file of this.#files) file.close();
    this.#files.length = 0;
  }

  #tell(what: string): void {
    if (this.#problems.length < mostTold) this.#problems.push({ aspect: 'bundle', what });
  }

  #index(file: PstFile): void {
    for (const { nid, path } of readFolders(file)) {
      const key = path.join('\0');
      for (const row of readContents(file, nid, new Set([messageClass]))) {
        if (textIn(row.cells, messageClass)?.startsWith('IPM.Note') === true) continue;
        const places = this.#places.get(key);
        if (places === undefined) this.#places.set(key, [{ file, nid: row.nid }]);
        else places.push({ file, nid: row.nid });
      }
    }
  }
}

function read({ file, nid }: Place): ReadItem | null {
  try {
    return readItem(file, nid);
  } catch (error) {
    if (error instanceof PstDamage || error instanceof RangeError) return null;
    throw error;
  }
}

function differenceOf(message: Message, item: ReadItem): string | null {
  const own = propertyDifference(message.properties, item.properties, ownOfFile);
  if (own !== null) return own;
  if (message.recipients.length !== item.recipients.length) return 'it has other recipients';
  if (message.attachments.length !== item.attachments.length) return 'it has other files';
  for (const [index, { properties, content }] of message.attachments.entries()) {
    const found = item.attachments[index];
    const inner = found?.content ?? null;
    if (found === undefined || inner === null) return `file ${index + 1} is missing`;
    const difference =
      propertyDifference(properties, found.properties, ownOfAttachment) ??
      (content instanceof Uint8Array || inner instanceof Uint8Array
        ? isSame(content, inner)
          ? null
          : 'its bytes'
        : differenceOf(content, inner));
    if (difference !== null) return `file ${index + 1}: ${difference}`;
  }
  return null;
}

function isSame(a: Uint8Array | Message, b: Uint8Array | ReadItem): boolean {
  return a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0;
}

function propertyDifference(made: PropertyMap, found: ReadProperties, without: ReadonlySet<number>): string | null {
  for (const id of new Set([...made.keys(), ...found.keys()])) {
    if (without.has(id)) continue;
    const [own, other] = [made.get(id), found.get(id)];
    const isEqual =
      own !== undefined &&
      other?.type === own.type &&
      ('bytes' in own
        ? own.bytes.equals(other.bytes)
        : (own.number & mask(own.type)) === valueOf(other.bytes, own.type));
    if (!isEqual) return `property ${id.toString(16).toUpperCase().padStart(4, '0')}`;
  }
  return null;
}

function mask(type: number): number {
  return type === 0xb ? 0xff : type === 2 ? 0xffff : -1;
}

function valueOf(bytes: Buffer, type: number): number {
  return bytes.readInt32LE(0) & mask(type);
}

function textOf(value: ReturnType<PropertyMap['get']>): string {
  const text = value !== undefined && 'bytes' in value ? value.bytes.toString('utf16le').slice(2) : '';
  return JSON.stringify(text.slice(0, 60));
}
