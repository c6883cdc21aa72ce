/** What every destination of a transfer has to do, whatever it speaks. A new destination is one more caller of this. */
import { cpSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { storeSource } from '../../src/sources/kerio/store-source.js';
import { openStore } from '../../src/store/open.js';
import type { Destination, Present, Ref } from '../../src/transfer/destination.js';
import type { Account } from '../../src/transfer/plan/users-file.js';
import type { MigrateOptions, MigrateResult } from '../../src/transfer/run/migration.js';
import { tempDir } from '../support/temp.js';
import type { FolderSpec } from '../support/store-builder.mjs';
import { killable, Killer } from './killing-destination.js';
import { makeStore, migrateQuietly, runOptions } from './support.js';

/** An empty account of a destination, and a way to see what is in it that is not our code. */
export interface EmptyAccount {
  readonly destination: Destination;
  readonly account: Account;
  /** One line an item, sorted: where it is, its flags, its time, its text, with `|` between. */
  contents(): Promise<readonly string[]> | readonly string[];
}

export interface DestinationUnderTest {
  readonly name: string;
  /** An account that nobody has used yet. */
  fresh(): EmptyAccount;
  /** Kills are tried at every so many steps: 1 for all. */
  readonly killEvery: number;
}

const RECEIVED = 1_578_020_645;

function mail(name: string, flags = 1): NonNullable<FolderSpec['items']>[number] {
  return {
    bytes: `Message-ID: <${name}@x>\nDate: Fri, 03 Jan 2020 03:04:05 +0000\nSubject: ${name}\n\nbody of ${name}\n`,
    received: RECEIVED,
    flags,
  };
}

const FOLDERS: Readonly<Record<string, FolderSpec>> = {
  INBOX: { items: ['a', 'b', 'c', 'd', 'e'].map((name) => mail(name)) },
  Work: { items: [mail('f', 4)], folders: { Deep: { items: [mail('g'), mail('h')] } } },
  Empty: { items: [] },
};

const EXPECTED = [
  ...['a', 'b', 'c', 'd', 'e'].map((name) => lineOf('INBOX', '\\Seen', name)),
  lineOf('Work', '\\Flagged', 'f'),
  lineOf('Work/Deep', '\\Seen', 'g'),
  lineOf('Work/Deep', '\\Seen', 'h'),
].sort();

function lineOf(collection: string, flags: string, name: string): string {
  return [collection, flags, RECEIVED, mail(name).bytes].join('|');
}

function run(store: string, to: EmptyAccount, more: Partial<MigrateOptions> = {}): Promise<MigrateResult> {
  const destinations = [to.destination];
  return migrateQuietly(
    runOptions(destinations, { source: storeSource(openStore(store)), accounts: [to.account], settleMs: 50, ...more }),
  );
}

export function describeDestinationContract(under: DestinationUnderTest): void {
  describe(`a transfer to ${under.name}`, () => {
    test('brings everything once, and a second run with the journal nothing', async () => {
      const [to, store, state] = [under.fresh(), makeStore(FOLDERS), tempDir('contract-state')];
      const stateDir = { state, logs: `${state}/logs` };
      const first = await run(store, to, { stateDir });
      expect(first.report?.totals).toMatchObject({ found: 8, exported: 8, failed: 0 });
      expect(await to.contents()).toEqual(EXPECTED);
      const second = await run(store, to, { stateDir });
      expect(second.plan.totals.messages).toBe(0);
      expect(await to.contents()).toEqual(EXPECTED);
    });

    test('finds what is there without a journal, and adds what is missing', async () => {
      const [to, store] = [under.fresh(), makeStore(FOLDERS)];
      await run(makeStore({ INBOX: { items: [mail('a'), mail('b')] } }), to);
      const { report } = await run(store, to);
      expect(report?.totals).toMatchObject({ exported: 8, failed: 0 });
      expect(await to.contents()).toEqual(EXPECTED);
    });

    test('keeps two copies of one message two, in every run', async () => {
      const [to, store] = [under.fresh(), makeStore({ INBOX: { items: [mail('a'), mail('a'), mail('b')] } })];
      const expected = ['a', 'a', 'b'].map((name) => lineOf('INBOX', '\\Seen', name));
      for (let times = 0; times < 2; times += 1) {
        await run(store, to);
        expect(await to.contents()).toEqual(expected);
      }
    });

    test('brings changed flags over, and leaves what is as it was', async () => {
      const to = under.fresh();
      const state = tempDir('contract-state');
      const stateDir = { state, logs: `${state}/logs` };
      const before = makeStore({ INBOX: { items: [mail('a'), mail('b', 5)] } });
      await run(before, to, { stateDir });
      const after = makeStore({ INBOX: { items: [mail('a', 4), mail('b', 5)] } });
      await run(after, to, { stateDir });
      expect(await to.contents()).toEqual([
        lineOf('INBOX', '\\Flagged \\Seen', 'b'),
        lineOf('INBOX', '\\Flagged', 'a'),
      ]);
    });

    test('shows what is there as it said that it would be', async () => {
      const to = under.fresh();
      const source = storeSource(openStore(makeStore(FOLDERS)));
      await migrateQuietly(runOptions([to.destination], { source, accounts: [to.account] }));
      const opened = await to.destination.open(to.account, undefined);
      const from = await source.mailbox(to.account, undefined);
      const places = opened.place(from.folders, { map: new Map(), shared: false });
      const connection = await opened.connect();
      const inbox = places.find(({ folder }) => folder.path[0] === 'INBOX');
      if (inbox === undefined) throw new Error('no place for INBOX');
      expect(inbox).toMatchObject({ exists: true, path: ['INBOX'] });
      const collection = await connection.select(inbox, { create: false, largest: null });
      expect(collection.version).toBe(inbox.version);
      expect(collection.size).toBe(5);
      const present: Present[] = [];
      await collection.look(null, true, (there) => present.push(there));
      const bodies = await collection.fingerprints(present.map(({ ref }) => ref));
      const there = present.map(({ ref, key, flags, date }) => ({ key, flags, date, fingerprint: bodies.get(ref) }));
      const expected = [];
      for await (const message of from.peek(inbox.folder, await from.list(inbox.folder)))
        if (!('problem' in message)) expected.push(collection.expect(message));
      expect(new Set(there)).toEqual(new Set(expected));
      const refs: readonly Ref[] = await collection.refs(1, false);
      expect(new Set(refs)).toEqual(new Set(present.map(({ ref }) => ref)));
      expect(await collection.refs(collection.next, true)).toEqual([]);
      await connection.close();
      await opened.close();
      await from.close();
    });

    test('refuses a collection that is not there, unless it may make it', async () => {
      const to = under.fresh();
      const source = storeSource(openStore(makeStore({ 'Not there yet': { items: [mail('a')] } })));
      const opened = await to.destination.open(to.account, undefined);
      const from = await source.mailbox(to.account, undefined);
      const [place] = opened.place(from.folders, { map: new Map(), shared: false });
      if (place === undefined) throw new Error('no place');
      expect(place.exists).toBe(false);
      const connection = await opened.connect();
      await expect(connection.select(place, { create: false, largest: null })).rejects.toMatchObject({
        words: expect.any(String) as string,
      });
      expect((await connection.select(place, { create: true, largest: null })).size).toBe(0);
      await connection.close();
      await opened.close();
    });

    test('ends exact after a kill between any two steps', async () => {
      const store = makeStore(FOLDERS);
      const whole = new Killer(Infinity, () => undefined);
      const first = under.fresh();
      await run(store, { ...first, destination: killable(first.destination, whole) });
      expect(whole.steps).toBeGreaterThan(20);
      for (let at = 1; at <= whole.steps; at += under.killEvery) {
        const to = under.fresh();
        const [state, kept] = [tempDir('contract-state'), tempDir('contract-kept')];
        const killer = new Killer(at, () => cpSync(state, kept, { recursive: true }));
        const stateDir = { state, logs: `${state}/logs` };
        await run(store, { ...to, destination: killable(to.destination, killer) }, { stateDir }).catch(() => undefined);
        expect(killer.dead).toBe(true);
        // What was written after the kill was not.
        rmSync(`${kept}/lock`, { force: true });
        const { report } = await run(store, to, { stateDir: { state: kept, logs: `${kept}/logs` } });
        expect([at, report?.totals]).toMatchObject([at, { found: 8, exported: 8, failed: 0 }]);
        expect([at, await to.contents()]).toEqual([at, EXPECTED]);
      }
    });
  });
}
