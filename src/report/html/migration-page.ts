/** `report.html` of a migration. */
import type { MigrationReport, ReportedAccount } from '../../transfer/state/migration-report.js';
import type { Guide } from '../guide.js';
import { migrationQuestions, questionsText } from '../decisions.js';
import { type Grouped, grouped } from '../grouped.js';
import { movedOf, othersText, thereText } from '../standing.js';
import { type ArrivalWords, foldersSection, mailboxesSection } from './arrivals.js';
import { type Comparison, comparisonMarkup } from './comparison.js';
import { decisionsSection } from './decisions.js';
import { domainsOf, runText } from './run-facts.js';
import { guidesSection } from './guides.js';
import { destinationOfServer } from './limits.js';
import { html, shorten } from './markup.js';
import { problemsSection, skippedSection } from './named-items.js';
import { notesSection } from './notices.js';
import { renderPage, type Verdict } from './page.js';
import { picturesSection } from './pictures.js';
import { Room } from './page-budget.js';
import { sharesSection } from './sharing.js';
import { type Column, table } from './table.js';
import {
  countCell,
  section,
  type Section,
  countOf,
  dayOf,
  formatBytes,
  formatCount,
  isOrAre,
  listText,
  needsOrNeed,
  wasOrWere,
} from './text.js';
import { countsSum, countTiles } from './tiles.js';

/** What the page is made of. */
export interface MigrationPage {
  readonly report: MigrationReport;
  /** What to do next; may be empty. */
  readonly guides: readonly Guide[];
  /** What --verify found since; null when it did not run. */
  readonly comparison: Comparison | null;
}

const WORDS: ArrivalWords = { arrived: 'At the new server', lost: 'What did not arrive' };

/** The page as text, to stand beside `report.json` of the state folder. */
export function migrationPage({ report, guides, comparison }: MigrationPage): string {
  const { totals, mailboxes, source, target, notSelected } = report;
  const verdict = verdictOf(report);
  const room = new Room();
  const notes = { ...report, problems: [] };
  return renderPage({
    kind: 'report of a migration',
    verdict: {
      ...verdict,
      details: [
        ...verdict.details,
        ...(report.complete ? [comparisonMarkup(comparison, 'the same command with --verify')] : []),
      ],
    },
    tiles: countTiles(totals, mailboxes.length, WORDS.arrived),
    sum: countsSum(totals, WORDS.arrived),
    facts: [
      ['Company', domainsOf(mailboxes)],
      ['Run', runText(report.times)],
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
        `${formatCount(totals.copied)} in this run, ${formatCount(totals.before)} in earlier ones; ${formatCount(totals.present)} ${wasOrWere(totals.present)} there already`,
      ],
      ...(notSelected.length === 0 ? [] : ([['Left out by you', listText(notSelected)]] as const)),
    ],
    sections: [
      stuckSection(report, room),
      decisionsSection(
        migrationQuestions(report),
        'The source has more than this run moved, and nobody said that it stays behind. Say so in the users file or by an option, and give the same command again.',
        room,
      ),
      problemsSection(report, room, WORDS),
      guidesSection(guides, room),
      skippedSection(report, room),
      picturesSection(report, destinationOfServer(target)),
      mailboxesSection(mailboxes, room, WORDS, accountColumns),
      foldersSection(mailboxes, room, WORDS),
      sharesSection(mailboxes, room),
      notesSection(notes, [], room),
    ],
    footer:
      'Made by kerio-exit migrate from report.json beside it. The ledgers (ledger/*.jsonl) have one line for every item: what became of it, and where it is.',
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
    cell: ({ outcome }) => (outcome === 'done' ? 'done' : html`<span class="tag bad">${OUTCOMES[outcome]}</span>`),
  },
  { title: 'Copied', type: 'number', cell: ({ totals }) => countCell(totals.copied) },
  { title: 'Already there', type: 'number', cell: ({ totals }) => countCell(totals.before + totals.present) },
];

