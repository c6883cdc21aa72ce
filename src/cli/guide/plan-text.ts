/** A plan in sums, for a screen of 24 lines: how much of whom, what gets another name, how long, how much room. */
import type { MigrationPlan } from '../../transfer/plan/plan-summary.js';
import { firstOf } from '../output/export-summary.js';
import { type Estimate, timeText } from '../../report/estimate.js';
import { itemsText } from '../../report/kind-words.js';
import { migrationSteps } from '../../report/migration-steps.js';
import { problemLines } from '../output/migrate-tables.js';
import { countOf, formatBytes, formatCount, formatTable, printable } from '../output/format.js';

/** Rows and names that are shown of many. */
const ROWS = 6;
const NAMES = 4;

/** What `export --dry-run --json` prints, as far as it is shown. */
interface ExportPlan {
  readonly items: number;
  readonly bytes: number;
  readonly room: { readonly place: string; readonly needed: number; readonly free: number | null };
  readonly steps?: readonly Estimate[];
  readonly mailboxes: readonly {
    readonly address: string;
    readonly folders: readonly {
      readonly folder: readonly string[];
      readonly kind: string;
      readonly label: readonly string[];
      readonly items: number;
      readonly bytes: number;
      readonly excluded: string | null;
    }[];
  }[];
}

/** One mailbox of a plan. */
interface Sum {
  readonly name: string;
  readonly items: number;
  readonly bytes: number;
}

/** The plan of an export. `columns` are those of the terminal. */
export function exportPlanText(json: string, columns: number): string {
  const { items, bytes, room, steps = [], mailboxes } = JSON.parse(json) as ExportPlan;
  const sums = mailboxes.map(({ address, folders }): Sum => {
    const taken = folders.filter(({ excluded }) => excluded === null);
    return { name: address, items: sumOf(taken, 'items'), bytes: sumOf(taken, 'bytes') };
  });
  const renamed = mailboxes.flatMap(({ address, folders }) =>
    folders
      .filter(({ kind, excluded, folder, label }) => kind === 'mail' && excluded === null && !isSame(folder, label))
      .map(({ folder, label }) => `${address}: ${folder.join('/')} becomes ${label.join('/')}`),
  );
  const free = room.free === null ? '' : `, ${formatBytes(room.free)} are free there`;
  return textOf([
    ...sumLines(sums, columns),
    `${countOf(items, 'item')}, ${formatBytes(bytes)}. On disk about ${formatBytes(room.needed)}${free}.`,
    ...stepLines(steps),
    ...renameLines(renamed),
  ]);
}

/** The plan of a migration. */
export function migrationPlanText(json: string, columns: number): string {
  const plan = JSON.parse(json) as MigrationPlan;
  const { accounts, totals } = plan;
  const sums = accounts.map(
    ({ source, target, toSend }): Sum => ({
      name: source.toLowerCase() === target.toLowerCase() ? source : `${source} to ${target}`,
      ...{ items: toSend.messages, bytes: toSend.bytes },
    }),
  );
  const renamed = accounts.flatMap(({ source, folders }) =>
    folders
      .filter(({ folder, target }) => target !== null && !isSame(folder, target))
      .map(({ folder, target }) => `${source}: ${folder.join('/')} goes to ${target?.join('/') ?? ''}`),
  );
  const problems = problemLines(accounts.map(({ source, problem }) => [source, problem?.message ?? null]));
  const days = Math.max(0, ...accounts.map((account) => account.days ?? 0));
  const large = accounts.reduce((sum, { folders }) => sum + sumOf(folders, 'tooLarge'), 0);
  return textOf([
    ...sumLines(sums, columns),
    `${itemsText(totals.kinds)}, ${formatBytes(totals.bytes)}, to send.`,
    ...stepLines(migrationSteps(plan)),
    ...(days > 1 ? [`The destination takes a limited amount a day: plan for ${countOf(days, 'day')}.`] : []),
    ...(large > 0 ? [`${countOf(large, 'message')} ${large === 1 ? 'is' : 'are'} larger than it takes.`] : []),
    ...(problems.length === 0
      ? []
      : ['Not everybody can be moved as things are:', ...firstOf(problems, problems.length, NAMES)]),
    ...renameLines(renamed),
  ]);
}

function textOf(lines: readonly string[]): string {
  return `${lines.map(printable).join('\n')}\n`;
}

function sumOf<Key extends string>(rows: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return rows.reduce((sum, row) => sum + row[key], 0);
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, at) => name.toLowerCase() === (b[at] ?? '').toLowerCase());
}

/** The largest mailboxes, in the order of the plan, and the others in one line. */
function sumLines(sums: readonly Sum[], columns: number): string[] {
  const kept = new Set([...sums].sort((a, b) => b.bytes - a.bytes).slice(0, ROWS));
  const rest = sums.filter((sum) => !kept.has(sum));
  const rows = [
    ...sums.filter((sum) => kept.has(sum)),
    ...(rest.length === 0
      ? []
      : [{ name: `${formatCount(rest.length)} more`, items: sumOf(rest, 'items'), bytes: sumOf(rest, 'bytes') }]),
  ].map(({ name, items, bytes }) => [name, formatCount(items), formatBytes(bytes)]);
  return formatTable(['mailbox', 'items', 'size'], rows, new Set([1, 2]), { columns })
    .trimEnd()
    .split('\n');
}

/** How long, step by step: by what that is known, `--dry-run` says. */
function stepLines(steps: readonly Estimate[]): string[] {
  return steps.map(({ step, seconds }) => `${step}: ${timeText(seconds)}`);
}

function renameLines(renamed: readonly string[]): string[] {
  if (renamed.length === 0) return ['Every folder keeps its name.'];
  return [`${countOf(renamed.length, 'folder')} with another name there:`, ...firstOf(renamed, renamed.length, NAMES)];
}
