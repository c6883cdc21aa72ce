/** What an account of a DAV server has, and what server it is. */
import type { DavClient } from '../../protocols/dav/client.js';
import { findHomes, listCollections } from '../../protocols/dav/discover.js';
import { familyOf } from '../../protocols/dav/family.js';
import type { Account } from '../../transfer/plan/users-file.js';
import type { Found } from './places.js';

/** The address of one account's own. */
export function addressOf(server: URL, { target }: Account): { readonly url: URL; readonly own: boolean } {
  const path = decodeURI(server.pathname);
  if (!path.includes('{user}')) return { url: server, own: false };
  const url = new URL(server);
  url.pathname = path.replaceAll('{user}', encodeURIComponent(target));
  return { url, own: true };
}

/** Asks for everything that placing needs to know. Rejects with ConnectError, or ConnectionLost. */
export async function lookAround(
  client: DavClient,
  { url, own }: { readonly url: URL; readonly own: boolean },
): Promise<Found> {
  const homes = await findHomes(client, url, own);
  // Cyrus and sabre/dav say who they are to this question alone.
  const { headers } = await client.ask({ method: 'OPTIONS', url: homes.calendars ?? homes.books ?? homes.principal });
  const principal = homes.principal.pathname;
  const status = await statusOf(client, homes.principal);
  const family = familyOf({ headers, host: homes.principal.hostname, principal, status });
  return { homes, collections: await listCollections(client, homes), family };
}

/** What Nextcloud and ownCloud tell of themselves without a login. */
async function statusOf(
  client: DavClient,
  principal: URL,
): Promise<{ readonly product: string; readonly version: number } | null> {
  const at = principal.pathname.indexOf('/remote.php/');
  if (at < 0) return null;
  const answer = await client.ask({
    method: 'GET',
    url: new URL(`${principal.pathname.slice(0, at)}/status.php`, principal),
  });
  const product = /"productname"\s*:\s*"([^"]{1,100})"/.exec(answer.body.toString('utf8', 0, 5000))?.[1];
  const version = /"versionstring"\s*:\s*"(\d{1,4})/.exec(answer.body.toString('utf8', 0, 5000))?.[1];
  return product === undefined || version === undefined ? null : { product, version: Number(version) };
}
