import { expect, test } from 'vitest';
import { emptyCounts } from '../../../src/transfer/run/tally.js';
import { Waiting } from '../../../src/transfer/watch/waiting.js';
import type { AccountResult } from '../../../src/transfer/run/account-run.js';
import { account } from '../support.js';

const POLICY = { down: { firstMs: 10, longestMs: 40, tries: 3 }, refusedMs: 1000, unfinishedMs: 2 };
const anna = account('anna');
const boris = account('boris', { source: 'boris@example.com' });

function result(of: typeof anna, kind: string | null): AccountResult {
  const problem = kind === null ? null : { side: 'target' as const, kind, message: `${kind}!` };
  const nothing = {
    server: '',
    folders: [],
    collections: [],
    quota: null,
    twoPasses: false,
    largest: [],
    bytesPerDay: null,
    published: null,
  };
  const plan = {
    account: of,
    problem,
    ...nothing,
    toSend: { messages: 0, bytes: 0, kinds: {} },
    unreadable: [],
    recoverable: 0,
    shared: [],
    sharing: [],
    notes: [],
  };
  const outcome = problem === null ? 'done' : 'stopped';
  return { plan, outcome, problem: problem?.message ?? null, counts: emptyCounts(), ledger: null };
}

test('a server that is down is tried later and later, and after some tries nobody waits for it any more', () => {
  const waiting = new Waiting(POLICY);
  const waits = [];
  for (let now = 0, tries = 0; tries < 4; tries += 1) {
    waiting.note(result(anna, 'network'), false, now);
    waits.push([waiting.dueIn(now), waiting.owes]);
    now += waiting.dueIn(now);
    expect(waiting.due(now)).toEqual([anna]);
  }
  expect(waits).toEqual([
    [10, true],
    [20, true],
    [40, false],
    [40, false],
  ]);
  waiting.note(result(anna, null), false, 0);
  expect([waiting.dueIn(0), waiting.owes, waiting.state(0), waiting.due(9999)]).toEqual([Infinity, false, null, []]);
});

test('a refused login waits long and holds nobody up', () => {
  const waiting = new Waiting(POLICY);
  waiting.note(result(anna, 'login'), false, 0);
  expect([waiting.dueIn(0), waiting.owes, waiting.isDown(anna)]).toEqual([1000, false, false]);
  expect(waiting.state(400)).toEqual({ accounts: 1, reason: 'login!', ms: 600 });
});

test('what was being written is looked at again soon, without a word', () => {
  const waiting = new Waiting(POLICY);
  waiting.note(result(anna, null), true, 0);
  expect([waiting.dueIn(0), waiting.owes, waiting.state(0)]).toEqual([2, true, null]);
});

test('a mailbox that the store does not have is not waited for', () => {
  const waiting = new Waiting(POLICY);
  waiting.note(result(anna, 'input'), false, 0);
  expect([waiting.has(anna), waiting.dueIn(0)]).toEqual([false, Infinity]);
});

test('others are put off as long as one server is down, and whoever failed last is tried last', () => {
  const waiting = new Waiting(POLICY);
  waiting.note(result(anna, 'network'), false, 0);
  waiting.note(result(boris, 'network'), false, 0);
  waiting.note(result(anna, 'network'), false, 10);
  waiting.postpone(boris, anna, 10);
  expect(waiting.due(10)).toEqual([]);
  expect(waiting.due(20)).toEqual([boris]);
  expect(waiting.due(30)).toEqual([boris, anna]);
  const eva = account('eva', { source: 'eva@example.com' });
  waiting.postpone(eva, anna, 30);
  expect(waiting.state(30)).toEqual({ accounts: 3, reason: 'network!', ms: 0 });
});
