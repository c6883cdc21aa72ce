/** The plan and the result of a migration as tables for people. */
import { append } from '../../core/lists.js';
import type { MigrationReport, ReportedAccount } from '../../transfer/state/migration-report.js';
import type { MigrationPlan, PlannedAccount } from '../../transfer/plan/plan-summary.js';
import type { MigrationProof } from '../../transfer/verify/verify-all.js';
import { provenText } from '../../report/attention.js';
import { migrationQuestions } from '../../report/decisions.js';
import { GMAIL_DAY } from '../../report/estimate.js';
import { itemsText } from '../../report/kind-words.js';
import { grouped, groupedLine } from '../../report/grouped.js';
import { destinationOf, migrationSteps } from '../../report/migration-steps.js';
import { standingText } from '../../report/standing.js';
import { timeLinesOf } from './estimate-lines.js';
import { firstOf, questionLines, tookLine } from './export-summary.js';
import { countOf, fitTo, formatBytes, formatCount, formatDuration, formatTable, printable } from './format.js';
import { sharingPlan, sharingResult } from './sharing-table.js';

/** Whether a person looks, and at how many columns. */
type Look = Parameters<typeof fitTo>[0];

/** What will be moved, folder by folder, and what stands in the way. */
export function planTable(plan: MigrationPlan, look: Look = null): string {
  const rows = plan.accounts.flatMap(({ source, folders }) =>
    folders.map((folder) => [
      printable(source),
      printable(folder.folder.join('/')),
      folder.target === null ? '-' : printable(folder.target.join('/')),
      folder.target === null ? '' : folder.create ? 'new' : 'there',
      formatCount(folder.messages),
      formatBytes(folder.bytes),
      formatCount(folder.settled),
      formatCount(folder.tooLarge),
      printable(folder.rule),
    ]),
  );
  const header = ['user', 'folder', 'goes to', '', 'items', 'size', 'done', 'too large', 'because'];
  const lines = rows.length === 0 ? [] : [formatTable(header, rows, new Set([4, 5, 6, 7]), fitTo(look, [3, 6, 7, 8]))];
  append(lines, linesOf(problemLines(plan.accounts.map(({ source, problem }) => [source, problem?.message ?? null]))));
  for (const account of plan.accounts) append(lines, accountNotes(account));
  append(
    lines,
    linesOf(problemLines(plan.accounts.flatMap(({ source, notes }) => notes.map((note) => [source, note])))),
  );
  lines.push(sharingPlan(plan.accounts.map(({ source, sharing }) => ({ address: source, sharing }))));
  append(lines, linesOf(questionLines(migrationQuestions(plan), 'before you send')));
  const { totals } = plan;
  append(lines, linesOf(migrationTimes(plan)));
  lines.push(
    `${itemsText(totals.kinds)}, ${formatBytes(totals.bytes)}, of ${countOf(totals.accounts, 'account')} to send. Nothing was sent.\n`,
  );
  return lines.join('');
}

/** How long sending takes; where a rate was given, or the destination publishes one, each account has said so by itself. */
export function migrationTimes(plan: MigrationPlan): string[] {
  const { seconds, atOnce, messages, quicker } = plan.totals;
  if (seconds !== null && messages === 0) return [];
  if (seconds !== null) {
    const time = `All of it takes ${formatDuration(seconds)} with ${countOf(atOnce, 'account')} at a time`;
    const better =
      quicker === null
        ? ''
        : `; ${formatDuration(quicker.seconds)} with ${quicker.atOnce} (--connections 1/${quicker.atOnce})`;
    return [`${time}${better}, by the limits there are.`, ...daysLines(plan)];
  }
  const steps = migrationSteps(plan);
  return steps.length === 0 ? [] : timeLinesOf(steps);
}

/** What an account may be sent a day by the word of Google, where that is less than what there is for one. */
function daysLines({ accounts, target }: MigrationPlan): string[] {
  const most = accounts.reduce((largest, { toSend }) => Math.max(largest, toSend.bytes), 0);
  if (destinationOf(target) !== 'google' || most <= GMAIL_DAY) return [];
  return [
    `Google documents ${formatBytes(GMAIL_DAY)} a day and account, and often lets more through: the largest account has ${formatBytes(most)}, which is ${Math.ceil(most / GMAIL_DAY)} days by the word.`,
  ];
}

function accountNotes(account: PlannedAccount): string[] {
  const lines: string[] = [];
  const say = (text: string): void => void lines.push(`${printable(`${account.source}: ${text}`)}\n`);
  if (account.quota !== null) {
    say(`${formatBytes(account.quota.used)} of ${formatBytes(account.quota.limit)} are in use at the destination`);
  }
  if (account.seconds !== null) say(`takes ${formatDuration(account.seconds)}, by the limits there are`);
  if (account.days !== null && account.days > 1) {
    say(`${account.server} takes a limited amount a day: plan for ${countOf(account.days, 'day')}`);
  }
  return lines;
}

