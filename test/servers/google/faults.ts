/** What can be made to go wrong, as it does at Google's. */
import { refuse, type Reply } from './reply.js';

/** One thing that goes wrong with requests whose verb and path fit. */
export interface Fault {
  readonly on: RegExp;
  /** Only requests whose content has these words. */
  readonly saying?: string;
  /** How often. */
  times: number;
  /** Requests that fit and are let through first. */
  skip?: number;
  /** Before anything is done, or after it was done and before it is told. */
  readonly when: 'before' | 'after';
  /** Null cuts the connection. */
  readonly reply: Reply | null;
}

/** Refusals as Google words them. */
export const REPLIES = {
  userRate: refuse(403, 'userRateLimitExceeded', 'User Rate Limit Exceeded', 'usageLimits'),
  rate: refuse(403, 'rateLimitExceeded', 'Rate Limit Exceeded', 'usageLimits'),
  daily: refuse(403, 'dailyLimitExceeded', 'Daily Limit Exceeded', 'usageLimits'),
  calendarUsage: refuse(403, 'quotaExceeded', 'Calendar usage limits exceeded.', 'usageLimits'),
  concurrent: refuse(429, 'rateLimitExceeded', 'Too many concurrent requests for user'),
  backend: refuse(503, 'backendError', 'Backend Error'),
  trouble: refuse(500, 'internalError', 'Temporary System Problem'),
  noMail: refuse(400, 'failedPrecondition', 'Mail service not enabled'),
  policy: refuse(403, 'domainPolicy', 'The domain administrators have disabled Gmail apps.'),
  notSwitchedOn: refuse(
    403,
    'accessNotConfigured',
    'Gmail API has not been used in project 123 before or it is disabled.',
    'usageLimits',
  ),
  invalid: refuse(400, 'invalidArgument', 'Request contains an invalid argument.'),
} as const;

/** Bandwidth: the account may go on at a time that the words tell. */
export function bandwidth(until: Date): Reply {
  return refuse(429, 'userRateLimitExceeded', `User-rate limit exceeded.  Retry after ${until.toISOString()}`);
}

export class Faults {
  readonly #faults: Fault[] = [];

  add(...faults: readonly Fault[]): void {
    this.#faults.push(...faults);
  }

  clear(): void {
    this.#faults.length = 0;
  }

  /** The fault that this request meets at this moment, if any; it is used up by that. */
  next(call: string, body: Buffer | null, when: Fault['when']): Fault | null {
    const fault = this.#faults.find(
      ({ when: moment, times, on, saying }) =>
        moment === when && times > 0 && on.test(call) && (saying === undefined || body?.includes(saying) === true),
    );
    if (fault === undefined) return null;
    if ((fault.skip ?? 0) > 0) {
      fault.skip = (fault.skip ?? 0) - 1;
      return null;
    }
    fault.times -= 1;
    return fault;
  }
}
