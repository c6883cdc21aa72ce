import { expect, onTestFinished, test } from 'vitest';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { watchedStore } from '../../../src/sources/kerio/watched-store.js';
import { openStore } from '../../../src/store/open.js';
import { watchMigration } from '../../../src/transfer/watch/watch-transfer.js';
import type { FakeGoogle } from '../../servers/google/fake-google.js';
import { buildFolder } from '../../support/store-builder.mjs';
import { account, makeStore, quiet, runOptions } from '../../transfer/support.js';
import { ANNA, destinationAt, eachWithGoogle } from './support.js';

let google: FakeGoogle;
eachWithGoogle((fresh) => {
  google = fresh;
});

function item(name: string) {
  const head = `Message-ID: <${name}@x>\nDate: Fri, 03 Jan 2020 03:04:05 +0000\nSubject: ${name}\n`;
  return { bytes: `${head}\nbody\n`, received: 1_578_020_645, mtime: 1_578_020_645 };
}

test('mail that comes while people still work on the old server goes to Google too', async () => {
  const store = makeStore({ INBOX: { items: [item('a')] } });
  const stop = new AbortController();
  let listen: (copied: number) => void = () => undefined;
  const sent = (count: number): Promise<void> =>
    new Promise((resolve) => {
      listen = (copied) => {
        if (copied === count) resolve();
      };
    });
  const first = sent(1);
  const run = runOptions([destinationAt(google)], { source: storeSource(openStore(store)), accounts: [account(ANNA)] });
  const watching = watchMigration(
    {
      ...run,
      ...{ watched: watchedStore(store, false), poll: false, untilQuiet: null, signal: stop.signal },
      waiting: { down: { firstMs: 10, longestMs: 40, tries: 1000 }, refusedMs: 3_600_000, unfinishedMs: 200 },
    },
    { ...quiet, onCurrent: (_upTo, _changed, { copied }) => listen(copied), onProblem: () => undefined },
  );
  watching.catch(() => undefined);
  onTestFinished(async () => {
    stop.abort();
    await watching.catch(() => undefined);
  });
  await first;
  const second = sent(2);
  buildFolder(`${store}/store/mail/example.com/anna/INBOX`, { items: [item('a'), item('b')] });
  await second;
  const subjects = google
    .mailbox(ANNA)
    .lines()
    .map((line) => /^Subject: (.*)$/m.exec(line)?.[1]);
  expect(subjects).toEqual(['a', 'b']);
});
