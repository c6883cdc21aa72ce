/** What a server means that does not take an object: its status alone says little, and each has words of its own. */
import { Refused } from '../../core/failures.js';
import type { HttpAnswer } from '../../protocols/http/dav-http.js';
import { retryAfter } from '../../protocols/http/retry-after.js';
import { wordsOf } from '../../protocols/dav/client.js';
import type { Refusal } from '../../transfer/destination.js';

/** What became of a PUT. */
export type PutAnswer =
  | { readonly kind: 'stored'; readonly etag: string | null }
  /** Something is there under that name. */
  | { readonly kind: 'there' }
  /** Something has that UID; where, if the server says so. */
  | { readonly kind: 'uid'; readonly href: string | null; readonly words: string }
  /** It may be that the collection is gone. */
  | { readonly kind: 'doubtful'; readonly words: string }
  /** Perhaps by accident: once more. */
  | { readonly kind: 'again'; readonly words: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly words: string };

const STORED: ReadonlySet<number> = new Set([200, 201, 204]);
const LATER: ReadonlySet<number> = new Set([423, 429, 502, 503, 504]);
const UID_TAKEN =
  /no-uid-conflict|unique-scheduling-object-resource|uid already in use|already exists in this (?:calendar|address ?book)|uid .{0,200}already exists/i;
const TOO_LARGE = /max-resource-size|max-attendees|too large|exceeds|size limit/i;
const FULL = /quota|sufficient-disk-space|insufficient storage/i;

/** Reads the answer to a PUT. Only 200, 201 and 204 are success: some refuse with 207. */
export function readPut(answer: HttpAnswer): PutAnswer {
  const { status, headers } = answer;
  if (STORED.has(status)) return { kind: 'stored', etag: headers.etag ?? null };
  const body = answer.body.toString('utf8', 0, 20_000);
  const words = wordsOf(answer);
  const refused = (refusal: Refusal): PutAnswer => ({ kind: 'refused', refusal, words });
  if (LATER.has(status)) return refused({ kind: 'later', waitMs: retryAfter(headers) });
  if (UID_TAKEN.test(body)) return { kind: 'uid', href: hrefIn(body), words };
  if (status === 413 || TOO_LARGE.test(body)) return refused({ kind: 'size' });
  if (status === 507 || FULL.test(body)) return refused({ kind: 'quota' });
  // Stalwart says 412 for everything; what is wrong stands inside.
  if (status === 412) return /valid-|supported-/.test(body) ? refused({ kind: 'message' }) : { kind: 'there' };
  if (status === 500)
    return /deadlock|locked|timeout/i.test(body) ? refused({ kind: 'later', waitMs: null }) : { kind: 'again', words };
  if (status === 403 || status === 404 || status === 405 || status === 409) return { kind: 'doubtful', words };
  return refused({ kind: 'message' });
}

/** A refusal as the engine knows it. */
export function refusalOf(refusal: Refusal, words: string): { readonly refusal: Refusal; readonly error: Refused } {
  return { refusal, error: new Refused(`PUT: ${words}`, words) };
}

function hrefIn(body: string): string | null {
  const href = /<(?:[\w-]{1,40}:)?href(?:\s[^>]{0,200})?>([^<]{1,2000})<\//.exec(body)?.[1]?.trim() ?? '';
  return href === '' ? null : href;
}
