/** The report of a finished export, as the next steps take it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../core/errors.js';
import { DEFAULT_OPTIONS } from '../../files/plan/options.js';
import { type MovePlan, moveOf } from '../../users-cfg/move-plan.js';
import type { Report } from '../model.js';

/** A report as if the export had been made by the plan: of what was exported without one, the plan may leave something open. */
export function byPlan(report: Report, plan: MovePlan | null): Report {
  if (plan === null) return report;
  const open = report.mailboxes
    .filter(({ address, gone, totals }) => !gone && totals.found > 0 && moveOf(plan, address) === 'open')
    .map(({ address, totals }) => ({ address, what: 'plan' as const, items: totals.found }));
  const known = report.notIncluded.filter(({ address, what }) => what !== 'plan' || moveOf(plan, address) === 'open');
  return { ...report, options: { ...report.options, plan }, notIncluded: [...known, ...open], unlisted: [] };
}

/** Throws a `UserError` where there is no export, or one that is of another kind or was not finished. */
export function readReport(out: string): Report {
  let report: Partial<Report>;
  try {
    report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Partial<Report>;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      `${out} has no report.json that can be read (${code ?? 'it is no JSON'}): give the folder that kerio-exit export wrote to.`,
    );
  }
  if (report.tool === 'kerio-exit' && report.command === 'export' && report.format === 1) return withDefaults(report);
  throw new UserError(
    `${join(out, 'report.json')} is not of an export: give the folder that kerio-exit export wrote to.`,
  );
}

/** What came with a later version is not in an older report. */
function withDefaults(read: Partial<Report>): Report {
  const report = { unlisted: [], notIncluded: [], ...read } as Partial<Report> as Report;
  return { ...report, options: { ...DEFAULT_OPTIONS, ...report.options } };
}
