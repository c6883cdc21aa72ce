/** A migration, as `kerio-exit migrate` runs it. */
import { join } from 'node:path';
import type { InputFiles } from '../../core/input-files.js';
import { readMailFilter } from '../../options/mail-filter-options.js';
import type { MigrateFlags } from '../../options/migrate-flags.js';
import { openSource, readMigration } from '../../options/migration.js';
import { migrationCode } from '../../report/attention.js';
import { migrationQuestions } from '../../report/decisions.js';
import { saveMigrationPages } from '../../report/migration-pages.js';
import { formatDuration } from '../../report/numbers.js';
import { filteredSource } from '../../transfer/filtered-source.js';
import { type MigrateEvents, type MigrateOptions, runMigration } from '../../transfer/run/migration.js';
import type { MigrationReport } from '../../transfer/state/migration-report.js';
import type { OutcomeView } from '../api.js';
import type { Meter } from './meter.js';
import { sumsView } from './open.js';
import type { LegEnd, Working } from './run-export.js';

/** What the options ask of the engine. Rejects with a UserError; connects to nobody. */
export async function migrationOf(
  flags: MigrateFlags,
  files: InputFiles,
  signal: AbortSignal,
): Promise<{ readonly options: MigrateOptions; readonly warnings: readonly string[] }> {
  const { request, warnings } = await readMigration(flags, files);
  const opened = openSource(flags, files);
  const source = filteredSource(opened.source, readMailFilter(flags));
  const options = { ...request, source, dryRun: false, retryFailed: false, signal };
  return { options, warnings: [...opened.warnings, ...warnings] };
}

export async function runMigrateLeg(
  flags: MigrateFlags,
  files: InputFiles,
  { meter, signal }: Working,
): Promise<LegEnd> {
  const { options, warnings } = await migrationOf(flags, files, signal);
  const result = await runMigration(options, eventsFor(meter));
  const { state } = options.stateDir;
  saveMigrationPages(result, options, null);
  const { interrupted, report } = result;
  if (report === null) return { interrupted, outcome: null, kinds: {} };
  return { interrupted, outcome: outcomeOf(report, { interrupted, state, warnings }), kinds: report.totals.kinds };
}

function eventsFor(meter: Meter): MigrateEvents {
  const counted = new Map<string, { items: number; bytes: number }>();
  return {
    onPlan: ({ totals, accounts }) => {
      meter.expect(totals.messages);
      for (const { source, toSend, problem } of accounts) {
        const state = problem === null ? 'waiting' : 'failed';
        meter.mailbox(source, { state, total: toSend.messages, words: problem?.message ?? '' });
        if (problem !== null) meter.trouble(source, problem.message);
      }
    },
    onBegin: ({ account, toSend }) => meter.mailbox(account.source, { state: 'active', total: toSend.messages }),
    onCounts: ({ account: { source } }, { copied, copiedBytes, failed }) => {
      const before = counted.get(source) ?? { items: 0, bytes: 0 };
      const now = { items: copied + failed, bytes: copiedBytes };
      counted.set(source, now);
      meter.add(now.items - before.items, now.bytes - before.bytes);
      meter.mailbox(source, { done: now.items, failed, words: '' });
    },
    onWait: ({ account: { source } }, reason, ms) => {
      const words = `waiting ${formatDuration(ms / 1000)}: ${reason}`;
      meter.mailbox(source, { words });
      meter.trouble(source, words);
    },
    onEnd: ({ plan: { account }, outcome, problem, ledger }) => {
      const failed = (ledger?.sums.failed ?? 0) + (ledger?.sums.missing ?? 0);
      const state = outcome === 'done' ? 'done' : outcome === 'stopped' ? 'failed' : 'waiting';
      meter.mailbox(account.source, { state, failed, words: problem ?? '' });
      if (problem !== null) meter.trouble(account.source, problem);
      for (const { folder, uid, reason, result } of ledger?.attention ?? [])
        meter.trouble(account.source, `${folder.join('/')} ${uid}: ${reason ?? result}`);
    },
  };
}

function outcomeOf(
  report: MigrationReport,
  how: { readonly interrupted: boolean; readonly state: string; readonly warnings: readonly string[] },
): OutcomeView {
  const { totals, problems, attention } = report;
  return {
    ...{ code: how.interrupted ? 130 : migrationCode(report), sums: sumsView(totals), copied: totals.copied },
    problems: [...how.warnings, ...problems],
    questions: migrationQuestions(report),
    items: attention.map(({ mailbox, folder, uid, reason, result }) => ({
      ...{ mailbox, folder: folder.join('/'), uid, reason: reason ?? result },
    })),
    itemsInAll: totals.failed + totals.missing,
    ...{ place: how.state, report: join(how.state, 'report.html'), next: [] },
  };
}
