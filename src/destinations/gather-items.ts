/** The items of a folder that is no mail, read whole for a destination that keeps them as objects. */
import type { Kind } from '../core/kinds.js';
import type { FolderObjects, ItemObjects } from '../exporters/objects/folder-objects.js';
import type { RawMessage } from '../message/raw-message.js';
import type { OpenedMessage, SourceMessage } from '../transfer/source.js';

/** What a folder holds: items with their objects, in order, and items that cannot be read, with the reason. */
export interface GatheredItems {
  readonly found: readonly (readonly [message: SourceMessage, objects: ItemObjects])[];
  readonly unread: readonly (readonly [message: SourceMessage, reason: string])[];
}

/** Above this no item is read as what it is, as in an export. Bytes. */
const LARGEST = 8 * 1024 * 1024;

/** Gives all items of a folder of that kind to `gathered`, and ends it. Rejects with what the source rejects with. */
export async function gatherItems(
  gathered: FolderObjects,
  kind: Exclude<Kind, 'mail'>,
  items: AsyncIterable<OpenedMessage>,
): Promise<GatheredItems> {
  const added: SourceMessage[] = [];
  const unread: (readonly [SourceMessage, string])[] = [];
  for await (const opened of items) {
    const { message } = opened;
    const bytes = wholeItem(opened);
    if (typeof bytes === 'string') unread.push([message, bytes]);
    else if (message.item === undefined) unread.push([message, 'it is not known what it is']);
    else {
      gathered.add(
        message.item,
        'problem' in opened || opened.kind === undefined || opened.kind === 'mail' ? kind : opened.kind,
        bytes,
      );
      added.push(message);
    }
  }
  const found = gathered.finish().flatMap((objects, at) => {
    const message = added[at];
    return message === undefined ? [] : [[message, objects] as const];
  });
  return { found, unread };
}

/** The bytes of an item; or why they cannot be had, or are not wanted. */
function wholeItem(opened: OpenedMessage): Uint8Array | string {
  if ('problem' in opened) return opened.problem;
  if (opened.skip !== null) return opened.skip;
  if (opened.kind === 'mail') return 'it is a message: take it with "kerio-exit export" from the store';
  return wholeOf(opened.raw) ?? 'it is too large to be read (over 8 MiB)';
}

/** All of an item; null when it is too large. */
function wholeOf({ start, reread }: RawMessage): Uint8Array | null {
  if (reread === null) return start;
  const pieces: Buffer[] = [];
  let length = 0;
  for (const piece of reread()) {
    length += piece.length;
    if (length > LARGEST) return null;
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces, length);
}
