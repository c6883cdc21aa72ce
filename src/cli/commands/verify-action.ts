import { join } from 'node:path';
import { append } from '../../core/lists.js';
import { UserError } from '../../core/errors.js';
import { DEFAULT_READ_AHEAD, defaultJobs } from '../../files/export.js';
import type { Finding } from '../../files/verify/finding.js';
import { OWN } from '../../files/workspace/output-folder.js';
import { runVerify, type VerifiedMailbox, type VerifyResult } from '../../files/verify/run.js';
import { saveComparison } from '../../report/compared.js';
import { exportQuestions } from '../../report/decisions.js';
import { verifyPage } from '../../report/html/verify-page.js';
import { writePage } from '../../report/write-page.js';
import { refuseInside } from '../../core/inside.js';
import { startClock } from '../../core/run-times.js';
import { parseCount } from '../../options/arguments.js';
import { questionLines, tookLine } from '../output/export-summary.js';
import { countOf, fitTo, formatCount, formatTable, isOrAre, printable } from '../output/format.js';
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
  const page = writeHtml(result, flags, terminal);
  if (flags.json === true) terminal.out(`${JSON.stringify(result, null, 1)}\n`);
  else {
    if (flags.quiet !== true) terminal.out(`${table(result, terminal)}\n`);
    terminal.out(findingLines(result, show));
    if (flags.quiet !== true)
      terminal.out(`${verdict(result)}${page === null ? '' : ` It is all in ${page}.`} ${tookLine(clock())}\n`);
    const questions = exportQuestions({ notIncluded: result.notIncluded, unlisted: [] });
    terminal.out(linesText(questionLines(questions, 'export again with one of the options')));
  }
  return result.total.counts.difference + result.total.counts.new + result.notIncluded.length > 0 ? 1 : 0;
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

/**
 * Writes the page and gives its path. A disk that refuses, such as one that may only be read, takes nothing from the result:
 * then there is no page, unless it was asked for by name.
 */
function writeHtml(result: VerifyResult, flags: VerifyFlags, terminal: Terminal): string | null {
  const file = flags.html ?? join(result.out, 'verify.html');
  try {
    refuseInside(file, result.source, '--html');
    writePage(file, verifyPage(result, flags.sample !== undefined));
    noteComparison(result, flags, terminal);
    return file;
  } catch (error) {
    if (!(error instanceof UserError) || flags.html !== undefined) throw error;
    terminal.err(`kerio-exit: ${printable(error.message)}\n`);
    return null;
  }
}

/** Says on the page of the export what came of it. */
function noteComparison({ out, total, reportedAt }: VerifyResult, flags: VerifyFlags, terminal: Terminal): void {
  const { difference, new: waiting } = total.counts;
  try {
    saveComparison(out, join(out, OWN), {
      ...{ at: new Date().toISOString(), of: reportedAt, agrees: difference + waiting === 0 },
      ...{ sampled: flags.sample !== undefined, items: total.items, compared: total.compared, difference, waiting },
      page: flags.html === undefined ? 'verify.html' : null,
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    terminal.err(`kerio-exit: report.html cannot say that verify ran (${code}).\n`);
  }
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

function verdict({ total, unfinished }: VerifyResult): string {
  const { notExported } = total;
  const rest = notExported === 0 ? '' : `, ${formatCount(notExported)} not exported`;
  const compared = `${formatCount(total.compared)} of ${countOf(total.items, 'item')} compared${rest}`;
  const { difference, new: waiting } = total.counts;
  if (difference > 0) {
    const remedy = unfinished ? ' The last export did not come to its end: run it again first.' : '';
    return `${compared}: ${formatCount(difference)} ${difference === 1 ? 'does' : 'do'} not agree.${remedy}`;
  }
  if (waiting > 0)
    return `${compared}: what is in the output is right, but ${formatCount(waiting)} ${isOrAre(waiting)} not in it yet.`;
  return `${compared}: source and output agree.`;
}
