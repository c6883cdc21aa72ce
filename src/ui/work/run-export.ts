/** An export, as `kerio-exit export` runs it. */
import { join } from 'node:path';
import type { InputFiles } from '../../core/input-files.js';
import { runExport, type ExportEvents, type ExportResult } from '../../files/export.js';
import { readCutover, readRequest, type RequestFlags } from '../../options/export-request.js';
import { shellOf } from '../../naming/shells.js';
import type { Sums } from '../../ledger/sums.js';
import { losses, needsAttention } from '../../report/attention.js';
import { exportQuestions } from '../../report/decisions.js';
import { writeReport } from '../../report/json.js';
import type { Report } from '../../report/model.js';
import { gatherFacts } from '../../report/next/facts.js';
import { nextSteps } from '../../report/next/guides.js';
import type { OutcomeView } from '../api.js';
import type { Meter } from './meter.js';
import { sumsView } from './open.js';

/** What a command at work needs. */
export interface Working {
  readonly meter: Meter;
  readonly signal: AbortSignal;
}

/** How a command ended. */
export interface LegEnd {
  readonly interrupted: boolean;
  readonly outcome: OutcomeView | null;
  /** What became of each kind of item. */
  readonly kinds: Sums['kinds'];
}

export async function runExportLeg(
  source: string,
  flags: RequestFlags,
  files: InputFiles,
  { meter, signal }: Working,
): Promise<LegEnd> {
  const request = readRequest(source, flags, files);
  const result = await runExport({ ...request, shard: null, mirror: false, signal }, eventsFor(meter));
  const report = await writeReport(result, request.options, readCutover(flags));
  settle(result, report, meter);
  return { interrupted: result.interrupted, outcome: outcomeOf(result, report), kinds: result.sums.kinds };
}

function eventsFor(meter: Meter): ExportEvents {
  return {
    onPlan: (plan, done) => {
      meter.expect(plan.items, done);
      for (const { mailbox, jobs } of plan.mailboxes)
        meter.mailbox(mailbox.address, { total: jobs.reduce((sum, { items }) => sum + items, 0) });
    },
    onProgress: (items, bytes) => meter.add(items, bytes),
    onJob: ({ address, items }) => {
      const { done = 0, total = 0 } = meter.standing(address) ?? {};
      meter.mailbox(address, { done: done + items, state: done + items >= total ? 'done' : 'active' });
    },
  };
}

/** What earlier runs did is done as well. What failed or is missing is told by its reasons. */
function settle(
  { mailboxes, interrupted, sums: { failed: failures, missing } }: ExportResult,
  { attention }: Report,
  meter: Meter,
): void {
  for (const { mailbox, sums, gone } of mailboxes) {
    if (gone) continue;
    const failed = sums.failed + sums.missing;
    if (!interrupted) meter.mailbox(mailbox.address, { state: 'done', done: sums.found, total: sums.found, failed });
  }
  const troubles = new Map<string, { readonly mailbox: string; readonly reason: string; count: number }>();
  for (const { mailbox, reason, result } of attention) {
    const key = `${mailbox}\0${reason ?? result}`;
    const known = troubles.get(key);
    if (known === undefined) troubles.set(key, { mailbox, reason: reason ?? result, count: 1 });
    else known.count += 1;
  }
  // A report names so many and no more.
  const more = attention.length < failures + missing ? ' or more' : '';
  for (const { mailbox, reason, count } of troubles.values()) meter.trouble(mailbox, `${count}${more}: ${reason}`);
}

function outcomeOf(result: ExportResult, report: Report): OutcomeView {
  const { out, sums, interrupted } = result;
  const [guide] = interrupted ? [] : nextSteps(report, gatherFacts(out), shellOf(undefined));
  const problems = [...new Set([...report.problems, ...losses(result)])];
  return {
    ...{ code: interrupted ? 130 : needsAttention(result) ? 1 : 0, sums: sumsView(sums), copied: null, problems },
    questions: exportQuestions(report),
    items: report.attention.map(({ mailbox, folder, uid, result: what, reason }) => ({
      ...{ mailbox, folder: folder.join('/'), uid, reason: reason ?? what },
    })),
    itemsInAll: sums.failed + sums.missing,
    ...{ place: out, report: join(out, 'report.html'), next: guide?.steps ?? [] },
  };
}
