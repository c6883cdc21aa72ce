/** `verify`: reads source and output again and says where they do not agree. Writes nothing. */
import { openStore, type Store } from '../../store/open.js';
import type { NotIncluded } from '../../store/tree/census.js';
import { findNotIncluded } from '../left-behind.js';
import { changedFiles } from '../earlier/changed.js';
import { planExport } from '../plan/plan.js';
import type { Plan } from '../plan/planned.js';
import { checkAccounts, checkFilter, checkSubscriptions, type ConfigProblem, strayFilters } from './config-check.js';
import { addCounts, type Finding, type FindingCounts, Findings } from './finding.js';
import type { Claim } from './mail-output.js';
import { runUnits } from './pool.js';
import { checkReport, type LedgerSums } from './report-check.js';
import { openSubject, type Subject } from './subject.js';
import { checkTree, strayMailboxes } from './tree.js';
import type { Unit, UnitResult } from './unit-types.js';
import { planUnits, type VerifyMailbox, type VerifyPlan } from './units.js';

export interface VerifyRequest {
  /** The output folder of an export. */
  readonly out: string;
  /** Where the store is, if not where the export found it. */
  readonly source?: string | undefined;
  /** Compare about so many items instead of all, evenly spread and always the same. Names and sums are checked for all. */
  readonly sample?: number | undefined;
  readonly jobs: number;
  readonly readAhead: number;
  readonly signal?: AbortSignal;
}

export interface VerifyEvents {
  /** How many items will be looked at: what the export left out by rule or filter is not among them. */
  readonly onPlan?: (items: number) => void;
  readonly onProgress?: (items: number, bytes: number) => void;
  /** Folders that belong together were compared, so many items of them. */
  readonly onPart?: (part: Unit, compared: number) => void;
}

export interface VerifiedMailbox {
  readonly address: string;
  /** Items of the source. */
  readonly items: number;
  /** Of those, how many were compared with their copies. */
  readonly compared: number;
  /** Of those, how many the export left out or could not read, as the ledger says. */
  readonly notExported: number;
  /** Records of the index without a file. They are no items, and count apart. */
  readonly missing: number;
  /** Items that findings concern, by severity. */
  readonly counts: FindingCounts;
}

export interface VerifyResult {
  readonly out: string;
  readonly source: string;
  readonly interrupted: boolean;
  /** The last export did not come to its end. */
  readonly unfinished: boolean;
  /** End of the export by its report; null when that does not say. */
  readonly reportedAt: string | null;
  /** Archive and recoverable mail of the source that the export neither asked for nor left out. */
  readonly notIncluded: readonly NotIncluded[];
  /** Sums of the mailboxes. */
  readonly total: Omit<VerifiedMailbox, 'address'>;
  readonly mailboxes: readonly VerifiedMailbox[];
  /** By mailbox, folder and UID; of very many only the first of each kind. */
  readonly findings: readonly Finding[];
}

/** At most this many findings of each severity are named; all are counted. */
const NAMED = 1000;

/**
 * Verifies an export against its source. Throws a UserError when the folder holds no export, or the source is not there;
 * everything else that is wrong is a finding.
 */
export async function runVerify(request: VerifyRequest, events: VerifyEvents = {}): Promise<VerifyResult> {
  const subject = openSubject(request.out, request.source);
  const { out, options } = subject;
  const store = openStore(subject.source, { archive: options.archive, recoverable: options.recoverable });
  const plan = planExport(store, options);
  const parts = planUnits(plan, subject);
  const every = Math.max(1, Math.floor(plan.items / (request.sample ?? plan.items)));
  events.onPlan?.(Math.ceil(toLookAt(plan, subject) / every));
  const results: UnitResult[] = [];
  const interrupted = await runUnits(parts.units, {
    out,
    options,
    every,
    threads: request.jobs,
    readAhead: request.readAhead,
    signal: request.signal ?? new AbortController().signal,
    onProgress: (items, bytes) => events.onProgress?.(items, bytes),
    onDone: (unit, result) => {
      results[unit] = result;
      const part = parts.units[unit];
      if (part !== undefined) events.onPart?.(part, result.compared);
    },
  });
  return { interrupted, ...summarize({ subject, store, parts, interrupted }, results) };
}

/** Items of the source that the export did not leave out, as its report counts them. */
function toLookAt({ items, mailboxes }: Plan, { report }: Subject): number {
  const planned = new Set(mailboxes.map(({ mailbox }) => mailbox.address));
  const reported = report?.mailboxes?.filter(({ address }) => planned.has(address)) ?? [];
  return Math.max(0, items - reported.reduce((sum, { totals }) => sum + totals.skipped, 0));
}

interface Verification {
  readonly subject: Subject;
  readonly store: Store;
  readonly parts: VerifyPlan;
  readonly interrupted: boolean;
}

