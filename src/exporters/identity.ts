import { createHash } from 'node:crypto';
import type { Item } from '../store/types.js';

/**
 * A UID for content that has none: `<folder GUID>-<stem>`, the name under which the server's DAV showed the item
 * (docs/store-format.md), with `-2`, `-3`, … for what else the same item holds (`nth` counts from 0). The same in every run.
 */
export function itemUid({ folder, stem }: Item, nth: number): string {
  const guid = folder.guid ?? guidFromPath(`${folder.mailbox.address}/${folder.path.join('/')}`);
  return `${guid}-${stem}${nth === 0 ? '' : `-${nth + 1}`}`;
}

/** A folder without a GUID gets one from where it is. */
function guidFromPath(path: string): string {
  const hash = createHash('sha256').update(path).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
}
