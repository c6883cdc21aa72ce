/**
 * What Google's answers ask for (Gmail API "Resolve errors", Calendar API "Handle API errors"): one table for all of its APIs,
 * which share the form `{error: {code, message, errors: [{domain, reason}]}}`.
 */
import { Refused } from '../../core/failures.js';

/**
 * What to do. `later`: the same again after a wait. `item`: never for this item. `size`: it is too large. `missing`, `there`: what
 * was named does not exist, or exists. `account`: nothing more of this kind for this account. `stop`: for no account. `token`: the
 * token is not good any more. `trouble`: theirs, and nobody knows whether it was done.
 */
export type Advice =
  | { readonly kind: 'later'; readonly why: 'rate' | 'concurrency' | 'bandwidth'; readonly waitMs: number | null }
  | { readonly kind: 'item' | 'size' | 'missing' | 'there' | 'account' | 'stop' | 'token' | 'trouble' };

/** Google said no. */
export class GoogleError extends Refused {
  /** HTTP status. */
  readonly status: number;
  /** Google's own code: `userRateLimitExceeded`. */
  readonly reason: string;
  readonly advice: Advice;

  constructor(
    what: string,
    answer: { readonly status: number; readonly reason: string; readonly words: string },
    advice: Advice,
  ) {
    super(`${what}: ${answer.words} (${answer.status} ${answer.reason})`, answer.words);
    this.name = 'GoogleError';
    this.status = answer.status;
    this.reason = answer.reason;
    this.advice = advice;
  }
}

interface ErrorBody {
  readonly error?: {
    readonly message?: string;
    readonly status?: string;
    readonly errors?: readonly { readonly reason?: string }[];
    readonly details?: readonly { readonly reason?: string }[];
  };
}

/** The error in an answer. `body` is what came, JSON or not. */
export function readGoogleError(
  what: string,
  status: number,
  body: string,
  retryAfter: string | null,
  now: number,
): GoogleError {
  const { error } = parse(body);
  const reason = error?.errors?.[0]?.reason ?? error?.details?.find((one) => one.reason)?.reason ?? error?.status ?? '';
  const words = error?.message ?? `HTTP ${status}`;
  const answer = { status, reason, words };
  return new GoogleError(what, answer, adviceFor(answer, waitOf(words, retryAfter, now)));
}

function parse(body: string): ErrorBody {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    // A page of some server on the way.
    return {};
  }
}

const RATE = new Set(['userRateLimitExceeded', 'rateLimitExceeded', 'RESOURCE_EXHAUSTED', 'RATE_LIMIT_EXCEEDED']);
/** Reasons that hold for the whole project or domain. */
const EVERYBODY = new Set(['dailyLimitExceeded', 'accessNotConfigured', 'SERVICE_DISABLED', 'CONSUMER_INVALID']);
const ACCOUNT = new Set([
  'domainPolicy',
  'failedPrecondition',
  'FAILED_PRECONDITION',
  'quotaExceeded',
  'notACalendarUser',
]);

/** Reasons for a 403 that are about one event. */
const ITEM = new Set(['forbiddenForNonOrganizer', 'eventTypeRestriction']);

const CONTACTS_FULL = 'MY_CONTACTS_OVERFLOW_COUNT';

function adviceFor(
  { status, reason, words }: { readonly status: number; readonly reason: string; readonly words: string },
  waitMs: number | null,
): Advice {
  if (status >= 500 || status === 408) return { kind: 'trouble' };
  if (status === 401) return { kind: 'token' };
  if (EVERYBODY.has(reason)) return { kind: 'stop' };
  // Said with the number that else means haste: the account is full, and waiting changes nothing.
  if (reason === CONTACTS_FULL || words.includes(CONTACTS_FULL)) return { kind: 'account' };
  if (/concurrent/i.test(words)) return { kind: 'later', why: 'concurrency', waitMs };
  if (status === 429 || RATE.has(reason) || /^Quota exceeded/i.test(words))
    return { kind: 'later', why: /retry after/i.test(words) ? 'bandwidth' : 'rate', waitMs };
  if (status === 404 || status === 410) return { kind: 'missing' };
  if (status === 409) return { kind: 'there' };
  if (status === 413) return { kind: 'size' };
  if (ITEM.has(reason)) return { kind: 'item' };
  if (status === 403 || ACCOUNT.has(reason)) return { kind: 'account' };
  return { kind: 'item' };
}

/** Milliseconds until the time that the words or the field Retry-After name; null where they name none. */
function waitOf(words: string, retryAfter: string | null, now: number): number | null {
  const until = Date.parse(/retry after (\S+)/i.exec(words)?.[1] ?? '');
  if (!Number.isNaN(until)) return Math.max(0, until - now);
  const seconds = Number(retryAfter ?? '');
  return retryAfter !== null && seconds > 0 ? seconds * 1000 : null;
}
