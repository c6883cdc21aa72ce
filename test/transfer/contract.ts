/** What every destination of a transfer has to do, whatever it speaks. A new destination is one more caller of this. */
import { cpSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { storeSource } from '../../src/sources/kerio/store-source.js';
import { openStore } from '../../src/store/open.js';
import type { Destination, Left, Place, Present, Ref } from '../../src/transfer/destination.js';
import type { Account } from '../../src/transfer/plan/users-file.js';
import type { MigrateOptions, MigrateResult } from '../../src/transfer/run/migration.js';
import type { FolderSpec } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';
import { killable, Killer } from './killing-destination.js';
import { makeStore, migrateQuietly, runOptions } from './support.js';

/** An empty account of a destination, and a way to see what is in it that is not our code. */
export interface EmptyAccount {
  readonly destination: Destination;
  readonly account: Account;
  /** One line an item, sorted: where it is, its flags, its time, its text, with `|` between. */
  contents(): Promise<readonly string[]> | readonly string[];
}

/** Items of one kind, as they lie in a store and as they are at the destination. */
export interface Material {
  readonly kind: NonNullable<FolderSpec['kind']>;
  /** Flag bits: 1 seen, 4 flagged. */
  readonly item: (name: string, flags?: number) => NonNullable<FolderSpec['items']>[number];
  /** A line of `contents`. */
  readonly line: (collection: string, flags: string, name: string) => string;
  /** The destination keeps flags, and the same message twice. */
  readonly isMail: boolean;
}

export interface DestinationUnderTest {
  readonly name: string;
  /** An account that nobody has used yet. */
  fresh(): EmptyAccount;
  /** Copies of one message become one: Gmail has labels in place of folders. */
  readonly joinsCopies?: boolean;
  /** Kills are tried at every so many steps: 1 for all. */
  readonly killEvery: number;
  /** Mail unless told. */
  readonly material?: Material;
}

const RECEIVED = 1_578_020_645;

const MAIL: Material = {
  kind: 'mail',
  item: (name, flags = 1) => ({
    bytes: `Message-ID: <${name}@x>\nDate: Fri, 03 Jan 2020 03:04:05 +0000\nSubject: ${name}\n\nbody of ${name}\n`,
    received: RECEIVED,
    flags,
  }),
  line: (collection, flags, name) =>
    [
      ...[collection, flags, RECEIVED],
      `Message-ID: <${name}@x>\nDate: Fri, 03 Jan 2020 03:04:05 +0000\nSubject: ${name}\n\nbody of ${name}\n`,
    ].join('|'),
  isMail: true,
};

function foldersOf({ kind, item }: Material): Readonly<Record<string, FolderSpec>> {
  return {
    INBOX: { kind, items: ['a', 'b', 'c', 'd', 'e'].map((name) => item(name)) },
    Work: { kind, items: [item('f', 4)], folders: { Deep: { kind, items: [item('g'), item('h')] } } },
    Empty: { kind, items: [] },
  };
}

function expectedOf({ line }: Material): readonly string[] {
  return [
    ...['a', 'b', 'c', 'd', 'e'].map((name) => line('INBOX', '\\Seen', name)),
    line('Work', '\\Flagged', 'f'),
    line('Work/Deep', '\\Seen', 'g'),
    line('Work/Deep', '\\Seen', 'h'),
  ].sort();
}

function run(store: string, to: EmptyAccount, more: Partial<MigrateOptions> = {}): Promise<MigrateResult> {
  const destinations = [to.destination];
  return migrateQuietly(
    runOptions(destinations, { source: storeSource(openStore(store)), accounts: [to.account], settleMs: 50, ...more }),
  );
}

function placeIn(places: readonly (Place | Left)[], name: string): Place {
  const place = places.find(({ folder }) => folder.path[0] === name);
  if (place === undefined || 'left' in place) throw new Error(`no place for ${name}`);
  return place;
}

export function describeDestinationContract(under: DestinationUnderTest): void {
  const material = under.material ?? MAIL;
  const { kind, item, line, isMail } = material;
  const FOLDERS = foldersOf(material);
  const EXPECTED = expectedOf(material);

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
      await run(makeStore({ INBOX: { kind, items: [item('a'), item('b')] } }), to);
      const { report } = await run(store, to);
      expect(report?.totals).toMatchObject({ exported: 8, failed: 0 });
      expect(await to.contents()).toEqual(EXPECTED);
    });

    const isTwice = isMail && under.joinsCopies !== true;
    test(`keeps two copies of one item ${isTwice ? 'two' : 'one'}, in every run`, async () => {
      const [to, store] = [under.fresh(), makeStore({ INBOX: { kind, items: [item('a'), item('a'), item('b')] } })];
      const copies = isTwice ? ['a', 'a', 'b'] : ['a', 'b'];
      const expected = copies.map((name) => line('INBOX', '\\Seen', name));
      for (let times = 0; times < 2; times += 1) {
        await run(store, to);
        expect(await to.contents()).toEqual(expected);
      }
    });

    const whatIsLeft = isMail ? 'flags over, and leaves what is' : 'no flags over, which say nothing of what is';
    test(`brings changed ${whatIsLeft} as it was`, async () => {
      const to = under.fresh();
      const state = tempDir('contract-state');
      const stateDir = { state, logs: `${state}/logs` };
      const before = makeStore({ INBOX: { kind, items: [item('a'), item('b', 5)] } });
      await run(before, to, { stateDir });
      const after = makeStore({ INBOX: { kind, items: [item('a', 4), item('b', 5)] } });
      const { report } = await run(after, to, { stateDir });
      expect(report?.totals).toMatchObject({ exported: 2, copied: 0, failed: 0 });
      expect(await to.contents()).toEqual(
        [line('INBOX', '\\Flagged \\Seen', 'b'), line('INBOX', '\\Flagged', 'a')].sort(),
      );
    });

    test('shows what is there as it said that it would be', async () => {
      const to = under.fresh();
      const source = storeSource(openStore(makeStore({ INBOX: FOLDERS['INBOX'] ?? {} })));
      await migrateQuietly(runOptions([to.destination], { source, accounts: [to.account] }));
      const opened = await to.destination.open(to.account, undefined);
      const from = await source.mailbox(to.account, undefined);
      const places = opened.place(from.folders, { map: new Map(), shared: false });
      const connection = await opened.connect();
      const inbox = placeIn(places, 'INBOX');
      expect(inbox).toMatchObject({ exists: true, path: ['INBOX'] });
      const collection = await connection.select(inbox, { create: false, largest: null, places: [inbox] });
      expect(collection.version).toBe(inbox.version);
      expect(collection.size).toBe(5);
      await collection.read?.(inbox.folder, from.open(inbox.folder, await from.list(inbox.folder)));
      const present: Present[] = [];
      await collection.look(null, true, (there) => present.push(there));
      const bodies = await collection.fingerprints(present.map(({ ref }) => ref));
      const there = present.map(({ ref, key, flags, date }) => ({ key, flags, date, fingerprint: bodies.get(ref) }));
      const expected = [];
      for await (const message of from.peek(inbox.folder, await from.list(inbox.folder)))
        if (!('problem' in message)) expected.push(collection.expect(message, inbox.folder));
      const exact: string[] = [];
      if (collection.exact !== undefined)
        for await (const message of from.open(inbox.folder, await from.list(inbox.folder)))
          if (!('problem' in message)) exact.push(collection.exact(message, inbox.folder));
      expect([0, expected.length]).toContain(exact.length);
      const shown = expected.map((each, at) => ({
        ...{ ...each, shared: undefined },
        fingerprint: exact[at] ?? each?.fingerprint,
      }));
      expect(new Set(there.map((each) => ({ ...each, shared: undefined })))).toEqual(new Set(shown));
      const refs: readonly Ref[] = await collection.refs(1, false);
      expect(new Set(refs)).toEqual(new Set(present.map(({ ref }) => ref)));
      if (collection.next !== null) expect(await collection.refs(collection.next, true)).toEqual([]);
      await connection.close();
      await opened.close();
      await from.close();
    });

    test('refuses a collection that is not there, unless it may make it', async () => {
      const to = under.fresh();
      const source = storeSource(openStore(makeStore({ 'Not there yet': { kind, items: [item('a')] } })));
      const opened = await to.destination.open(to.account, undefined);
      const from = await source.mailbox(to.account, undefined);
      const place = placeIn(opened.place(from.folders, { map: new Map(), shared: false }), 'Not there yet');
      expect(place.exists).toBe(false);
      const connection = await opened.connect();
      await expect(connection.select(place, { create: false, largest: null, places: [place] })).rejects.toMatchObject({
        words: expect.any(String) as string,
      });
      expect((await connection.select(place, { create: true, largest: null, places: [place] })).size).toBe(0);
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