/** What keeps accounts from being finished, each reason once. */
function stuckOf({ mailboxes }: MigrationReport): Grouped[] {
  return grouped(mailboxes.map(({ address, problem }) => [address, problem])).sort(
    (a, b) => b.concerned.length - a.concerned.length,
  );
}

/** Where many are concerned, the table below says whom. */
function stuckLine({ text, concerned }: Grouped): string {
  const [first = ''] = concerned;
  return `${concerned.length === 1 ? first : countOf(concerned.length, 'account')}: ${text}`;
}

/** Before anything else: a refused certificate or a server that is away is one thing to mend, however many wait for it. */
function stuckSection(report: MigrationReport, room: Room): Section | null {
  const markup = table<Grouped>({
    ...{
      id: 'stuck',
      caption: 'What keeps them from being finished',
      rows: stuckOf(report),
      room,
      most: 60_000,
      paper: 'whole',
    },
    columns: [
      { title: 'Problem', filter: 'text', cell: ({ text }) => shorten(text, 400) },
      { title: 'Accounts', type: 'number', cell: ({ concerned }) => formatCount(concerned.length) },
      { title: 'Whose', filter: 'text', cell: ({ concerned }) => listText(concerned) },
    ],
    rest: (left) => `${countOf(left.length, 'more problem')} in report.json.`,
  });
  return section('not-finished', 'Accounts that are not finished', markup);
}

function verdictOf(report: MigrationReport): Verdict {
  const { totals, mailboxes, target, complete } = report;
  const stuck = stuckOf(report);
  const { exported, failed, missing, skipped } = totals;
  const { items, others, noun } = movedOf(report);
  const of = countOf(mailboxes.length, 'mailbox');
  const there = thereText(report, ` of ${of}`);
  const undecided = questionsText(migrationQuestions(report));
  const left = skipped - others;
  const rest = [
    ...(left > 0 ? [`${countOf(left, noun)} ${wasOrWere(left)} left out by rule or by your own filters.`] : []),
    ...(others > 0 ? [othersText(others)] : []),
    ...(undecided === '' ? [] : [`Left behind unless you say so: ${undecided}.`]),
  ];
  if (!complete) {
    const details = [
      ...firstTexts(stuck.map(stuckLine), 5).map((problem) => shorten(problem, 300)),
      'Run the same command again: it goes on where it stopped.',
      ...rest,
    ];
    return { tone: 'attention', mark: 'Not finished', sentence: `Not everything is moved yet: ${there}.`, details };
  }
  if (failed + missing > 0) {
    const gone = `${countOf(missing, noun)} that the server knew ${isOrAre(missing)} missing from its disk`;
    const lost = `${formatCount(failed)} of ${countOf(items, noun)} ${needsOrNeed(failed)} your attention`;
    const parts = [...(failed > 0 ? [lost] : ['Every file of the source was read']), ...(missing > 0 ? [gone] : [])];
    const sentence = `${parts.join(failed > 0 ? ', and ' : ', but ')}.`;
    return { tone: 'attention', mark: 'Needs attention', sentence, details: [`${there}.`, ...rest] };
  }
  const whole =
    left === 0
      ? `All ${countOf(exported, noun)} of ${of} arrived`
      : `All ${countOf(exported, noun)} that were asked for, of ${of}, arrived`;
  const details = [`They are at ${target}.`, ...rest];
  if (undecided !== '')
    return {
      tone: 'attention',
      mark: 'Needs your decision',
      sentence: `${whole}, but not everybody was asked for.`,
      details,
    };
  return { tone: 'good', mark: 'Complete', sentence: `${whole}.`, details };
}

function firstTexts(texts: readonly string[], most: number): string[] {
  const rest = texts.length - most;
  return [...texts.slice(0, most), ...(rest > 0 ? [`And ${formatCount(rest)} more below and in report.json.`] : [])];
}