function summarize({ subject, store, parts, interrupted }: Verification, results: readonly UnitResult[]) {
  const findings = new Findings(NAMED);
  const ledgers: LedgerSums[] = [];
  const total = { items: 0, compared: 0, notExported: 0, missing: 0, counts: { difference: 0, new: 0, gone: 0 } };
  const mailboxes = parts.mailboxes.map((mailbox) => {
    const done = mailbox.units.flatMap((unit) => results[unit] ?? []);
    const counts = mailboxFindings(mailbox, done, { subject, findings, interrupted });
    const verified: VerifiedMailbox = {
      address: mailbox.address,
      items: mailbox.items,
      compared: sum(done, ({ compared }) => compared),
      notExported: sum(done, ({ notExported }) => notExported),
      missing: sum(done, ({ missing }) => missing),
      counts,
    };
    ledgers.push({ address: mailbox.address, folders: done.flatMap(({ sums }) => sums) });
    total.items += verified.items;
    total.compared += verified.compared;
    total.notExported += verified.notExported;
    total.missing += verified.missing;
    addCounts(total.counts, counts);
    return verified;
  });
  if (!interrupted) {
    const whole = new Findings(NAMED);
    for (const finding of [...wholeFindings(subject, parts, store), ...checkReport(subject.report, ledgers)])
      whole.add(finding);
    addCounts(total.counts, whole.counts);
    for (const finding of whole.kept) findings.add(finding);
  }
  const { out, source, unfinished } = subject;
  const planned = parts.mailboxes.flatMap(({ planned: found }) => found ?? []);
  const notIncluded = findNotIncluded(store, planned, subject.options);
  const reportedAt = subject.report?.times?.endedAt ?? null;
  return { out, source, unfinished, reportedAt, notIncluded, total, mailboxes, findings: findings.kept };
}

interface Gathering {
  readonly subject: Subject;
  readonly findings: Findings;
  readonly interrupted: boolean;
}

/** Adds the findings of one mailbox, in order. Gives their counts. */
function mailboxFindings(mailbox: VerifyMailbox, done: readonly UnitResult[], gathering: Gathering): FindingCounts {
  const { subject, findings, interrupted } = gathering;
  const counts: FindingCounts = { difference: 0, new: 0, gone: 0 };
  for (const result of done) addCounts(counts, result.counts);
  const claims: Claim[] = done.flatMap((result) => result.claims);
  const own = new Findings(NAMED);
  if (mailbox.ledger === null) own.add(noLedger(mailbox, subject));
  else if (!interrupted)
    for (const { aspect, what, items, isNew } of checkTree(subject.out, mailbox, claims, subject.options)) {
      const severity = isNew === true ? 'new' : 'difference';
      own.add({ severity, aspect, mailbox: mailbox.address, folder: [], uid: null, what, items });
    }
  if (mailbox.planned !== null && mailbox.ledger !== null && !interrupted)
    for (const problem of [...checkFilter(mailbox.planned, subject), ...checkSubscriptions(mailbox, subject)])
      own.add(configFinding(mailbox.address, problem));
  addCounts(counts, own.counts);
  for (const finding of own.kept) findings.add(finding);
  for (const finding of done.flatMap((result) => result.findings)) findings.add(finding);
  return counts;
}

function noLedger({ address, name, items }: VerifyMailbox, { unfinished, report }: Subject): Finding {
  const was = report?.mailboxes?.some((mailbox) => mailbox.address === address) ?? true;
  const waiting = unfinished || !was;
  return {
    severity: waiting ? 'new' : 'difference',
    aspect: 'ledger',
    mailbox: address,
    folder: [],
    uid: null,
    what: waiting ? 'the mailbox is not exported yet' : `ledger/${name}.jsonl is not there`,
    items: Math.max(1, items),
  };
}

function configFinding(mailbox: string, { aspect, what, isNew }: ConfigProblem): Finding {
  return { severity: isNew ? 'new' : 'difference', aspect, mailbox, folder: [], uid: null, what, items: 1 };
}

function wholeFindings(subject: Subject, { mailboxes }: VerifyPlan, store: Store): Finding[] {
  const { out } = subject;
  const names = new Set(mailboxes.map(({ name }) => name));
  const strays = [...strayMailboxes(out, mailboxes), ...strayFilters(out, names)];
  const problems = strays.map(
    (path): ConfigProblem => ({ aspect: 'file', what: `${path} is there, and no ledger names it`, isNew: false }),
  );
  const changed = changedFiles(out).map((path): ConfigProblem => {
    const what = `${path} is a mail file that was changed before an export made it anew, and it holds what no other does: take from it what you need, then remove it`;
    return { aspect: 'file', what, isNew: false };
  });
  return [...problems, ...changed, ...checkAccounts(store, subject)].map((problem) => configFinding('', problem));
}

function sum(results: readonly UnitResult[], value: (result: UnitResult) => number): number {
  return results.reduce((total, result) => total + value(result), 0);
}
