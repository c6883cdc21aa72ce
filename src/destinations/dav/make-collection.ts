/** A new calendar or address book. */
import { Refused } from '../../core/failures.js';
import { type DavClient, demandSense, wordsOf } from '../../protocols/dav/client.js';
import { type DavCollection, lookAtCollection } from '../../protocols/dav/discover.js';
import { mkcalendar, mkcol, type NewCollection, rename, XML_TYPE } from '../../protocols/dav/requests.js';
import { retryAfter } from '../../protocols/http/retry-after.js';
import type { Place } from '../../transfer/destination.js';
import { componentOf, holds } from './places.js';

const BY_HAND = 'make one there by hand and name it with --map "Folder=Name", or run again later';

/** MKCALENDAR, or extended MKCOL where that is not known; and a look at what was made of it. Rejects with Refused, or ConnectionLost. */
export async function makeCollection(client: DavClient, { ref, path, folder }: Place): Promise<DavCollection> {
  const url = new URL(ref);
  const component = componentOf(folder.kind) ?? 'VEVENT';
  const wanted: NewCollection = { name: path.join(' / '), component: component === 'VCARD' ? null : component };
  const headers = { 'Content-Type': XML_TYPE };
  let answer =
    wanted.component === null
      ? await client.ask({ method: 'MKCOL', url, headers, body: mkcol(wanted) })
      : await client.ask({ method: 'MKCALENDAR', url, headers, body: mkcalendar(wanted) });
  if (wanted.component !== null && [404, 405, 501].includes(answer.status))
    answer = await client.ask({ method: 'MKCOL', url, headers, body: mkcol(wanted) });
  // Nextcloud lets ten be made in an hour, and does not say how long that is: the other folders need not wait for it.
  if (answer.status !== 429 || retryAfter(answer.headers) !== null) demandSense(answer);
  const there = await lookAtCollection(client, url);
  if (there === null)
    throw new Refused(`make ${ref}`, `the server makes no collection (${wordsOf(answer)}): ${BY_HAND}`);
  if (!holds(there, component))
    throw new Refused(`make ${ref}`, `the server keeps no ${component} in a new collection`);
  // Some take no name for an address book at first.
  if (there.name.trim() === '' || (component === 'VCARD' && there.name !== wanted.name))
    await client.ask({ method: 'PROPPATCH', url, headers, body: rename(wanted.name) });
  return there;
}
