/** `report.html` of a migration. */
import type { MigrationReport, ReportedAccount } from '../../transfer/state/migration-report.js';
import type { Guide } from '../guide.js';
import { foldersSection, mailboxesSection, problemsSection } from './arrivals.js';
import { guidesSection } from './guides.js';
import { destinationOfServer } from './limits.js';
import { shorten } from './markup.js';
import { notesSection } from './notices.js';
import { renderPage, type Verdict } from './page.js';
import { picturesSection } from './pictures.js';
import { Room } from './page-budget.js';
import type { Column } from './table.js';
import { countCell, countOf, dayOf, formatBytes, formatCount, listText } from './text.js';
import { countTiles } from './tiles.js';

/** What the page is made of. */
export interface MigrationPage {
  readonly report: MigrationReport;
  /** What to do next; may be empty. */
  readonly guides: readonly Guide[];
}

/** The page as text, to stand beside `report.json` of the state folder. */
export function migrationPage({ report, guides }: MigrationPage): string {
  const { totals, mailboxes, source, target, notSelected } = report;
  const room = new Room();
  const notes = { ...report, problems: [] };
  return renderPage({
    kind: 'report of a migration',
    verdict: verdictOf(report),
    tiles: countTiles(totals, mailboxes.length, 'At the new server'),
    facts: [
      ['From', source],
      ['To', target],
      [
        'Mail',
        totals.oldest === null
          ? 'none'
          : `${dayOf(totals.oldest)} to ${dayOf(totals.newest)}, ${formatBytes(totals.bytes)}`,
      ],
      [
        'Copied',
        `${formatCount(totals.copied)} in this run, ${formatCount(totals.before)} in earlier ones; ${formatCount(totals.present)} were there already`,
      ],
      ...(notSelected.length === 0 ? [] : ([['Not in the users file', listText(notSelected)]] as const)),
    ],
    sections: [
      guidesSection(guides, room),
      problemsSection(report, room),
      picturesSection(report, destinationOfServer(target)),
      mailboxesSection(mailboxes, room, accountColumns),
      foldersSection(mailboxes, room),
      notesSection(notes, [], room),
    ],
    footer:
      'Made by kerio-exit migrate from report.json beside it. The ledgers (ledger/*.jsonl) have one line for every message: what became of it, and where it is.',
  });
}

const OUTCOMES = { done: 'done', stopped: 'not finished', interrupted: 'interrupted' } as const;

const accountColumns: readonly Column<ReportedAccount>[] = [
  {
    title: 'To',
    filter: 'text',
    cell: ({ target }) => shorten(target, 120),
    emptyWhen: ({ address, target }) => address === target,
  },
  {
    ...{ title: 'State', filter: 'choice' },
    cell: ({ outcome, problem }) =>
      shorten(problem === null ? OUTCOMES[outcome] : `${OUTCOMES[outcome]}: ${problem}`, 300),
  },
  { title: 'Copied', type: 'number', cell: ({ totals }) => countCell(totals.copied) },
  { title: 'Already there', type: 'number', cell: ({ totals }) => countCell(totals.before + totals.present) },
];

function verdictOf(report: MigrationReport): Verdict {
  const { totals, mailboxes, target, complete, problems } = report;
  const lost = totals.failed + totals.missing;
  const all = countOf(totals.found + totals.missing, 'message');
  const of = countOf(mailboxes.length, 'mailbox');
  const left =
    totals.skipped === 0
      ? []
      : [`${countOf(totals.skipped, 'message')} left out by rule or by your own filters; the reasons are below.`];
  const there = `${formatCount(totals.exported)} of ${all} of ${of} are at ${target}.`;
  if (!complete) {
    const details = [
      ...problems.slice(0, 5).map((problem) => shorten(problem)),
      'Run the same command again: it goes on where it stopped.',
      ...left,
    ];
    return { tone: 'attention', mark: 'Not finished', sentence: `Not everything is moved yet: ${there}`, details };
  }
  if (lost > 0) {
    const sentence = `${formatCount(lost)} of ${all} need${lost === 1 ? 's' : ''} your attention.`;
    return { tone: 'attention', mark: 'Needs attention', sentence, details: [there, ...left] };
  }
  const sentence =
    totals.skipped === 0
      ? `All ${all} of ${of} arrived.`
      : `All ${countOf(totals.exported, 'message')} that were asked for, of ${of}, arrived.`;
  return { tone: 'good', mark: 'Complete', sentence, details: [`They are at ${target}.`, ...left] };
}
