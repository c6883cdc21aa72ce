/** Items of a PST file that an earlier run wrote, for another file of ours. */
import type { PropertyMap } from './ltp/properties.js';
import { inlineWidth, type Value } from './ltp/values.js';
import { props } from './messaging/ids.js';
import type { Attachment, Message, Recipient } from './messaging/message.js';
import { namedId } from './messaging/named.js';
import { PstDamage, PstFile } from './read/file.js';
import { type ReadAttachment, type ReadItem, readItem } from './read/items.js';
import { readNames } from './read/names.js';
import { numberIn, type ReadProperties, textIn, timeIn } from './read/values.js';

/** Where an item is, and when it came in, unix seconds; null when nobody knows. */
export interface CarriedPlace {
  readonly nid: number;
  readonly receivedAt: number | null;
}

const deliveryTime = 0x0e06;
/** What is made anew for each file. */
const ownOfFile: ReadonlySet<number> = new Set([props.messageSize, props.searchKey]);
const ownOfAttachment: ReadonlySet<number> = new Set([
  ...[props.attachData, props.attachMethod, props.attachSize, props.renderingPosition],
]);

/** A PST file of an earlier run that items are taken from. */
export class CarriedFile {
  readonly #file: PstFile;
  /** Ids of named properties there, and here. */
  readonly #names = new Map<number, number | null>();

  /** Throws a `PstDamage` for what is no PST file of ours, and what the disk throws. */
  constructor(path: string) {
    this.#file = new PstFile(path);
    for (const [id, name] of readNames(this.#file)) this.#names.set(id, namedId(name));
  }

  close(): void {
    this.#file.close();
  }

  /** The item; null when it is not there any more, or another one is. */
  find({ nid, receivedAt }: CarriedPlace): Message | null {
    let item: ReadItem | null;
    try {
      item = readItem(this.#file, nid);
    } catch (error) {
      if (error instanceof PstDamage) return null;
      throw error;
    }
    if (item === null) return null;
    const time = timeIn(item.properties, deliveryTime);
    return receivedAt !== null && (time === null || Math.floor(time) !== receivedAt) ? null : this.#message(item);
  }

  #message({ properties, recipients, attachments }: ReadItem): Message {
    return {
      properties: this.#properties(properties, ownOfFile),
      recipients: recipients.map(recipientOf),
      attachments: attachments.flatMap((attachment) => this.#attachment(attachment)),
    };
  }

  #attachment({ properties, content }: ReadAttachment): Attachment[] {
    if (content === null) return [];
    const kept = this.#properties(properties, ownOfAttachment);
    return [{ properties: kept, content: content instanceof Uint8Array ? content : this.#message(content) }];
  }

  #properties(read: ReadProperties, without: ReadonlySet<number>): PropertyMap {
    const kept: PropertyMap = new Map();
    for (const [id, { type, bytes }] of read) {
      const own = id < 0x8000 ? id : (this.#names.get(id) ?? null);
      if (own === null || without.has(id)) continue;
      const value: Value = inlineWidth(type) === null ? { type, bytes } : { type, number: numberIn(read, id) ?? 0 };
      kept.set(own, value);
    }
    return kept;
  }
}

function recipientOf(row: ReadProperties): Recipient {
  const flags = numberIn(row, props.recipientFlags);
  const recipient = {
    type: numberIn(row, props.recipientType) ?? 1,
    name: textIn(row, props.displayName) ?? '',
    address: textIn(row, props.emailAddress) ?? '',
  };
  if (flags === null) return recipient;
  return { ...recipient, meeting: { flags, trackStatus: numberIn(row, props.trackStatus) ?? 0 } };
}
