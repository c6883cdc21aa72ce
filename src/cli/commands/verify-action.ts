import { append } from '../../core/lists.js';
import { DEFAULT_READ_AHEAD, defaultJobs } from '../../files/export.js';
import type { Finding } from '../../files/verify/finding.js';
import { runVerify, type VerifiedMailbox, type VerifyResult } from '../../files/verify/run.js';
import { exportQuestions } from '../../report/decisions.js';
import { isVerified, saveVerification, verdictText } from '../../report/verified.js';
import { startClock } from '../../core/run-times.js';
import { parseCount } from '../../options/arguments.js';
import { questionLines, tookLine } from '../output/export-summary.js';
import { countOf, fitTo, formatCount, formatTable, printable } from '../output/format.js';
import { onInterrupt } from '../interrupt.js';
import { makeProgress } from '../output/progress.js';
import type { Run, RunFlags, RunSummary } from '../run-options.js';
import type { ExitCode, Terminal } from '../terminal.js';

/** The options as commander gives them. */
export interface VerifyFlags extends RunFlags {
  source?: string;
  sample?: string;
  show: string;
  jobs?: string;
  readAhead?: string;
  quiet?: boolean;
  json?: boolean;
  html?: string;
}

/** Runs the command. Throws a UserError for what is wrong with its arguments and files. */
export async function verify(out: string, flags: VerifyFlags, { terminal, tell, sum }: Run): Promise<ExitCode> {
  const show = parseCount(flags.show, '--show', 0);
  const request = {
    out,
    source: flags.source,
    sample: flags.sample === undefined ? undefined : parseCount(flags.sample, '--sample', 1),
    jobs: flags.jobs === undefined ? defaultJobs() : parseCount(flags.jobs, '--jobs', 1),
    readAhead: flags.readAhead === undefined ? DEFAULT_READ_AHEAD : parseCount(flags.readAhead, '--read-ahead', 0),
  };
  const clock = startClock();
  const progress = makeProgress(terminal, flags.quiet === true || flags.json === true);
  const interrupt = onInterrupt();
  let result: VerifyResult;
  try {
    result = await runVerify(
      { ...request, signal: interrupt.signal },
      {
        onPlan: (items) => progress.start(items, 0),
        onProgress: (items, bytes) => progress.add(items, bytes),
        onPart: ({ mailbox, folders }, compared) => {
          const [first] = folders;
          tell(printable(`${mailbox} ${first?.path.join('/') ?? ''}: ${countOf(compared, 'item')} compared`));
        },
      },
    );
  } finally {
    progress.stop();
    interrupt.release();
  }
  if (result.interrupted) {
    terminal.err('kerio-exit: interrupted before everything was compared; run the same command again.\n');
    return 130;
  }
  sum(sumOf(result));
  const page = saveVerification(result, { html: flags.html, sampled: flags.sample !== undefined }, (text) =>
    terminal.err(`kerio-exit: ${printable(text)}\n`),
  );
  if (flags.json === true) terminal.out(`${JSON.stringify(result, null, 1)}\n`);
  else {
    if (flags.quiet !== true) terminal.out(`${table(result, terminal)}\n`);
    terminal.out(findingLines(result, show));
    if (flags.quiet !== true)
      terminal.out(`${verdictText(result)}${page === null ? '' : ` It is all in ${page}.`} ${tookLine(clock())}\n`);
    const questions = exportQuestions({ notIncluded: result.notIncluded, unlisted: [] });
    terminal.out(linesText(questionLines(questions, 'export again with one of the options')));
  }
  return isVerified(result) ? 0 : 1;
}

/** The sums of a comparison, for who is told of it. */
function sumOf({ out, mailboxes, total, notIncluded }: VerifyResult): RunSummary {
  const { items, compared, notExported, missing, counts } = total;
  return {
    to: out,
    totals: { mailboxes: mailboxes.length, items, compared, notExported, missing, ...counts },
    undecided: exportQuestions({ notIncluded, unlisted: [] }).map(({ title }) => title),
  };
}

function linesText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function table({ mailboxes, total }: VerifyResult, terminal: Terminal): string {
  const cells = (
    name: string,
    { items, compared, notExported, missing, counts }: Omit<VerifiedMailbox, 'address'>,
  ): string[] => [
    name,
    ...[items, compared, notExported, missing, counts.difference, counts.new, counts.gone].map((count) =>
      formatCount(count),
    ),
  ];
  const rows = mailboxes.map((mailbox) => cells(printable(mailbox.address), mailbox));
  return formatTable(
    ['mailbox', 'items', 'compared', 'not exported', 'missing', 'differences', 'new', 'gone'],
    [...rows, cells('all', total)],
    new Set([1, 2, 3, 4, 5, 6, 7]),
    fitTo(terminal, [7, 3]),
  );
}

const SEVERITIES = [
  ['difference', 'does not agree', 'do not agree'],
  ['new', 'is not in the output yet: run export again', 'are not in the output yet: run export again'],
  ['gone', 'is gone from the source, and stays in the output', 'are gone from the source, and stay in the output'],
] as const;

function findingLines({ findings, total }: VerifyResult, show: number): string {
  const lines: string[] = [];
  for (const [severity, one, many] of SEVERITIES) {
    const count = total.counts[severity];
    if (count === 0) continue;
    lines.push(`${formatCount(count)} ${count === 1 ? one : many}:`);
    const named = findings.filter((finding) => finding.severity === severity).slice(0, show);
    append(
      lines,
      named.map((finding) => `  ${printable(findingLine(finding))}`),
    );
    const rest = count - named.reduce((sum, { items }) => sum + items, 0);
    if (rest > 0) lines.push(`  and ${formatCount(rest)} more`);
    lines.push('');
  }
  return lines.map((line) => `${line}\n`).join('');
}

function findingLine({ mailbox, folder, uid, aspect, what }: Finding): string {
  const where = [mailbox, folder.join('/'), uid === null ? '' : String(uid)].filter((part) => part !== '').join(' ');
  return `${where === '' ? '' : `${where}: `}${aspect}: ${what}`;
}
