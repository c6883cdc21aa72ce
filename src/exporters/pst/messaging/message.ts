import type { PropertyMap } from '../ltp/properties.js';
import type { Mailbox } from './addresses.js';

/** An item as MAPI knows it: properties, recipients, attachments. Plain data, made by `../mapi`. */
export interface Message {
  /** By property id; named properties by the ids of `names.ts`. */
  readonly properties: PropertyMap;
  readonly recipients: readonly Recipient[];
  readonly attachments: readonly Attachment[];
}

export interface Recipient extends Mailbox {
  /** 0 originator, 1 to, 2 cc, 3 bcc; of a meeting 1 required, 2 optional, 3 resource. */
  readonly type: number;
  /** Of a meeting's attendees: what they are, and what they answered ([MS-OXOCAL] 2.2.4.10). */
  readonly meeting?: { readonly flags: number; readonly trackStatus: number };
}

export interface Attachment {
  /** All but what the content decides: method, size, position. */
  readonly properties: PropertyMap;
  readonly content: Uint8Array | Message;
}
