/** Proves what was done, as `verify` and `migrate --verify` do. */
import { join } from 'node:path';
import type { InputFiles } from '../../core/input-files.js';
import { DEFAULT_READ_AHEAD, defaultJobs } from '../../files/export.js';
import { runVerify, type VerifyResult } from '../../files/verify/run.js';
import type { MigrateFlags } from '../../options/migrate-flags.js';
import { isProven, provenText } from '../../report/attention.js';
import { saveProof } from '../../report/migration-pages.js';
import { saveVerification, verdictText } from '../../report/verified.js';
import type { MigrateOptions } from '../../transfer/run/migration.js';
import { ownFile } from '../../transfer/state/state-dir.js';
import { type MigrationProof, verifyMigration } from '../../transfer/verify/verify-all.js';
import type { VerifyEvents } from '../../transfer/verify/watched.js';
import type { ProofView } from '../api.js';
import { filesOf } from './asked.js';
import { Meter } from './meter.js';
import type { Ended, MoveAsk, Way } from './messages.js';
import { migrationOf } from './run-migrate.js';
import type { Working } from './run-export.js';

/** At most this many findings are named; the pages name more. */
const NAMED = 500;

const INTERRUPTED = { interrupted: true, view: null, page: null } as const;

export async function verify(ask: MoveAsk, way: Way): Promise<Ended<ProofView>> {
  const meter = new Meter(way);
  const working = { meter, signal: way.signal };
  const ends: Ended<ProofView>[] = [];
  try {
    for (const leg of ask.legs) {
      if (ends.some(({ interrupted }) => interrupted)) break;
      ends.push(
        leg.command === 'export'
          ? await verifyExport(leg.flags.out, working, ask.legs.length > 1)
          : await verifyServers(leg.flags, filesOf(ask, way), working),
      );
    }
  } finally {
    meter.end();
  }
  // Half a comparison proves nothing, and must not look as if it agreed.
  if (ends.some(({ interrupted }) => interrupted)) return INTERRUPTED;
  const views = ends.flatMap(({ view }) => view ?? []);
  const findings = views.flatMap((view) => view.findings);
  const sum = (value: (view: ProofView) => number): number => views.reduce((all, view) => all + value(view), 0);
  return {
    interrupted: false,
    page: ends.findLast(({ page }) => page !== null)?.page ?? null,
    view: {
      agrees: views.every(({ agrees }) => agrees),
      words: views.map(({ words }) => words).join(' '),
      ...{ compared: sum(({ compared }) => compared), items: sum(({ items }) => items) },
      ...{ findings: findings.slice(0, NAMED), findingsInAll: sum(({ findingsInAll }) => findingsInAll) },
    },
  };
}

/** With `isDivided` what was not exported is another command's, and no item of this one. */
async function verifyExport(out: string, { meter, signal }: Working, isDivided: boolean): Promise<Ended<ProofView>> {
  let left = 0;
  const result = await runVerify(
    { out, jobs: defaultJobs(), readAhead: DEFAULT_READ_AHEAD, signal },
    {
      onPlan: (items) => {
        left = items;
        meter.expect(items);
      },
      onProgress: (items, bytes) => {
        left -= items;
        meter.add(items, bytes);
      },
    },
  );
  if (result.interrupted) return INTERRUPTED;
  // What went from the store meanwhile, or came after the export, was not compared, and nothing is left to do.
  meter.add(left, 0);
  const warnings: string[] = [];
  const page = saveVerification(result, { html: undefined, sampled: false }, (text) => warnings.push(text));
  const view = exportProof(result, warnings);
  const items = isDivided ? view.items - result.total.notExported : view.items;
  return { interrupted: false, page, view: { ...view, items } };
}

function exportProof(result: VerifyResult, warnings: readonly string[]): ProofView {
  const { total, findings } = result;
  return {
    ...{
      agrees: total.counts.difference + total.counts.new === 0,
      words: [verdictText(result), ...warnings].join(' '),
    },
    ...{ compared: total.compared, items: total.items },
    findings: findings.map(({ mailbox, folder, uid, aspect, what }) => ({
      ...{ mailbox, folder: folder.join('/'), uid, words: `${aspect}: ${what}` },
    })),
    findingsInAll: total.counts.difference + total.counts.new + total.counts.gone,
  };
}

async function verifyServers(
  flags: MigrateFlags,
  files: InputFiles,
  { meter, signal }: Working,
): Promise<Ended<ProofView>> {
  const { options } = await migrationOf(flags, files, signal);
  const proof = await proofOf(options, meter);
  if (proof === null) return INTERRUPTED;
  const { state } = options.stateDir;
  saveProof(state, proof, ownFile(options.stateDir, options.shard, 'verify.json'));
  return { interrupted: false, page: join(state, 'report.html'), view: serverProof(proof) };
}

/** Null where somebody wanted it to end. */
async function proofOf(options: MigrateOptions, meter: Meter): Promise<MigrationProof | null> {
  try {
    return await verifyMigration(options, eventsFor(meter));
  } catch (error) {
    if (options.signal.aborted) return null;
    throw error;
  }
}

function eventsFor(meter: Meter): VerifyEvents {
  let [unplanned, items] = [0, 0];
  const planned = new Set<string>();
  /** How many items there are is known when the last was begun; a share that grows would run backwards. */
  const plan = (source: string, more: number): void => {
    if (planned.has(source)) return;
    planned.add(source);
    items += more;
    unplanned -= 1;
    if (unplanned === 0) meter.expect(items);
  };
  return {
    onAccounts: (accounts) => {
      unplanned = accounts.length;
      meter.unsure();
      for (const { source } of accounts) meter.mailbox(source, { state: 'waiting' });
    },
    onBegin: ({ source }, total) => {
      meter.mailbox(source, { state: 'active', total });
      plan(source, total);
    },
    onItems: ({ source }, more) => {
      meter.mailbox(source, { done: (meter.standing(source)?.done ?? 0) + more });
      meter.add(more, 0);
    },
    onEnd: ({ source }, problem) => {
      meter.mailbox(source, { state: problem === null ? 'done' : 'failed', words: problem ?? '' });
      if (problem !== null) meter.trouble(source, problem);
      plan(source, 0);
    },
  };
}

function serverProof(proof: MigrationProof): ProofView {
  const { accounts } = proof;
  const boxes = accounts.flatMap(({ account, boxes: own }) => own.map((box) => ({ ...box, source: account.source })));
  const findings = [
    ...accounts.flatMap(({ account, problem }) =>
      problem === null ? [] : [{ mailbox: account.source, folder: '', uid: null, words: problem }],
    ),
    ...boxes.flatMap(({ source, mailbox, differences, doubled }) => [
      ...differences.map(({ folder, uid, text }) => ({
        ...{ mailbox: source, folder: folder.join('/'), uid, words: text },
      })),
      ...doubled.map((ref) => ({
        ...{ mailbox: source, folder: mailbox, uid: ref, words: 'is there more often than in the store' },
      })),
    ]),
  ];
  return {
    ...{ agrees: isProven(accounts), words: provenText(proof) },
    compared: boxes.reduce((all, { there }) => all + there, 0),
    items: boxes.reduce((all, { expected }) => all + expected, 0),
    ...{ findings, findingsInAll: findings.length },
  };
}
