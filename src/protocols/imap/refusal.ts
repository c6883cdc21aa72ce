/** What a server's refusal means for the next step: RFC 5530 codes first, then the words servers are known to use. */
import type { Status } from './status.js';

/**
 * `message`: this message cannot be stored, others can. `size`: it is too large. `quota`: the account is full.
 * `missing`: the mailbox is not there. `later`: the server asks us to wait. `denied`: nothing may be stored there.
 */
export type Refusal =
  | { readonly kind: 'message' | 'size' | 'quota' | 'missing' | 'denied' }
  | { readonly kind: 'later'; readonly waitMs: number | null };

const BY_CODE: Readonly<Record<string, Refusal>> = {
  TOOBIG: { kind: 'size' },
  OVERQUOTA: { kind: 'quota' },
  TRYCREATE: { kind: 'missing' },
  NONEXISTENT: { kind: 'missing' },
  NOPERM: { kind: 'denied' },
  AUTHORIZATIONFAILED: { kind: 'denied' },
  'READ-ONLY': { kind: 'denied' },
  UNAVAILABLE: { kind: 'later', waitMs: null },
  INUSE: { kind: 'later', waitMs: null },
  LIMIT: { kind: 'later', waitMs: null },
  THROTTLED: { kind: 'later', waitMs: null },
};

/** Words about size count more than the code: Dovecot says [LIMIT] and [OVERQUOTA] of a message that is too large. */
const TOO_LARGE = /too (big|large)|maximum size|larger than|size (limit|exceeds)|exceeds .*(size|limit)/i;

const BY_WORDS: readonly (readonly [RegExp, Refusal])[] = [
  [
    /throttl|too many (requests|commands)|rate limit|try again|temporar(y|ily)|timed? ?out|bandwidth/i,
    { kind: 'later', waitMs: null },
  ],
  [/quota|mailbox is full|disk (is )?full|no space|not enough (disk )?space/i, { kind: 'quota' }],
  [/(mailbox|folder) (doesn't|does not) exist|unknown mailbox|no such (mailbox|folder)/i, { kind: 'missing' }],
];

/** As much of an answer as is looked at, in characters. */
const MOST_WORDS = 1000;

/** Classifies a `NO` or `BAD`. */
export function classifyRefusal(status: Status): Refusal {
  const text = status.text.slice(0, MOST_WORDS);
  const wait = suggestedWait(text);
  if (wait !== null) return { kind: 'later', waitMs: wait };
  if (TOO_LARGE.test(text)) return { kind: 'size' };
  const known = status.code === null ? undefined : BY_CODE[status.code];
  if (known !== undefined) return known;
  return BY_WORDS.find(([words]) => words.test(text))?.[1] ?? { kind: 'message' };
}

/** Milliseconds the server asks us to wait, in its own words (Exchange: `Suggested Backoff Time: 5000 milliseconds`). */
export function suggestedWait(text: string): number | null {
  const match = /back-?off time:? *(\d+) *(ms|milliseconds?|s|seconds?)?/i.exec(text);
  if (match === null) return null;
  const unit = (match[2] ?? 'ms').toLowerCase();
  return Number(match[1]) * (unit.startsWith('m') ? 1 : 1000);
}
