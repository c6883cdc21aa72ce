import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classifyRefusal } from '../../../src/protocols/imap/refusal.js';
import {
  appendUids,
  describeStatus,
  expandUidSet,
  formatUidSet,
  parseStatus,
  uidSets,
} from '../../../src/protocols/imap/status.js';

const status = (text: string) => {
  const parsed = parseStatus(text);
  if (parsed === null) throw new Error(`no status: ${text}`);
  return parsed;
};

test('status, code, arguments and words', () => {
  expect(status('OK [APPENDUID 1577 5:7] Append completed.')).toEqual({
    status: 'OK',
    code: 'APPENDUID',
    args: '1577 5:7',
    text: 'Append completed.',
  });
  expect(status('no Mailbox does not exist')).toEqual({
    status: 'NO',
    code: null,
    args: '',
    text: 'Mailbox does not exist',
  });
  expect(status('OK')).toEqual({ status: 'OK', code: null, args: '', text: '' });
  expect(describeStatus(status('NO [OVERQUOTA] Full'))).toBe('NO [OVERQUOTA] Full');
  expect(parseStatus('5 EXISTS')).toBeNull();
  expect(parseStatus('OKAY then')).toBeNull();
});

test('UIDs of an APPEND in the order of the messages', () => {
  expect(appendUids(status('OK [APPENDUID 9 5:7,12] done'))).toEqual({ validity: '9', uids: [5, 6, 7, 12] });
  expect(appendUids(status('OK [APPENDUID 9 7:5] done'))?.uids).toEqual([7, 6, 5]);
  expect(appendUids(status('OK [APPENDUID x 5] done'))).toBeNull();
  expect(appendUids(status('OK [APPENDUID 9 1:4294967295] done'))).toBeNull();
  expect(appendUids(status('OK done'))).toBeNull();
});

test('sets of UIDs are as short as can be and say the same', () => {
  expect(formatUidSet([1, 2, 3, 7, 9, 10])).toBe('1:3,7,9:10');
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 1 }), (numbers) => {
      const uids = numbers.sort((a, b) => a - b);
      expect(expandUidSet(formatUidSet(uids), 1000)).toEqual(uids);
      const sets = uidSets(uids, 12);
      expect(sets.flatMap((set) => expandUidSet(set, 1000))).toEqual(uids);
      for (const set of sets) expect(set.length).toBeLessThanOrEqual(12);
    }),
  );
  expect(uidSets([])).toEqual([]);
});

test.each([
  ['NO [TOOBIG] Message too large', { kind: 'size' }],
  ['NO Maximum size of appendable message has been exceeded', { kind: 'size' }],
  ['NO [OVERQUOTA] Quota exceeded (mailbox for user is full)', { kind: 'quota' }],
  ['NO [LIMIT] Mail size is larger than the maximum size allowed by server configuration', { kind: 'size' }],
  ['NO [TRYCREATE] Mailbox does not exist', { kind: 'missing' }],
  ['NO [NOPERM] You lack rights', { kind: 'denied' }],
  ['BAD Request is throttled. Suggested Backoff Time: 4567 milliseconds', { kind: 'later', waitMs: 4567 }],
  ['NO [UNAVAILABLE] Backend is away', { kind: 'later', waitMs: null }],
  ['NO Temporary System Error, try again', { kind: 'later', waitMs: null }],
  ['NO Message contains invalid header', { kind: 'message' }],
  ['BAD Error in IMAP command APPEND: Invalid flags', { kind: 'message' }],
])('%s', (text, expected) => {
  expect(classifyRefusal(status(text))).toEqual(expected);
});
