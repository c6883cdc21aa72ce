import { describe, expect, test } from 'vitest';
import { readGoogleError } from '../../../src/protocols/http/google-errors.js';
import { Window } from '../../../src/protocols/http/window.js';

const NOW = Date.UTC(2026, 10, 28, 12);

/** The advice on an answer in Google's form. */
function advice(status: number, reason: string, message = reason, retryAfter: string | null = null) {
  const body = JSON.stringify({ error: { code: status, message, errors: [{ domain: 'global', reason, message }] } });
  return readGoogleError('call', status, body, retryAfter, NOW).advice;
}

describe('what Google’s answers ask for', () => {
  test.each([
    [403, 'userRateLimitExceeded', 'User Rate Limit Exceeded', { kind: 'later', why: 'rate', waitMs: null }],
    [403, 'forbidden', 'Quota exceeded for quota metric', { kind: 'later', why: 'rate', waitMs: null }],
    [
      429,
      'rateLimitExceeded',
      'Too many concurrent requests for user',
      { kind: 'later', why: 'concurrency', waitMs: null },
    ],
    [
      ...([429, 'userRateLimitExceeded', 'User-rate limit exceeded.  Retry after 2026-11-28T12:10:00.000Z'] as const),
      { kind: 'later', why: 'bandwidth', waitMs: 600_000 },
    ],
    [403, 'dailyLimitExceeded', 'Daily Limit Exceeded', { kind: 'stop' }],
    [403, 'accessNotConfigured', 'not enabled', { kind: 'stop' }],
    [403, 'domainPolicy', 'disabled', { kind: 'account' }],
    [400, 'failedPrecondition', 'Mail service not enabled', { kind: 'account' }],
    [403, 'quotaExceeded', 'Calendar usage limits exceeded.', { kind: 'account' }],
    [429, 'RESOURCE_EXHAUSTED', 'MY_CONTACTS_OVERFLOW_COUNT', { kind: 'account' }],
    [400, 'MY_CONTACTS_OVERFLOW_COUNT', 'Invalid', { kind: 'account' }],
    [403, 'forbiddenForNonOrganizer', 'Shared properties can only be changed', { kind: 'item' }],
    [403, 'insufficientPermissions', 'Insufficient Permission', { kind: 'account' }],
    [412, 'conditionNotMet', 'Condition not met', { kind: 'item' }],
    [401, 'authError', 'Invalid Credentials', { kind: 'token' }],
    [404, 'notFound', 'Not Found', { kind: 'missing' }],
    [410, 'deleted', 'Resource has been deleted', { kind: 'missing' }],
    [409, 'duplicate', 'Entity already exists.', { kind: 'there' }],
    [413, 'uploadTooLarge', 'too large', { kind: 'size' }],
    [400, 'invalidArgument', 'Invalid From header', { kind: 'item' }],
    [500, 'internalError', 'Temporary System Problem', { kind: 'trouble' }],
    [503, 'backendError', 'Backend Error', { kind: 'trouble' }],
  ] as const)('%s %s', (status, reason, message, expected) => {
    expect(advice(status, reason, message)).toEqual(expected);
  });

  test('a field that says how long to wait is believed, and a page that is no JSON is trouble or not by its number', () => {
    expect(advice(429, 'RESOURCE_EXHAUSTED', 'slow down', '30')).toEqual({
      kind: 'later',
      why: 'rate',
      waitMs: 30_000,
    });
    expect(readGoogleError('call', 502, '<html>', null, NOW).advice).toEqual({ kind: 'trouble' });
    expect(readGoogleError('call', 400, '<html>', null, NOW).words).toBe('HTTP 400');
  });
});

describe('how many requests are under way', () => {
  test('four, half as many when that is too many, and more when it goes well', async () => {
    const window = new Window();
    for (let count = 0; count < 4; count += 1) await window.enter();
    let isIn = false;
    const fifth = window.enter().then(() => (isIn = true));
    await Promise.resolve();
    expect(isIn).toBe(false);
    window.leave(false);
    await fifth;
    window.leave(true);
    expect(window.size).toBe(2);
    for (let count = 0; count < 3; count += 1) window.leave(false);
    expect(window.underWay).toBe(0);
    for (let count = 0; count < 200; count += 1) {
      await window.enter();
      window.leave(false);
    }
    expect(window.size).toBeGreaterThan(4);
  });

  test('few of many bytes, but one however large', async () => {
    const window = new Window();
    await window.enter(150e6);
    let isIn = false;
    const second = window.enter(1).then(() => (isIn = true));
    await Promise.resolve();
    expect(isIn).toBe(false);
    window.leave(false, 150e6);
    await second;
    window.leave(false, 1);
    await window.idle();
  });
});
