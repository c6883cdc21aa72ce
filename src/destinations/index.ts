/** The destinations there are. A new one is a folder beside this file and a line here. */
import { UserError } from '../core/errors.js';
import { dav } from './dav/index.js';
import { google } from './google/index.js';
import { imap } from './imap/index.js';
import { sieve } from './sieve/index.js';
import type { DestinationKind } from './kind.js';

export const DESTINATIONS: readonly DestinationKind[] = [imap, dav, sieve, google];

/** The scheme of an address, or the whole of what is none. */
export function schemeOf(target: string): string {
  return (/^([a-z][a-z0-9+.-]*):\/\//i.exec(target)?.[1] ?? target).toLowerCase();
}

/** The kind of an address of `--to`. Throws a UserError for what no kind knows. */
export function destinationKind(target: string): DestinationKind {
  const scheme = schemeOf(target);
  const kind = DESTINATIONS.find(({ schemes }) => schemes.includes(scheme));
  if (kind !== undefined) return kind;
  throw new UserError(`--to ${target} is no server: write ${DESTINATIONS.map(({ form }) => form).join(', or ')}`);
}
