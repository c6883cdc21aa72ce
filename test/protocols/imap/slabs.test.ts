import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Lease, SlabPool } from '../../../src/protocols/imap/slabs.js';

test('memory is never given to two messages at once', () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.nat(700_000)), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (actions) => {
      const pool = new SlabPool();
      const held: { lease: Lease; mark: number }[] = [];
      let mark = 0;
      for (const [release, size] of actions) {
        const oldest = release ? held.shift() : undefined;
        if (oldest !== undefined) {
          oldest.lease.release();
          oldest.lease.release();
          continue;
        }
        mark = (mark % 250) + 1;
        const lease = pool.lease(size);
        expect(lease.bytes).toHaveLength(size);
        lease.bytes.fill(mark);
        held.push({ lease, mark });
      }
      for (const { lease, mark: written } of held) {
        expect(lease.bytes.every((byte) => byte === written)).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});

test('what was released is used again', () => {
  const pool = new SlabPool();
  const buffers = new Set<ArrayBufferLike>();
  for (let round = 0; round < 100; round += 1) {
    const leases = [pool.lease(200_000), pool.lease(200_000), pool.lease(900_000)];
    for (const lease of leases) {
      buffers.add(lease.bytes.buffer);
      lease.release();
    }
  }
  expect(buffers.size).toBeLessThan(5);
});
