import { join, sep } from 'node:path';
import { append } from '../../core/lists.js';
import { accountsNeedAttention } from '../../files/accounts/write-account-files.js';
import { type ExportResult, runExport } from '../../files/export.js';
import type { StoreAccounts } from '../../files/accounts/store-accounts.js';
import { exportQuestions } from '../../report/decisions.js';
import { losses, needsAttention } from '../../report/attention.js';
import { type Report } from '../../report/model.js';
import { nameSome } from '../../report/numbers.js';
import { writeReport } from '../../report/json.js';
import { parseShard } from '../../options/arguments.js';
import { readCutover, readRequest, type RequestFlags } from '../../options/export-request.js';
import { attentionLines, firstOf, outcomeLines, tookLine, undecidedLines } from '../output/export-summary.js';
import { countOf, printable } from '../output/format.js';
import { showPlan } from '../output/export-plan.js';
import { onInterrupt } from '../interrupt.js';
import { makeProgress } from '../output/progress.js';
import type { Run, RunFlags } from '../run-options.js';
import type { ExitCode } from '../terminal.js';

/** The options as commander gives them. */
export interface ExportFlags extends RequestFlags, RunFlags {
  shard?: string;
  mirror?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** Runs the command. Throws a UserError for what is wrong with its arguments and files. */
export async function exportStore(source: string, flags: ExportFlags, { terminal, tell, sum }: Run): Promise<ExitCode> {
  const request = readRequest(source, flags);
  const cutover = readCutover(flags);
  const { options } = request;
  const shard = flags.shard === undefined ? null : parseShard(flags.shard);
  if (flags.dryRun === true) return showPlan({ source, out: flags.out, options, shard }, flags, terminal);
  const progress = makeProgress(terminal, flags.quiet === true || flags.json === true);
  const interrupt = onInterrupt();
  let result: ExportResult;
  try {
    result = await runExport(
      { ...request, shard, mirror: flags.mirror === true, signal: interrupt.signal },
      {
        onPlan: (plan, ready) => progress.start(plan.items, ready),
        onProgress: (items, bytes) => progress.add(items, bytes),
        onJob: ({ address, folders, items }) => {
          const [first] = folders;
          tell(printable(`${address} ${first?.folder.path.join('/') ?? ''}: ${countOf(items, 'item')}`));
        },
      },
    );
  } finally {
    progress.stop();
    interrupt.release();
  }
  const report = await writeReport(result, options, cutover);
  sum({ to: result.out, totals: numbersOf(report), undecided: exportQuestions(report).map(({ title }) => title) });
  if (result.interrupted) {
    terminal.err('kerio-exit: interrupted; run the same command again to go on where it stopped.\n');
    return 130;
  }
  if (flags.json === true) terminal.out(`${JSON.stringify(report, null, 1)}\n`);
  else if (flags.quiet !== true) terminal.out(summary(result, report));
  return needsAttention(result) ? 1 : 0;
}

/** The sums of a run, for who is told of it. */
function numbersOf({ totals, mailboxes }: Report): Record<string, number> {
  const { found, exported, skipped, failed, missing, bytes } = totals;
  return { mailboxes: mailboxes.length, found, exported, skipped, failed, missing, bytes };
}

function summary(result: ExportResult, report: Report): string {
  const { takenOut } = result;
  const lines = [...outcomeLines(report, result.out, result.shard)];
  if (result.reused > 0) lines.push(`${countOf(result.reused, 'item')} did not change since an earlier run.`);
  if (takenOut.length > 0)
    lines.push(`Gone from the store and taken out of the output: ${nameSome(takenOut.map(printable), 'mailbox')}.`);
  append(lines, accountLines(result.accounts));
  append(lines, dovecotLines(result.dovecot));
  append(lines, attentionLines(report));
  const lost = losses(result);
  if (lost.length > 0) append(lines, [`${countOf(lost.length, 'place')} could not be read:`, ...firstOf(lost)]);
  append(lines, undecidedLines(report));
  if (report.options.mailFormat === 'pst')
    lines.push('PST files are experimental: we never opened one in Outlook. Run scanpst on the first (docs/pst.md).');
  lines.push(tookLine(report.times));
  const { out, shard } = result;
  lines.push(
    shard === null
      ? `The report is in ${join(out, 'report.html')} (for programs report.json), a line for every item in ${join(out, 'ledger', sep)}.`
      : `A line for every item is in ${join(out, 'ledger', sep)}; the report comes when all ${shard.count} shards have ended (kerio-exit report ${out}).`,
  );
  return `${lines.join('\n')}\n`;
}

function accountLines(accounts: StoreAccounts | null): string[] {
  if (accounts === null) return [];
  if (accounts.result === null) return [printable(`Accounts: ${accounts.problem ?? ''}.`)];
  const { users, groups, aliases } = accounts.result.summary.counts;
  const counts = `${countOf(users, 'user')}, ${countOf(groups, 'group')} and ${countOf(aliases, 'alias')}`;
  const lost = accountsNeedAttention(accounts.result)
    ? '; some could not be carried over, see accounts/report.json'
    : '';
  return [`Account files for ${counts} are in accounts/${lost}.`];
}

function dovecotLines(dovecot: ExportResult['dovecot']): string[] {
  if (dovecot === null) return [];
  const served =
    dovecot.mailboxes === 0 ? [] : [`dovecot/ serves them by IMAP and POP3 (see docs/own-host.md, Let others pull).`];
  return [...served, ...dovecot.problems.map((problem) => printable(`Dovecot: ${problem}.`))];
}
