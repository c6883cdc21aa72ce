import { type PropertyMap, totalLength, writeProperties, writtenValueNid } from '../ltp/properties.js';
import { Table } from '../ltp/table.js';
import { binary, boolean, int32, text, types } from '../ltp/values.js';
import { writeData } from '../ndb/data.js';
import type { Database } from '../ndb/database.js';
import { type Content, plainSubnode, type Subnode } from '../ndb/subnodes.js';
import { digest } from './digest.js';
import { addressKey, oneOffEntry } from './addresses.js';
import { attachmentColumns, attendeeColumns, recipientColumns } from './columns.js';
import { nids, nidTypes, props } from './ids.js';
import type { Attachment, Message, Recipient } from './message.js';
import { zeroed } from '../ndb/numbers.js';

/** Content of an attachment: bytes, or a message. */
const methods = { data: 1, message: 5 } as const;
/** A person or list that mail goes to ([MS-OXCDATA] 2.2.1, `MAPI_MAILUSER`). */
const mailUser = 6;
/** Messages inside messages inside messages: beyond it nobody looks. */
const deepest = 20;

/** Writes items with their recipients and attachments, and gives out the ids of what lies below nodes. */
export class ObjectWriter {
  #nextMessage = 0x10001;
  #nextAttachment = 0x401;

  /** `identity`: of the file; what is searched by is made from it. */
  constructor(
    private readonly database: Database,
    private readonly identity: string,
  ) {}

  /** The id for the next message; ids ascend. One inside another takes one, too: readers look ids up in the whole file. */
  messageNid(): number {
    const nid = this.#nextMessage * 32 + nidTypes.message;
    this.#nextMessage += 1;
    this.database.use(nid);
    return nid;
  }

  /** Writes a message ([MS-PST] 2.4.5). Its size, which counts all below it, goes into its properties. */
  write(nid: number, { properties, recipients, attachments }: Message, depth = 0): Content {
    properties.set(props.searchKey, binary(digest(`${this.identity} ${nid}`)));
    const subnodes: Subnode[] = [{ nid: nids.recipients, ...this.#recipients(recipients) }];
    if (attachments.length > 0) this.#attachments(attachments, subnodes, depth);
    return writeProperties(this.database, properties, { subnodes, sizeId: props.messageSize });
  }

  #recipients(recipients: readonly Recipient[]): Content {
    const isMeeting = recipients.some(({ meeting }) => meeting !== undefined);
    const table = new Table(this.database, isMeeting ? attendeeColumns : recipientColumns);
    for (const [index, recipient] of recipients.entries()) table.add(index + 1, recipientRow(recipient));
    return table.finish();
  }

  #attachments(attachments: readonly Attachment[], subnodes: Subnode[], depth: number): void {
    const table = new Table(this.database, attachmentColumns);
    for (const attachment of attachments) {
      const nid = this.#nextAttachment * 32 + nidTypes.attachment;
      this.#nextAttachment += 1;
      this.database.use(nid);
      const properties: PropertyMap = new Map(attachment.properties);
      subnodes.push({ nid, ...this.#attachment(attachment, properties, depth) });
      table.add(nid, properties);
    }
    subnodes.push({ nid: nids.attachments, ...table.finish() });
  }

  #attachment({ content }: Attachment, properties: PropertyMap, depth: number): Content {
    const { blocks } = this.database;
    properties.set(props.renderingPosition, int32(-1));
    if (content instanceof Uint8Array && content.length === 0) {
      properties.set(props.attachMethod, int32(methods.data));
      setAttachSize(properties, 0);
      properties.set(props.attachData, binary(content));
      return writeProperties(this.database, properties);
    }
    if (content instanceof Uint8Array) {
      const data = plainSubnode(writtenValueNid, writeData(blocks, content));
      properties.set(props.attachMethod, int32(methods.data));
      setAttachSize(properties, data.size);
      return writeProperties(this.database, properties, { written: { id: props.attachData, subnode: data } });
    }
    if (depth >= deepest) throw new Error(`messages inside messages, ${deepest} deep`);
    const nid = this.messageNid();
    const inner: Subnode = { nid, ...this.write(nid, content, depth + 1) };
    const reference = zeroed(8);
    reference.writeUInt32LE(nid);
    reference.writeUInt32LE(inner.size, 4);
    properties.set(props.attachMethod, int32(methods.message));
    setAttachSize(properties, inner.size);
    properties.set(props.attachData, { type: types.object, bytes: reference });
    return writeProperties(this.database, properties, { subnodes: [inner] });
  }
}

/** The size of an attachment is the sum of the lengths of all its values; an object counts with what is in it. */
function setAttachSize(properties: PropertyMap, contentSize: number): void {
  properties.set(props.attachSize, int32(0));
  properties.set(props.attachSize, int32(totalLength(properties) + contentSize));
}

function recipientRow(recipient: Recipient): PropertyMap {
  const entry = binary(oneOffEntry(recipient));
  const row: PropertyMap = new Map([
    [props.recipientType, int32(recipient.type)],
    [props.responsibility, boolean(true)],
    [props.recordKey, entry],
    [props.objectType, int32(mailUser)],
    [props.entryId, entry],
    [props.displayName, text(recipient.name)],
    [props.addressType, text('SMTP')],
    [props.emailAddress, text(recipient.address)],
    [props.searchKey, binary(addressKey(recipient))],
    [props.displayType, int32(0)],
    [props.smtpAddress, text(recipient.address)],
    [props.displayNamePrintable, text(recipient.name)],
    [props.sendRichInfo, boolean(false)],
  ]);
  if (recipient.meeting !== undefined) {
    row.set(props.recipientFlags, int32(recipient.meeting.flags));
    row.set(props.trackStatus, int32(recipient.meeting.trackStatus));
  }
  return row;
}
