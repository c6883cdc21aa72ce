/** What came after a folder was planned, and went before it was read: a state that no listing shows. */
import { appendFileSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VANISHED } from '../../src/store/disk/unreadable.js';
import { openStore } from '../../src/store/open.js';
import { keepCurrent, type KeptCurrent, type Round } from '../../src/store/watch/keep-current.js';
import { exportTo, ledger, makeStore, newOut } from './support.js';

/** What such a run leaves: a line of the item, and for the rest what it left before. */
function leaveVanished(out: string): void {
  const path = join(out, 'ledger/jan@company.com.jsonl');
  const [first] = ledger(out);
  const line = {
    ...first,
    uid: 9,
    bytes: 0,
    result: 'missing',
    reason: VANISHED,
    file: null,
    offset: null,
    length: null,
  };
  const text = `${JSON.stringify(line)}\n`;
  appendFileSync(path, text);
  const statePath = join(out, '.kerio-exit/state/jan@company.com.json');
  interface Folder {
    end: number;
    sums: { missing: number; reasons: Record<string, number> };
  }
  const state = JSON.parse(readFileSync(statePath, 'utf8')) as { jobs: Record<string, { folders: [Folder] }> };
  for (const { folders } of Object.values(state.jobs)) {
    const [folder] = folders;
    folder.end += text.length;
    folder.sums.missing = 1;
    folder.sums.reasons = { [VANISHED]: 1 };
  }
  const { size, mtimeMs } = statSync(path);
  writeFileSync(statePath, JSON.stringify({ ...state, ledger: { size, mtimeMs } }));
}

test('a file that vanished is missing until the next run, though its folder looks as it did', async () => {
  const { source } = makeStore({ INBOX: { items: [{}] } });
  const out = newOut();
  await exportTo(out, source);
  leaveVanished(out);

  const { sums } = await exportTo(out, source);

  expect([sums.exported, sums.missing]).toEqual([1, 0]);
  expect(ledger(out).map(({ result }) => result)).toEqual(['exported']);
});

/**
 * Watches a store that nobody writes to. What begins, and each round after it, says what `changes` says: whether the mailbox
 * changed while it was read. With the last of them it is told to stop. Gives what was looked at in each round.
 */
async function watched(changes: readonly boolean[]): Promise<string[][]> {
  const { source, mailbox } = makeStore({});
  // What was written just now is looked at once more in any case.
  for (const { parentPath, name } of readdirSync(source, { recursive: true, withFileTypes: true }))
    utimesSync(join(parentPath, name), OLD, OLD);
  const stop = new AbortController();
  const left = [...changes];
  const looked: string[][] = [];
  const next = (): Promise<Round> => {
    const changed = left.shift() ?? false;
    if (left.length === 0) stop.abort();
    return Promise.resolve({ changed, interrupted: false, again: changed ? [mailbox] : [] });
  };
  const kept: KeptCurrent = {
    gather: { pause: 0, longest: 0 },
    begin: next,
    update: (dirs) => {
      looked.push([...dirs].map((dir) => dir.replace(mailbox, 'jan')));
      return next();
    },
    due: () => Infinity,
    owes: () => false,
  };
  const store = openStore(source, { archive: false, recoverable: false });
  const watching = { poll: true, untilQuiet: null, signal: stop.signal };
  await keepCurrent(store, kept, watching, { onCurrent: () => undefined, onProblem: () => undefined });
  return looked;
}

const OLD = new Date('2020-01-03T02:04:05Z');

test('a watch looks again at what changed while it was read, without waiting for more', async () => {
  expect(await watched([true, false])).toEqual([['jan']]);
});

test('a watch that is told to stop looks again, too', async () => {
  expect(await watched([true])).toEqual([['jan']]);
});

test('a watch leaves what stays as it is when nothing else changes', async () => {
  expect(await watched([true, true])).toEqual([['jan']]);
});