/** What became of everything, account by account, and what needs a look. */
export function reportTable(report: MigrationReport, look: Look = null): string {
  const rows = report.mailboxes.map((account) => [
    printable(account.address),
    printable(account.target),
    formatCount(account.totals.copied),
    formatCount(account.totals.before + account.totals.present),
    formatCount(account.totals.skipped),
    formatCount(account.totals.failed),
    formatCount(account.totals.missing),
    outcomeOf(account),
  ]);
  const header = ['user', 'to', 'copied', 'already there', 'skipped', 'failed', 'missing', ''];
  const lines = [formatTable(header, rows, new Set([2, 3, 4, 5, 6]), fitTo(look, [4, 3]))];
  const { reasons, notes } = report.totals;
  append(lines, countLines(reasons, 'not sent'));
  append(lines, countLines(notes, 'changed on the way'));
  append(lines, linesOf(problemLines(report.mailboxes.map(({ address, problem }) => [address, problem]))));
  const { failed, missing } = report.totals;
  const named = report.attention.map(
    ({ mailbox, folder, uid, reason }) => `${mailbox} ${folder.join('/')} ${uid}: ${reason ?? ''}`,
  );
  append(lines, linesOf(firstOf(named, failed + missing)));
  lines.push(sharingResult(report.mailboxes));
  lines.push(
    ...linesOf(questionLines(migrationQuestions(report), 'give the same command again when you have decided')),
    `${standingText(report)} ${tookLine(report.times)}\n`,
  );
  return lines.join('');
}

/** What is to be said of accounts: a refused certificate, or what the destination cannot keep, is told once, with how many it concerns. */
export function problemLines(accounts: readonly (readonly [address: string, problem: string | null])[]): string[] {
  return grouped(accounts).map((group) => printable(groupedLine(group)));
}

function linesOf(lines: readonly string[]): string[] {
  return lines.map((line) => `${line}\n`);
}

/** How many texts of a kind are told. */
const TOLD = 10;

function countLines(table: Readonly<Record<string, number>>, what: string): string[] {
  const texts = Object.entries(table).sort((a, b) => b[1] - a[1]);
  const rest = texts.slice(TOLD).reduce((sum, [, count]) => sum + count, 0);
  return [
    ...texts.slice(0, TOLD).map(([text, count]) => `${formatCount(count)} ${what}: ${printable(text)}\n`),
    ...(rest > 0 ? [`${formatCount(rest)} more ${what}: see the report\n`] : []),
  ];
}

function outcomeOf({ outcome, reflagged }: ReportedAccount): string {
  const flags = reflagged === 0 ? '' : `, flags of ${countOf(reflagged, 'message')} brought over`;
  return `${outcome === 'done' ? 'done' : outcome === 'stopped' ? 'not finished' : 'interrupted'}${flags}`;
}

/** What a comparison found, mailbox by mailbox. */
export function proofTable(proof: MigrationProof, look: Look = null): string {
  const { accounts: proofs } = proof;
  const rows = proofs.flatMap(({ account, boxes }) =>
    boxes.map(({ mailbox, expected, there, differences, doubled, others }) => {
      const count = (kind: string): string => formatCount(differences.filter((found) => found.kind === kind).length);
      const numbers = [formatCount(expected), formatCount(there), count('missing'), count('flags'), count('date')];
      return [
        ...[printable(account.source), printable(mailbox)],
        ...numbers,
        ...[count('unreadable'), formatCount(doubled.length), formatCount(others)],
      ];
    }),
  );
  const header = [
    'user',
    'mailbox',
    'source',
    'there',
    'missing',
    'flags',
    'dates',
    'unreadable',
    'doubled',
    'new there',
  ];
  const lines = [formatTable(header, rows, new Set([2, 3, 4, 5, 6, 7, 8, 9]), fitTo(look, [9, 7]))];
  for (const { account, problem, boxes } of proofs) {
    if (problem !== null) lines.push(`${printable(`${account.source}: ${problem}`)}\n`);
    const found = boxes.flatMap(({ differences }) => differences);
    lines.push(
      ...linesOf(
        firstOf(found.map(({ folder, uid, text }) => `${account.source} ${folder.join('/')} ${uid}: ${text}`)),
      ),
    );
  }
  append(lines, linesOf(questionLines(migrationQuestions(proof), 'then compare again')));
  lines.push(`${provenText(proof)}\n`);
  return lines.join('');
}
