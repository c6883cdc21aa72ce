/** `plan.json`: what a migration will do, for programs and for the table that people see. */
import type { AccountPlan } from './account-plan.js';
import { type Rate, secondsAtRate } from '../limiter.js';

export interface PlannedAccount {
  readonly source: string;
  readonly target: string;
  readonly fullName: string | null;
  readonly problem: AccountPlan['problem'];
  readonly server: string;
  readonly quota: AccountPlan['quota'];
  readonly largest: number | null;
  readonly toSend: AccountPlan['toSend'];
  /** Seconds at the given rate; null without one. */
  readonly seconds: number | null;
  /** Days that the destination's own limit takes; null for no known limit. */
  readonly days: number | null;
  readonly folders: readonly PlannedFolder[];
  readonly notes: readonly string[];
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
    readonly messages: number;
    readonly bytes: number;
  };
  readonly accounts: readonly PlannedAccount[];
  /** Mailboxes of the source that the users file does not name. */
  readonly unlisted: readonly string[];
}

/** Sums planned accounts up. */
export function summarizePlan(
  plans: readonly AccountPlan[],
  migration: {
    readonly source: { readonly name: string; readonly addresses: readonly string[] | null };
    readonly destinations: readonly { readonly name: string }[];
    readonly rate: Rate;
    readonly notChosen: readonly string[];
  },
): MigrationPlan {
  const named = new Set(
    [...plans.map(({ account }) => account.source), ...migration.notChosen].map((address) => address.toLowerCase()),
  );
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
    },
    accounts: plans.map((plan) => summarizeAccount(plan, migration.rate)),
    unlisted: (migration.source.addresses ?? []).filter((address) => !isNamed(address.toLowerCase(), named)),
  };
}

/** The users file may name a mailbox without its domain. */
function isNamed(address: string, named: ReadonlySet<string>): boolean {
  return named.has(address) || named.has(address.slice(0, address.lastIndexOf('@')));
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
    seconds: secondsAtRate(rate, toSend.messages, toSend.bytes),
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
  };
}
