import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_RETRY, waitBefore } from '../../src/transfer/retry.js';
import { Limiter, parseRate, secondsAtRate, UNLIMITED } from '../../src/transfer/limiter.js';
import { accountFile, stateDir } from '../../src/transfer/state/state-dir.js';
import { Interrupted } from '../../src/transfer/run/stops.js';

test.each([
  ['4/s', { messages: 4, bytes: null }],
  ['0.5', { messages: 0.5, bytes: null }],
  ['500kB/s', { messages: null, bytes: 500_000 }],
  ['20 KB/s, 2/s', { messages: 2, bytes: 20_000 }],
  ['1MB/s', { messages: null, bytes: 1_000_000 }],
])('--rate %s', (text, expected) => {
  expect(parseRate(text)).toEqual(expected);
});

test.each(['', 'fast', '0/s', '-1', '4/m'])('--rate %j is none', (text) => {
  expect(() => parseRate(text)).toThrow('is no rate');
});

test('time at a rate is that of the tighter limit', () => {
  expect(secondsAtRate({ messages: 2, bytes: 100 }, 10, 1000)).toBe(10);
  expect(secondsAtRate({ messages: 2, bytes: null }, 10, 1000)).toBe(5);
  expect(secondsAtRate(UNLIMITED, 10, 1000)).toBeNull();
});

test('an interruption ends the wait as an interruption', async () => {
  const stop = new AbortController();
  const limiter = new Limiter({ messages: 0.001, bytes: null });
  const turn = limiter.take(10, 0, stop.signal);
  stop.abort();
  await expect(turn).rejects.toBeInstanceOf(Interrupted);
  await expect(limiter.take(1, 0, stop.signal)).rejects.toBeInstanceOf(Interrupted);
  await new Limiter(UNLIMITED).take(1, 0, stop.signal);
});

test('waits grow, and obey the server', () => {
  expect([1, 2, 3, 9].map((attempt) => waitBefore(attempt, DEFAULT_RETRY, null))).toEqual([500, 1000, 2000, 60_000]);
  expect(waitBefore(1, DEFAULT_RETRY, 7000)).toBe(7000);
  expect(waitBefore(1, DEFAULT_RETRY, 86_400_000)).toBe(900_000);
});

test('the usual places of each platform', () => {
  const place = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv) =>
    stateDir(null, '/srv/kerio/store', 'imaps://mail.example.com:993', { platform, env, home: '/home/anna' });
  const pair = 'srv_kerio_store-to-mail.example.com_993-';
  const { state, logs } = place('linux', {});
  expect(state).toContain(join('/home/anna/.local/state/kerio-exit/migrate', `_${pair}`));
  expect(logs).toBe(join(state, 'logs'));
  expect(place('linux', { XDG_STATE_HOME: '/state' }).state).toContain('/state/kerio-exit/migrate/');
  expect(place('darwin', {}).logs).toContain('/home/anna/Library/Logs/kerio-exit/');
  expect(place('win32', { LOCALAPPDATA: '/local' }).state).toContain('/local/kerio-exit/migrate/');
  expect(stateDir('/mine', 'a', 'b')).toEqual({ state: '/mine', logs: join('/mine', 'logs') });
  const other = stateDir(null, '/srv/kerio/store', 'imaps://other:993', { platform: 'linux', env: {}, home: '/h' });
  expect(other.state).not.toBe(state);
});

test('files of accounts stay in their folder and are never shared', () => {
  expect(accountFile('Jan@Example.com')).toBe('jan@example.com');
  const odd = ['../x@y', 'a/b@y', 'a_b@y', 'nul'].map(accountFile);
  expect(new Set(odd).size).toBe(4);
  for (const name of odd) expect(name).not.toMatch(/[/\\]|^\.\.?$/);
});
