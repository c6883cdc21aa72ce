import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mailboxKey, ownsMailbox, ownsName, shardFileName, shardOfFileName } from '../../src/core/shard.js';

describe('shards', () => {
  test('a mailbox has the same key on every machine, in any case and composition', () => {
    expect(mailboxKey('jan@company.com')).toBe('c77cfe1d');
    expect(mailboxKey('JAN@Company.com')).toBe(mailboxKey('jan@company.com'));
    expect(mailboxKey('jos\u00e9@company.com')).toBe(mailboxKey('jose\u0301@company.com'));
  });

  test('every mailbox belongs to exactly one shard, and to the whole', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 3000 }), (address, count) => {
        const owners = Array.from({ length: count }, (_, at) => ({ index: at + 1, count })).filter((shard) =>
          ownsMailbox(shard, address),
        );
        expect(owners).toHaveLength(1);
        expect(ownsMailbox(null, address)).toBe(true);
        expect(ownsName(owners[0] ?? null, `${mailboxKey(address)}0123456789abcdef.commit.json`)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('shards are about equally large', () => {
    const counts = new Array<number>(16).fill(0);
    for (let user = 0; user < 16_000; user += 1) {
      const at = counts.findIndex((_, index) =>
        ownsMailbox({ index: index + 1, count: 16 }, `user${user}@company.com`),
      );
      counts[at] = (counts[at] ?? 0) + 1;
    }
    // Three standard deviations around a thousand.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(95);
  });

  test.each([
    ['lock-2-of-4', { index: 2, count: 4 }],
    ['12-of-3000.json', { index: 12, count: 3000 }],
    ['lock', null],
    ['run.json', null],
  ])('%s names %j', (name, shard) => {
    expect(shardOfFileName(name)).toEqual(shard);
    if (shard !== null) expect(name).toContain(shardFileName(shard));
  });
});
