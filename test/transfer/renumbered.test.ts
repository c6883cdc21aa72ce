/** UIDs and messages that come apart at the source between two runs, and indexes that forget: nothing is lost, doubled or unread by it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storeSource } from '../../src/sources/kerio/store-source.js';
import { openStore } from '../../src/store/open.js';
import { tempDir } from '../support/temp.js';
import { buildFolder, type ItemSpec } from '../support/store-builder.mjs';
import { MemoryServer, memoryDestination } from './memory-destination.js';
import { makeStore, migrateQuietly, runOptions } from './support.js';

const STATUS = 'T0 G64590354-03bc-46fa-9d94-b5c19be217d7\n';
const SEEN = 1;
const FLAGGED = 4;

/** A message of the store. `key` is its Message-ID, the subject unless told. */
const mail = (uid: number, subject: string, more: ItemSpec & { key?: string } = {}): ItemSpec => {
  const { key = subject, ...rest } = more;
  return {
    ...{ uid, received: 1_600_000_000 },
    bytes: `Message-ID: <${key}@example.com>\nSubject: ${subject}\n\n${subject}\n`,
    ...rest,
  };
};

/** One folder of a store, written anew before each run, and the server that it is moved to. */
function moving(first: readonly ItemSpec[]) {
  const store = makeStore({ Work: { status: STATUS, items: first } });
  const server = new MemoryServer();
  const state = tempDir('state');
  const stateDir = { state, logs: join(state, 'logs') };
  return {
    server,
    write: (items: readonly ItemSpec[], index?: null) => {
      const dir = join(store, 'store/mail/example.com/anna/Work');
      rmSync(dir, { recursive: true });
      buildFolder(dir, { status: STATUS, items, ...(index === null ? { index } : {}) });
    },
    run: async () => {
      const source = storeSource(openStore(store));
      const { report } = await migrateQuietly(runOptions([memoryDestination(server)], { source, stateDir }));
      return report?.totals;
    },
    there: () =>
      server
        .items('Work')
        .map(({ bytes, flags }) => [/Subject: (.*)/.exec(bytes.toString())?.[1], ...flags].join(' '))
        .sort(),
  };
}

test('a store that was restored to an earlier backup gives a UID to another message: that is sent', async () => {
  const { write, run, there } = moving([mail(1, 'one'), mail(2, 'late'), mail(3, 'gone')]);
  await run();
  // Restored to when only the first was there; then came two others, one of them as long as what had its UID.
  write([mail(1, 'one'), mail(2, 'next', { received: 1_600_000_060 }), mail(3, 'another')]);
  expect(await run()).toMatchObject({ copied: 2, before: 1, failed: 0 });
  expect(there()).toEqual(['another', 'gone', 'late', 'next', 'one']);
  expect(await run()).toMatchObject({ copied: 0, before: 3, present: 0 });
  expect(there()).toHaveLength(5);
});

test('so it does in a folder that has lost its index, by the size', async () => {
  const { write, run, there } = moving([mail(1, 'one'), mail(2, 'late')]);
  write([mail(1, 'one'), mail(2, 'late')], null);
  await run();
  write([mail(1, 'one'), mail(2, 'another')]);
  expect(await run()).toMatchObject({ copied: 1, before: 1, failed: 0 });
  write([mail(1, 'one'), mail(2, 'the third')], null);
  expect(await run()).toMatchObject({ copied: 1, before: 1, failed: 0 });
  expect(there()).toEqual(['another', 'late', 'one', 'the third']);
});

test('what had such a UID and is at the source under another one is not sent again', async () => {
  const { write, run, there } = moving([mail(1, 'one'), mail(2, 'late')]);
  await run();
  write([mail(1, 'one'), mail(2, 'another'), mail(3, 'late')]);
  expect(await run()).toMatchObject({ copied: 1, before: 1, present: 1 });
  expect(there()).toEqual(['another', 'late', 'one']);
});

