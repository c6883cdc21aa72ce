/** What is said of an export at its end, by its report. */
import { formatShard, type Shard } from '../../core/shard.js';
import { exportQuestions, type Question } from '../../report/decisions.js';
import type { Report } from '../../report/model.js';
import { nameSome } from '../../report/numbers.js';
import { countOf, formatCount, formatDuration, isOrAre, printable } from './format.js';

/** How many items, mailboxes or shards are named one by one. */
const SHOWN = 10;

/** How much is there, and of which mailboxes the store knows nothing any more. */
export function outcomeLines({ totals, mailboxes }: Report, out: string, shard: Shard | null): string[] {
  const which = shard === null ? '' : ` (shard ${formatShard(shard)})`;
  const { exported, skipped } = totals;
  const lines = [
    `${countOf(exported, 'item')} of ${countOf(mailboxes.length, 'mailbox')} ${isOrAre(exported)} in ${out}${which}.`,
    ...(skipped === 0 ? [] : [`${countOf(skipped, 'item')} skipped by rule or by your filters.`]),
  ];
  const gone = mailboxes.filter((mailbox) => mailbox.gone).map(({ address }) => address);
  if (gone.length > 0)
    lines.push(
      `Gone from the store: ${nameSome(gone.map(printable), 'mailbox')}. What was exported of ${gone.length === 1 ? 'it' : 'them'} stays; --mirror takes it out.`,
    );
  return lines;
}

/** How long the run took. */
export function tookLine({ seconds }: Report['times']): string {
  return `It took ${formatDuration(seconds)}.`;
}

/** What failed or is missing; nothing when all is there. */
export function attentionLines({ totals, attention }: Report): string[] {
  const { failed, missing } = totals;
  if (failed + missing === 0) return [];
  const named = attention.map(
    ({ mailbox, folder, uid, reason, result, file }) =>
      `${mailbox} ${folder.join('/')} ${uid}: ${reason ?? result}${file === undefined ? '' : ` (as it was: ${file})`}`,
  );
  return [
    `${countOf(failed, 'item')} failed, ${formatCount(missing)} missing in the store:`,
    ...firstOf(named, failed + missing),
  ];
}

/** The questions that nobody has answered, with the options that do, and whom they concern. */
export function questionLines(questions: readonly Question[], how: string): string[] {
  if (questions.length === 0) return [];
  return [
    `Left behind unless you say so (${how}):`,
    ...questions.flatMap(({ title, remedy, concerned }) => [
      `  ${title}: ${remedy}`,
      ...firstOf(
        concerned.map(({ address, items }) => `${address}: ${items === null ? 'not counted' : countOf(items, 'item')}`),
      ).map((line) => `  ${line}`),
    ]),
  ];
}

/** What of an export asks for a decision. */
export function undecidedLines(report: Report): string[] {
  return questionLines(exportQuestions(report), 'give the same command again with one of the options');
}

/** The first of many lines, indented, and how many there are besides. */
export function firstOf(lines: readonly string[], all = lines.length, shown = SHOWN): string[] {
  const rest = all - Math.min(lines.length, shown);
  return [
    ...lines.slice(0, shown).map((line) => `  ${printable(line)}`),
    ...(rest > 0 ? [`  and ${formatCount(rest)} more`] : []),
  ];
}
