import { accountsNeedAttention } from '../pipeline/accounts.js';
import { type ExportResult, runExport } from '../pipeline/export.js';
import type { StoreAccounts } from '../pipeline/store-accounts.js';
import { tellsOfLoss } from '../store/loss.js';
import { openStore } from '../store/open.js';
import { type Plan, planExport } from '../pipeline/plan.js';
import { checkSelection } from '../pipeline/selection.js';
import { type Report, writeReport } from '../report/json.js';
import { addRequestOptions, readCutover, readRequest, type RequestFlags } from './export-request.js';
import { countOf, formatCount, formatTable, printable } from './format.js';
import { onInterrupt } from './interrupt.js';
import type { AddCommand } from './main.js';
import { makeProgress } from './progress.js';
import type { ExitCode, Terminal } from './terminal.js';

interface Flags extends RequestFlags {
  mirror?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** `kerio-exit export <store> --out <dir>`: the main job. */
export const addExportCommand: AddCommand = (program, terminal, done) => {
  const command = program
    .command('export')
    .description('write everything in a store as files that the next system imports')
    .argument('<store>', 'install folder, store, store/mail, a domain, a mailbox, a folder, or a folder of backup zips')
    .requiredOption('--out <dir>', 'folder for the output; run again with the same folder to bring it up to date');
  addRequestOptions(command)
    .option('--mirror', 'take mail that is gone from the store out of the output, too')
    .option('--dry-run', 'show what would be written, and write nothing')
    .option('--quiet', 'no progress and no summary')
    .option('--json', 'print the report as JSON on standard output')
    .addHelpText(
      'after',
      '\nExample:\n  kerio-exit export /opt/kerio/mailserver --out /mnt/usb/export --target google\n',
    )
    .action(async (store: string, flags: Flags) => done(await exportStore(store, flags, terminal)));
};

async function exportStore(source: string, flags: Flags, terminal: Terminal): Promise<ExitCode> {
  const request = readRequest(source, flags);
  const cutover = readCutover(flags);
  const { options } = request;
  if (flags.dryRun === true) {
    const store = openStore(source, { archive: options.archive, recoverable: options.recoverable });
    checkSelection(store.mailboxes, options);
    const plan = planExport(store, options);
    terminal.out(flags.json === true ? `${JSON.stringify(summarizePlan(plan), null, 1)}\n` : planTable(plan));
    return 0;
  }
  const progress = makeProgress(terminal, flags.quiet === true || flags.json === true);
  const interrupt = onInterrupt();
  let result: ExportResult;
  try {
    result = await runExport(
      { ...request, mirror: flags.mirror === true, signal: interrupt.signal },
      {
        onPlan: (plan, ready) => progress.start(plan.items, ready),
        onProgress: (items, bytes) => progress.add(items, bytes),
      },
    );
  } finally {
    progress.stop();
    interrupt.release();
  }
  const report = await writeReport(result, options, cutover);
  if (result.interrupted) {
    terminal.err('kerio-exit: interrupted; run the same command again to go on where it stopped.\n');
    return 130;
  }
  if (flags.json === true) terminal.out(`${JSON.stringify(report, null, 1)}\n`);
  else if (flags.quiet !== true) terminal.out(summary(result, report));
  return needsAttention(result) ? 1 : 0;
}

/** Whether something failed or is missing, so that a person should look. */
export function needsAttention(result: ExportResult): boolean {
  const { sums, accounts } = result;
  // What no destination has, such as an alias with a wildcard, is told but fails nothing: `accounts` is stricter.
  const accountsLost =
    accounts?.failed === true || accounts?.result?.read.problems.some(({ kind }) => kind === 'unreadable') === true;
  return sums.failed + sums.missing > 0 || losses(result).length > 0 || accountsLost;
}

/** Problems that mean that items are not in the output, and that no ledger line speaks of. */
function losses({ store, mailboxes }: ExportResult): string[] {
  const all = [store, ...mailboxes, ...mailboxes.flatMap(({ folders }) => folders)];
  return [...new Set(all.flatMap(({ problems }) => problems).filter(tellsOfLoss))];
}

function summary(result: ExportResult, report: Report): string {
  const { sums } = result;
  const lines = [
    `${countOf(sums.exported, 'item')} of ${countOf(result.mailboxes.length, 'mailbox')} are in ${result.out}.`,
  ];
  if (result.reused > 0) lines.push(`${countOf(result.reused, 'item')} did not change since an earlier run.`);
  if (sums.skipped > 0) lines.push(`${countOf(sums.skipped, 'item')} skipped by rule or by your filters.`);
  lines.push(...accountLines(result.accounts));
  if (sums.failed + sums.missing > 0) {
    lines.push(`${countOf(sums.failed, 'item')} failed, ${formatCount(sums.missing)} missing in the store:`);
    for (const item of report.attention.slice(0, 10)) {
      lines.push(
        `  ${printable(`${item.mailbox} ${item.folder.join('/')} ${item.uid}: ${item.reason ?? item.result}`)}`,
      );
    }
  }
  lines.push(...losses(result).slice(0, 10).map(printable));
  lines.push(`The report is in ${result.out}/report.json, a line for every item in ${result.out}/ledger/.`);
  return `${lines.join('\n')}\n`;
}

function accountLines(accounts: StoreAccounts | null): string[] {
  if (accounts === null) return [];
  if (accounts.result === null) return [printable(`Accounts: ${accounts.problem ?? ''}.`)];
  const { users, groups, aliases } = accounts.result.summary.counts;
  const counts = `${countOf(users, 'user')}, ${countOf(groups, 'group')} and ${formatCount(aliases)} aliases`;
  const lost = accountsNeedAttention(accounts.result)
    ? '; some could not be carried over, see accounts/report.json'
    : '';
  return [`Account files for ${counts} are in accounts/${lost}.`];
}

function planTable(plan: Plan): string {
  const rows = plan.mailboxes.flatMap(({ mailbox, jobs }) =>
    jobs.flatMap((job) =>
      job.folders.map((planned) => [
        printable(mailbox.address),
        printable(planned.folder.path.join('/')),
        planned.folder.kind,
        formatCount(planned.items),
        planned.excluded ?? printable(planned.label.join('/')),
      ]),
    ),
  );
  const table = formatTable(['mailbox', 'folder', 'kind', 'items', 'becomes'], rows, new Set([3]));
  return `${table}\n${countOf(plan.items, 'item')} in ${countOf(plan.mailboxes.length, 'mailbox')}. Nothing was written.\n`;
}

function summarizePlan(plan: Plan): unknown {
  return {
    items: plan.items,
    notSelected: plan.notSelected,
    mailboxes: plan.mailboxes.map(({ mailbox, jobs }) => ({
      address: mailbox.address,
      folders: jobs.flatMap((job) =>
        job.folders.map(({ folder, label, items, excluded }) => ({
          folder: folder.path,
          kind: folder.kind,
          label,
          items,
          excluded,
        })),
      ),
    })),
  };
}