test('a message that has another size or time now, and is the same, is not sent again, nor what the user deleted', async () => {
  const { server, write, run, there } = moving([mail(1, 'one'), mail(2, 'two')]);
  await run();
  server.items('Work').splice(1);
  const longer = 'Message-ID: <one@example.com>\nSubject: one\n\none, and what a virus scanner says\n';
  write([mail(1, 'one', { bytes: longer }), mail(2, 'two', { received: 1_600_000_060 })]);
  expect(await run()).toMatchObject({ copied: 0, before: 2, present: 0 });
  expect(there()).toEqual(['one']);
  expect(await run()).toMatchObject({ copied: 0, before: 2, present: 0 });
});

test('a message that was moved out of its folder and back is there once, with the flags that it has now', async () => {
  const { write, run, there } = moving([mail(1, 'one', { flags: SEEN }), mail(2, 'two')]);
  await run();
  write([mail(2, 'two')]);
  await run();
  write([mail(2, 'two'), mail(3, 'one', { flags: FLAGGED })]);
  expect(await run()).toMatchObject({ copied: 0, before: 2, present: 0 });
  expect(there()).toEqual(['one \\Flagged', 'two']);
});

test('copies of a message are counted: each of those that are there is known again once', async () => {
  const { write, run, there } = moving([mail(1, 'one')]);
  await run();
  write([mail(2, 'one'), mail(3, 'one')]);
  expect(await run()).toMatchObject({ copied: 1, before: 1 });
  expect(there()).toEqual(['one', 'one']);
});

test('a draft that was saved anew has the Message-ID of the one before, and is sent', async () => {
  const { write, run, there } = moving([mail(1, 'begun', { key: 'draft' })]);
  await run();
  write([mail(2, 'written', { key: 'draft' })]);
  expect(await run()).toMatchObject({ copied: 1 });
  // Longer than what of a body is compared: its time tells.
  write([mail(3, 'written', { key: 'draft', received: 1_600_000_060 })]);
  expect(await run()).toMatchObject({ copied: 1 });
  expect(there()).toEqual(['begun', 'written', 'written']);
});

test('what was moved back, and deleted at the destination meanwhile, is sent as new mail is', async () => {
  const { server, write, run, there } = moving([mail(1, 'one')]);
  await run();
  server.items('Work').splice(0);
  write([mail(2, 'one')]);
  expect(await run()).toMatchObject({ copied: 1 });
  expect(there()).toEqual(['one']);
});

test('a folder that lost its index leaves the flags at the destination as they are, and brings over what comes with a new one', async () => {
  const { write, run, there } = moving([mail(1, 'one', { flags: SEEN }), mail(2, 'two', { flags: FLAGGED })]);
  await run();
  write([mail(1, 'one'), mail(2, 'two')], null);
  expect(await run()).toMatchObject({ copied: 0, before: 2 });
  expect(there()).toEqual(['one \\Seen', 'two \\Flagged']);
  write([mail(1, 'one'), mail(2, 'two', { flags: SEEN | FLAGGED })]);
  await run();
  expect(there()).toEqual(['one', 'two \\Flagged \\Seen']);
});

test('what was left out when the destination was compared is looked for there once it is to be sent', async () => {
  const { server, write, run, there } = moving([mail(1, 'one'), mail(2, 'two')]);
  // Another tool has brought both.
  server.collections.set('Work', []);
  for (const { bytes } of [mail(1, 'one'), mail(2, 'two')])
    server.store('Work', { bytes: Buffer.from(bytes ?? ''), flags: [], date: 1_600_000_000 });
  write([mail(1, 'one', { bytes: null }), mail(2, 'two')]);
  expect(await run()).toMatchObject({ copied: 0, present: 1, missing: 1 });
  write([mail(1, 'one'), mail(2, 'two'), mail(3, 'three')]);
  expect(await run()).toMatchObject({ copied: 1, present: 2, missing: 0 });
  expect(there()).toEqual(['one', 'three', 'two']);
});
