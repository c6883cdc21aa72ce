/** `plan.json`: what a migration will do, for programs and for the table that people see. */
import type { AccountPlan } from './account-plan.js';
import type { MovedKind } from '../../core/kinds.js';
import type { ShareStep } from '../destination.js';
import { findLeftBehind, type LeftBehind, type Moving } from './left-behind.js';
import { type Rate, secondsAtRate } from '../limiter.js';
import { secondsInAll } from './pace.js';
import type { MailSource } from '../source.js';

export interface PlannedAccount {
  readonly source: string;
  readonly target: string;
  readonly fullName: string | null;
  readonly problem: AccountPlan['problem'];
  readonly server: string;
  readonly quota: AccountPlan['quota'];
  readonly largest: number | null;
  readonly toSend: AccountPlan['toSend'];
  /** Seconds at the given rate, or by the limits that the destination publishes; null without either. */
  readonly seconds: number | null;
  /** Days that the destination's own limit takes; null for no known limit. */
  readonly days: number | null;
  readonly folders: readonly PlannedFolder[];
  readonly notes: readonly string[];
  /** What becomes of other people's rights on its folders, where a destination sets any. */
  readonly sharing: readonly ShareStep[];
}

export interface PlannedFolder {
  readonly folder: readonly string[];
  readonly kind: string;
  /** Where it goes, level by level; null when it is left out. */
  readonly target: readonly string[] | null;
  /** Why there, or why not. */
  readonly rule: string;
  /** It will be made. */
  readonly create: boolean;
  readonly messages: number;
  readonly bytes: number;
  readonly missing: number;
  /** There already, by the journal. */
  readonly settled: number;
  readonly tooLarge: number;
  /** UID and octets of the first ones above the limit. */
  readonly tooLargeExamples: readonly (readonly [number | string, number])[];
}

export interface MigrationPlan {
  readonly tool: 'kerio-exit';
  readonly format: 1;
  readonly command: 'migrate';
  readonly source: string;
  readonly target: string;
  readonly totals: {
    readonly accounts: number;
    readonly problems: number;
    /** Items of all kinds. */
    readonly messages: number;
    readonly bytes: number;
    /** How many of each kind. */
    readonly kinds: AccountPlan['toSend']['kinds'];
    /** Seconds for all of them side by side; null where none of them has any. */
    readonly seconds: number | null;
    /** How many are filled at the same time. */
    readonly atOnce: number;
    /** The same with more of them at the same time; null where that changes nothing. */
    readonly quicker: { readonly seconds: number; readonly atOnce: number } | null;
  };
  readonly accounts: readonly PlannedAccount[];
  /** Mailboxes with items that are in no line of the users file, unless the user left them out. */
  readonly unlisted: LeftBehind['unlisted'];
  readonly notIncluded: LeftBehind['notIncluded'];
}

/** Sums planned accounts up. */
export function summarizePlan(
  plans: readonly AccountPlan[],
  migration: {
    readonly source: Pick<MailSource, 'name' | 'listed'>;
    readonly destinations: readonly { readonly name: string }[];
    readonly rate: Rate;
    readonly connections: { readonly perAccount: number; readonly total: number };
  } & Moving,
): MigrationPlan {
  const { perAccount, total } = migration.connections;
  const atOnce = accountsAtOnce(perAccount, total);
  const accounts = plans.map((plan) => summarizeAccount(plan, migration.rate));
  const times = accounts.map(({ seconds }, at) => ({ seconds: seconds ?? 0, published: plans[at]?.published ?? null }));
  const isKnown = accounts.some(({ seconds }) => seconds !== null);
  const { unlisted, notIncluded } = findLeftBehind(migration, plans.map(recoverableOf));
  return {
    tool: 'kerio-exit',
    format: 1,
    command: 'migrate',
    source: migration.source.name,
    target: migration.destinations.map(({ name }) => name).join(', '),
    totals: {
      accounts: plans.length,
      problems: plans.filter(({ problem }) => problem !== null).length,
      messages: plans.reduce((sum, { toSend }) => sum + toSend.messages, 0),
      bytes: plans.reduce((sum, { toSend }) => sum + toSend.bytes, 0),
      kinds: kindsInAll(plans),
      seconds: isKnown ? secondsInAll(times, atOnce) : null,
      atOnce: Math.min(atOnce, plans.length),
      quicker: isKnown ? quickerWay(times, atOnce) : null,
    },
    accounts,
    unlisted,
    notIncluded,
  };
}

function kindsInAll(plans: readonly AccountPlan[]): AccountPlan['toSend']['kinds'] {
  const all: Partial<Record<MovedKind, number>> = {};
  for (const { toSend } of plans)
    for (const [kind, count] of Object.entries(toSend.kinds) as [MovedKind, number][])
      all[kind] = (all[kind] ?? 0) + count;
  return all;
}

/** How much recoverable mail of an account is not sent. */
export function recoverableOf({ account, recoverable }: AccountPlan): { address: string; recoverable: number } {
  return { address: account.source, recoverable };
}

/** So many accounts side by side are worth advising. */
const MANY = 20;

/** What more accounts at the same time would bring, where it is a tenth or more. */
function quickerWay(times: Parameters<typeof secondsInAll>[0], atOnce: number): MigrationPlan['totals']['quicker'] {
  const more = Math.min(MANY, times.length);
  if (more <= atOnce) return null;
  const seconds = secondsInAll(times, more);
  return seconds < 0.9 * secondsInAll(times, atOnce) ? { seconds, atOnce: more } : null;
}

/** How many accounts are filled at the same time. */
export function accountsAtOnce(perAccount: number, total: number): number {
  return Math.max(1, Math.floor(total / perAccount));
}

function secondsFor({ toSend: { messages, bytes }, published }: AccountPlan, rate: Rate): number | null {
  const given = secondsAtRate(rate, messages, bytes);
  if (published === null || messages === 0) return given;
  return Math.max(given ?? 0, published.own);
}

function summarizeAccount(plan: AccountPlan, rate: Rate): PlannedAccount {
  const { account, toSend, bytesPerDay } = plan;
  return {
    source: account.source,
    target: account.target,
    fullName: account.fullName,
    problem: plan.problem,
    server: plan.server,
    quota: plan.quota,
    largest: plan.largest[0] ?? null,
    toSend,
    seconds: secondsFor(plan, rate),
    days: bytesPerDay === null ? null : Math.ceil(toSend.bytes / bytesPerDay),
    folders: plan.folders.map(({ folder, place, skip, messages, bytes, missing, settled, tooLarge }) => ({
      folder: folder.path,
      kind: folder.kind,
      target: place?.path ?? null,
      rule: skip ?? place?.rule ?? '',
      create: place !== null && !place.exists,
      messages,
      bytes,
      missing,
      settled,
      tooLarge: tooLarge.count,
      tooLargeExamples: tooLarge.examples,
    })),
    notes: plan.notes,
    sharing: plan.sharing,
  };
}
