import { expect, onTestFinished, test, vi } from 'vitest';
import { makeProgress } from '../../src/cli/output/progress.js';
import { withoutProgress } from '../../scripts/progress.mjs';

test('the line that a run without a terminal prints after some seconds is taken away', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  let err = '';
  const terminal = { interactive: false, columns: 120, out: () => undefined, err: (text: string) => (err += text) };
  const progress = makeProgress(terminal, false);
  progress.start(1200, 0);
  vi.advanceTimersByTime(4000);
  progress.add(400, 1_000_000);
  expect(err).toBe('');
  vi.advanceTimersByTime(6000);
  progress.add(200, 1_000_000);
  expect(err).toBe('600 of 1,200 items, 200 kB/s\n');
  expect(withoutProgress(`kerio-exit: before\n${err}kerio-exit: after\n`)).toBe(
    'kerio-exit: before\nkerio-exit: after\n',
  );
});

test('the lines of a migration are taken away, but for those that tell of an end', () => {
  const lines = [
    'anna@example.com: 1,200 of 9,000, 310/s, 4.1 MB/s, 25 s left\n',
    'anna@example.com: 1,200 of 9,000, 310/s, 4.1 MB/s, 2 failed, waiting 3 s: [LIMIT]\n',
  ];
  const end = 'anna@example.com: done; 12 copied, 0 failed\n';
  expect(withoutProgress(`${lines.join('')}${end}`)).toBe(end);
});
