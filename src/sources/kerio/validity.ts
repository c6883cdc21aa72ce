/** What tells a folder of a store from another that had its name: its UIDs begin anew. */
import type { Folder } from '../../store/types.js';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the UIDs of a folder hold for. A GUID that was cut while the server wrote it tells nothing. */
export function validityOf({ guid }: Folder): string | null {
  return guid !== null && GUID.test(guid) ? `G${guid}` : null;
}
