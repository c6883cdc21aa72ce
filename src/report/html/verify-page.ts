/** `verify.html`: the proof that an export agrees with its source, or what does not. */
import type { Finding } from '../../files/verify/finding.js';
import type { VerifiedMailbox, VerifyResult } from '../../files/verify/run.js';
import { exportQuestions, questionsText } from '../decisions.js';
import { decisionsSection } from './decisions.js';
import { domainsOf } from './run-facts.js';
import { html, shorten } from './markup.js';
import { renderPage, type Verdict } from './page.js';
import { Room } from './page-budget.js';
import { type Column, table } from './table.js';
import { countCell, countOf, formatCount, pathText, section, wasOrWere } from './text.js';

const SEVERITIES = {
  difference: 'does not agree',
  new: 'not in the output yet',
  gone: 'gone from the source',
} as const;

/** The page as text. `sampled`: not everything was compared. Names neither the time nor the folder of the output. */
export function verifyPage(result: VerifyResult, sampled: boolean): string {
  const { source, total, mailboxes, findings, notIncluded } = result;
  const room = new Room();
  const { difference, new: waiting, gone } = total.counts;
  const all = difference + waiting + gone;
  const named = findings.reduce((sum, { items }) => sum + items, 0);
  return renderPage({
    kind: 'verification of an export',
    verdict: verdictOf(result, sampled),
    tiles: [
      { name: 'Mailboxes', value: formatCount(mailboxes.length) },
      { name: 'Items', value: formatCount(total.items) },
      { name: 'Compared', value: formatCount(total.compared) },
      { name: 'Not exported', value: formatCount(total.notExported) },
      { name: 'Missing', value: formatCount(total.missing) },
      { name: 'Differences', value: formatCount(difference), warn: difference > 0 },
      { name: 'New', value: formatCount(waiting), warn: waiting > 0 },
      { name: 'Gone', value: formatCount(gone) },
    ],
    sum: 'Items are files of the source. Not exported are those that a rule or a filter left out, or that failed, as the ledgers say. Missing are records of the server’s index without a file, New is what came after the export, Gone what only the output has.',
    facts: [
      ['Company', domainsOf(mailboxes)],
      ['Compared with', source],
    ],
    sections: [
      decisionsSection(
        exportQuestions({ notIncluded, unlisted: [] }),
        'The source has more than the export was asked for, and nobody said that it stays behind. Give the export again with one of the options.',
        room,
      ),
      section(
        'findings',
        'What was found',
        table<Finding>({
          ...{ id: 'findings-table', caption: 'Findings', rows: findings, room, most: 600_000, paper: 'whole' },
          columns: findingColumns,
          rest: () => `${formatCount(all)} in all; kerio-exit verify --json names the first thousand of each kind.`,
        }),
        all > named ? html`<p>${formatCount(all - named)} more are counted and not named.</p>` : null,
      ),
      section(
        'mailboxes',
        'Mailboxes',
        table<VerifiedMailbox>({
          ...{ id: 'boxes', caption: 'Mailboxes', rows: mailboxes, room, most: 1_000_000, paper: 'whole' },
          columns: mailboxColumns,
          rest: (left) => `${countOf(left.length, 'more mailbox')}: kerio-exit verify --json has them all.`,
        }),
      ),
    ],
    footer:
      'Made by kerio-exit verify, which read the source and the output again. It is true of the moment it ran: after another export, verify again.',
  });
}

function verdictOf({ total, mailboxes, unfinished, notIncluded }: VerifyResult, sampled: boolean): Verdict {
  const { difference, new: waiting } = total.counts;
  const undecided = questionsText(exportQuestions({ notIncluded, unlisted: [] }));
  const rest =
    total.notExported === 0 ? '' : `; ${formatCount(total.notExported)} ${wasOrWere(total.notExported)} not exported`;
  const compared = `${formatCount(total.compared)} of ${countOf(total.items, 'item')} of ${countOf(mailboxes.length, 'mailbox')} ${wasOrWere(total.compared)} compared with the source${rest}.${undecided === '' ? '' : ` The source has more that nobody asked for and nobody left out: ${undecided}.`}`;
  const again = unfinished ? ['The last export did not come to its end: run it again first.'] : [];
  if (difference > 0) {
    const sentence = `${countOf(difference, 'item')} ${difference === 1 ? 'does' : 'do'} not agree with the source.`;
    return { tone: 'attention', mark: 'Needs attention', sentence, details: [compared, ...again] };
  }
  if (waiting > 0) {
    const sentence = `What is here is right, but ${countOf(waiting, 'item')} ${waiting === 1 ? 'is' : 'are'} not here yet.`;
    return { tone: 'attention', mark: 'Not current', sentence, details: [compared, 'Run the export again.'] };
  }
  const sentence = sampled
    ? `Source and output agree in the ${countOf(total.compared, 'item')} that were compared.`
    : `Source and output agree: all ${countOf(total.compared, 'exported item')} ${wasOrWere(total.compared)} compared.`;
  if (undecided !== '') return { tone: 'attention', mark: 'Needs your decision', sentence, details: [compared] };
  return { tone: 'good', mark: 'Verified', sentence, details: [compared] };
}

const findingColumns: readonly Column<Finding>[] = [
  { title: 'Mailbox', filter: 'text', cell: ({ mailbox }) => shorten(mailbox, 120) },
  { title: 'Folder', filter: 'text', cell: ({ folder }) => pathText(folder) },
  { title: 'Item', cell: ({ uid }) => (uid === null ? '' : shorten(String(uid), 60)) },
  { title: 'Result', filter: 'choice', cell: ({ severity }) => SEVERITIES[severity] },
  { title: 'Aspect', filter: 'choice', cell: ({ aspect }) => aspect },
  { title: 'Problem', filter: 'text', cell: ({ what }) => shorten(what, 400) },
  { title: 'Items', type: 'number', cell: ({ items }) => formatCount(items), emptyWhen: ({ items }) => items === 1 },
];

const mailboxColumns: readonly Column<VerifiedMailbox>[] = [
  { title: 'Mailbox', filter: 'text', cell: ({ address }) => shorten(address, 120) },
  ...(
    [
      ['Items', ({ items }) => items],
      ['Compared', ({ compared }) => compared],
      ['Not exported', ({ notExported }) => notExported],
      ['Missing', ({ missing }) => missing],
      ['Differences', ({ counts }) => counts.difference],
      ['New', ({ counts }) => counts.new],
      ['Gone', ({ counts }) => counts.gone],
    ] satisfies [string, (mailbox: VerifiedMailbox) => number][]
  ).map(([title, of]): Column<VerifiedMailbox> => ({ title, type: 'number', cell: (row) => countCell(of(row)) })),
];
