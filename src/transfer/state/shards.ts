/** The report of a migration that is cut into shards: each leaves its part, and the last one writes the whole. */
import { join } from 'node:path';
import {
  allEnded,
  beginShard,
  dropShards,
  endShard,
  readPart,
  type ShardState,
  shardStates,
} from '../../core/shard-records.js';
import { type Shard, shardFileName } from '../../core/shard.js';
import { joinTimes } from '../../core/run-times.js';
import { addSums, emptySums } from '../../ledger/sums.js';
import { partialName, writeWhole } from '../../core/whole-file.js';
import type { NotIncluded } from '../../store/tree/census.js';
import { compareAddresses } from '../../store/tree/walk.js';
import type { Actions, Attention } from './ledger.js';
import { type MigrationReport, NAMED_ATTENTION } from './migration-report.js';
import type { StateDir } from './state-dir.js';
import type { Account } from '../plan/users-file.js';

/** What one shard leaves. */
export interface MigrationPart {
  /** Targets of all accounts that move, in whatever shard: the order of the common report. */
  readonly order: readonly string[];
  readonly report: MigrationReport;
}

/** The parts together. */
export interface JoinedMigration {
  readonly shards: readonly ShardState[];
  /** Of what there is; null when no shard has come so far. */
  readonly report: MigrationReport | null;
}

/** Writes down that a run begins. */
export function beginReport({ state }: StateDir, shard: Shard | null): void {
  if (shard === null) dropShards(state);
  else beginShard(state, shard);
}

/**
 * Writes the report of a run: `report.json`, or the part of a shard, and `report.json` when it was the last one. Gives what
 * `report.json` holds then; null when other shards have not ended.
 */
export function saveReport(
  report: MigrationReport,
  run: {
    readonly stateDir: StateDir;
    readonly shard: Shard | null;
    readonly accounts: readonly Account[];
    readonly interrupted: boolean;
  },
): MigrationReport | null {
  const { shard, accounts, interrupted } = run;
  const { state } = run.stateDir;
  if (shard === null) {
    writeReport(state, report);
    return report;
  }
  const part: MigrationPart = { order: accounts.map(({ target }) => target), report };
  endShard(state, shard, { part, ended: !interrupted });
  const joined = allEnded(shardStates(state) ?? []) ? joinMigration(state) : null;
  if (joined === null || joined.report === null) return null;
  writeReport(state, joined.report, shardFileName(shard));
  return joined.report;
}

/** Writes `report.json`. Where several processes may do so at the same time, `who` tells them apart. */
export function writeReport(state: string, report: MigrationReport, who?: string): void {
  const path = join(state, 'report.json');
  writeWhole(path, `${JSON.stringify(report, null, 1)}\n`, partialName(path, who));
}

/** Joins the shards of the last sharded run in a state folder; null when it was run as a whole. */
export function joinMigration(state: string): JoinedMigration | null {
  const shards = shardStates(state);
  if (shards === null) return null;
  const parts = shards.flatMap(({ shard }) => (readPart(state, shard) as MigrationPart | null) ?? []);
  return { shards, report: joinReports(parts, allEnded(shards)) };
}

function joinReports(parts: readonly MigrationPart[], ended: boolean): MigrationReport | null {
  const [first] = parts;
  if (first === undefined) return null;
  const places = new Map(first.order.map((target, at) => [target, at]));
  const place = ({ target }: { readonly target: string }): number => places.get(target) ?? places.size;
  const mailboxes = parts.flatMap(({ report }) => report.mailboxes).sort((a, b) => place(a) - place(b));
  const sources = new Map([...mailboxes].reverse().map((mailbox) => [mailbox.address, place(mailbox)]));
  const firstOf = (items: readonly Attention[]): Attention[] =>
    [...items].sort((a, b) => (sources.get(a.mailbox) ?? 0) - (sources.get(b.mailbox) ?? 0)).slice(0, NAMED_ATTENTION);
  const totals = emptySums();
  const actions: Actions = { copied: 0, before: 0, present: 0 };
  for (const mailbox of mailboxes) {
    addSums(totals, mailbox.totals);
    for (const action of ['copied', 'before', 'present'] as const) actions[action] += mailbox.totals[action];
  }
  return {
    ...first.report,
    complete: ended && parts.every(({ report }) => report.complete),
    totals: { ...totals, ...actions },
    mailboxes,
    notSelected: sorted(parts.flatMap(({ report }) => report.notSelected.map((address) => ({ address })))).map(
      ({ address }) => address,
    ),
    unlisted: sorted(parts.flatMap(({ report }) => report.unlisted)),
    notIncluded: joinNotIncluded(
      parts.flatMap(({ report }) => report.notIncluded),
      (address) => sources.get(address) ?? places.size,
    ),
    problems: mailboxes.flatMap(({ address, problem }) => (problem === null ? [] : [`${address}: ${problem}`])),
    attention: firstOf(parts.flatMap(({ report }) => report.attention)),
    skipped: firstOf(parts.flatMap(({ report }) => report.skipped)),
    times: joinTimes(parts.map(({ report }) => report.times)) ?? first.report.times,
  };
}

/** In the order of the store. */
function sorted<T extends { readonly address: string }>(mailboxes: readonly T[]): T[] {
  return [...mailboxes].sort((a, b) => compareAddresses(a.address, b.address));
}

/** As in one run: archives in the order of the store, then recoverable mail in that of the users file. */
function joinNotIncluded(trees: readonly NotIncluded[], place: (address: string) => number): NotIncluded[] {
  const of = (what: NotIncluded['what']): NotIncluded[] => trees.filter((tree) => tree.what === what);
  return [
    ...sorted(of('archive')),
    ...sorted(of('plan')),
    ...of('recoverable').sort((a, b) => place(a.address) - place(b.address)),
  ];
}
