/** What tells a folder from another that had its name: whoever deletes a folder and makes it again begins with the first UID. */
import type { Folder } from '../types.js';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The GUID of a folder; null where nothing tells, as in a status.fld that was cut while the server wrote it. */
export function identityOf({ guid }: Pick<Folder, 'guid'>): string | null {
  return guid !== null && GUID.test(guid) ? guid : null;
}
