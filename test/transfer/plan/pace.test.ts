import { describe, expect, test } from 'vitest';
import { googlePace } from '../../../src/destinations/google/pace.js';
import { publishedTime, secondsInAll } from '../../../src/transfer/plan/pace.js';

describe('by the units that Google publishes', () => {
  test.each([
    ['mail', 135_000, 33_750, 168.75],
    ['calendar', 6000, 600, 36],
    ['contacts', 2000, 120, 1.2],
    ['tasks', 300, 60, 1.8],
    ['filters', 1, 0, 0],
  ] as const)('%s: %i items take a user %d seconds', (kind, items, own, shared) => {
    expect(googlePace(kind, items).own).toBeCloseTo(own, 6);
    expect(googlePace(kind, items).shared).toBeCloseTo(shared, 6);
  });
});

describe('an account', () => {
  test('takes as long as all that it is sent, whatever has no limit', () => {
    const time = publishedTime([
      { kind: 'mail', items: 100, pace: undefined },
      { kind: 'calendar', items: 600, pace: googlePace },
      { kind: 'tasks', items: 300, pace: googlePace },
    ]);
    expect(time?.own).toBeCloseTo(120, 6);
    expect([...(time?.shared.keys() ?? [])]).toEqual(['calendar', 'tasks']);
  });

  test('without any limit takes nobody knows how long', () => {
    expect(publishedTime([{ kind: 'mail', items: 100, pace: undefined }])).toBeNull();
  });
});

describe('all accounts', () => {
  const account = (messages: number) => {
    const published = publishedTime([{ kind: 'mail', items: messages, pace: googlePace }]);
    return { seconds: published?.own ?? 0, published };
  };

  test('side by side take as long as the fullest of them', () => {
    expect(secondsInAll([account(400), account(4000), account(400)], 3)).toBe(1000);
    expect(secondsInAll([account(400), account(4000), account(400)], 2)).toBe(1000);
    expect(secondsInAll([account(400), account(4000), account(400)], 1)).toBe(1200);
  });

  test('are never quicker than what the project may spend', () => {
    const many = Array.from({ length: 1000 }, () => account(400));
    // 400,000 messages, 800 a second.
    expect(secondsInAll(many, 1000)).toBe(500);
    expect(secondsInAll(many, 100)).toBe(1000);
  });

  test('that are none take no time', () => {
    expect(secondsInAll([], 4)).toBe(0);
  });
});
