/** Joins what the shards of an export left: the report that one run would have written, byte for byte. */
import { join } from 'node:path';
import { allEnded, readPart, type ShardState, shardStates } from '../core/shard-records.js';
import { joinTimes } from '../core/run-times.js';
import { addSums, emptySums } from '../ledger/sums.js';
import type { NotIncluded, UnlistedMailbox } from '../store/tree/census.js';
import { OWN } from '../files/workspace/output-folder.js';
import { compareAddresses } from '../store/tree/walk.js';
import type { AccountsDetails } from './accounts-details.js';
import type { Report, ReportedMailbox } from './model.js';
import { type LateMail, NAMED_LATE } from './late.js';
import { NAMED } from './named.js';

/** What one shard leaves. */
export interface ExportPart {
  /** The report of its own mailboxes. */
  readonly report: Report;
  /** Only the shard that writes the accounts has them. */
  readonly accounts: AccountsDetails | null;
  /** Something in it needs a look. */
  readonly attention: boolean;
}

/** The parts together. */
export interface JoinedExport {
  readonly shards: readonly ShardState[];
  /** Of what there is; `complete` when every shard has come to its end. Null when none has. */
  readonly report: Report | null;
  readonly accounts: AccountsDetails | null;
  readonly attention: boolean;
}

/** Joins the shards of the last sharded run into `out`; null when the folder was written as a whole. */
export function joinExport(out: string): JoinedExport | null {
  const dir = join(out, OWN);
  const shards = shardStates(dir);
  if (shards === null) return null;
  const parts = shards.flatMap(({ shard }) => (readPart(dir, shard) as ExportPart | null) ?? []);
  const reports = parts.map(({ report }) => report);
  return {
    shards,
    report: joinReports(reports, allEnded(shards)),
    accounts: parts.find(({ accounts }) => accounts !== null)?.accounts ?? null,
    attention: parts.some(({ attention }) => attention),
  };
}

function joinReports(reports: readonly Report[], ended: boolean): Report | null {
  const [first] = reports;
  if (first === undefined) return null;
  const all = <T>(values: (report: Report) => readonly T[]): T[] => reports.flatMap(values);
  const mailboxes = all((report) => report.mailboxes).sort((a, b) => compareAddresses(a.address, b.address));
  const totals = emptySums();
  for (const mailbox of mailboxes) addSums(totals, mailbox.totals);
  return {
    ...first,
    complete: ended && reports.every(({ complete }) => complete),
    totals,
    mailboxes,
    notSelected: once(all((report) => report.notSelected)),
    notIncluded: joinNotIncluded(all((report) => report.notIncluded)),
    unlisted: joinUnlisted(
      all((report) => report.unlisted),
      mailboxes,
    ),
    filters: all((report) => report.filters).sort((a, b) => compareAddresses(a.address, b.address)),
    accounts: reports.find(({ accounts }) => accounts !== null)?.accounts ?? null,
    problems: once(all((report) => report.problems)),
    attention: inOrder(all((report) => report.attention)).slice(0, NAMED),
    skipped: inOrder(all((report) => report.skipped)).slice(0, NAMED),
    late: joinLate(reports.flatMap(({ late }) => late ?? [])),
    times: joinTimes(reports.map(({ times }) => times)) ?? first.times,
  };
}

/** Archives come first, as in one run. */
function joinNotIncluded(trees: readonly NotIncluded[]): NotIncluded[] {
  return [...trees].sort((a, b) =>
    a.what === b.what ? compareAddresses(a.address, b.address) : a.what < b.what ? -1 : 1,
  );
}

/** The shard that wrote the accounts knows who they are; how much they have, each of the others of its own. */
function joinUnlisted(unlisted: readonly UnlistedMailbox[], mailboxes: readonly ReportedMailbox[]): UnlistedMailbox[] {
  const items = new Map(mailboxes.map(({ address, totals }) => [address, totals.found]));
  return unlisted.map(({ address }) => ({ address, items: items.get(address) ?? 0 }));
}

function joinLate(lists: readonly LateMail[]): LateMail | null {
  const [first] = lists;
  if (first === undefined) return null;
  return {
    since: first.since,
    count: lists.reduce((sum, { count }) => sum + count, 0),
    leftOut: lists.reduce((sum, { leftOut }) => sum + leftOut, 0),
    items: inOrder(lists.flatMap(({ items }) => items)).slice(0, NAMED_LATE),
  };
}

function inOrder<T extends { readonly mailbox: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => compareAddresses(a.mailbox, b.mailbox));
}

/** What concerns the store as a whole, every shard says. */
function once(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
