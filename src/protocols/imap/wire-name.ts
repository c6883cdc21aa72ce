/** Mailbox names as they go over the wire. */
import { encodeFolderName } from '../../core/modified-utf7.js';

/** A mailbox name as a quoted string of modified UTF-7 (RFC 3501 sections 5.1.3 and 4.3). */
export function quoteMailbox(wireName: string): string {
  return `"${wireName.replace(/["\\]/g, '\\$&')}"`;
}

/** The wire name of a path: its segments in modified UTF-7, joined by the server's delimiter. */
export function wireName(path: readonly string[], delimiter: string): string {
  return path.map(encodeFolderName).join(delimiter);
}
