/** `report.html` of an export. */
import type { AccountsDetails } from '../accounts-details.js';
import { exportQuestions } from '../decisions.js';
import type { Guide } from '../guide.js';
import type { Report } from '../model.js';
import { accountsSection } from './accounts-section.js';
import { type ArrivalWords, foldersSection, mailboxesSection } from './arrivals.js';
import { type Comparison, comparisonMarkup } from './comparison.js';
import { decisionsSection } from './decisions.js';
import { verdictOf } from './export-verdict.js';
import { guidesSection } from './guides.js';
import { destinationOf } from './limits.js';
import { problemsSection, skippedSection } from './named-items.js';
import { lateSection, notesSection, rulesSection } from './notices.js';
import { renderPage } from './page.js';
import { picturesSection } from './pictures.js';
import { Room } from './page-budget.js';
import { domainsOf, runText } from './run-facts.js';
import { countOf, dayOf, formatBytes, listText } from './text.js';
import { sharingSection } from './sharing.js';
import { countsSum, countTiles } from './tiles.js';

/** What the page is made of. */
export interface ExportPage {
  readonly report: Report;
  /** People and groups one by one; null when this run did not write them. */
  readonly accounts: AccountsDetails | null;
  /** What to do next, for each destination that is worth showing. */
  readonly guides: readonly Guide[];
  /** What verify found of this very export; null when it did not run since. */
  readonly comparison: Comparison | null;
}

const WORDS: ArrivalWords = { arrived: 'Written', lost: 'What was not written' };

/** The page as text. Of time it names what the report and the comparison say, of places the source: the same input gives the same bytes. */
export function exportPage({ report, accounts, guides, comparison }: ExportPage): string {
  const { options, totals, mailboxes } = report;
  const room = new Room();
  const destination = destinationOf(options.target);
  const passedOver = mailboxes.flatMap(({ address, passedOver: rules }) =>
    rules.map((rule) => ({ ...rule, mailbox: address })),
  );
  const verdict = verdictOf(report);
  return renderPage({
    kind: 'report of an export',
    verdict: {
      ...verdict,
      details: [
        ...verdict.details,
        ...(report.complete ? [comparisonMarkup(comparison)] : []),
        ...(guides.length === 0 ? [] : ['Nothing is uploaded yet: “What to do next” has the steps.']),
      ],
    },
    tiles: countTiles(totals, mailboxes.length, WORDS.arrived),
    sum: countsSum(totals, WORDS.arrived),
    facts: [
      ['Company', domainsOf(mailboxes)],
      ['Run', runText(report.times)],
      ['From', report.source],
      [
        'Written for',
        `${destination.name}, mail as ${options.mailFormat}${options.mailFormat === 'pst' ? ' (experimental)' : ''}`,
      ],
      [
        'Mail and entries',
        totals.oldest === null
          ? 'none'
          : `${dayOf(totals.oldest)} to ${dayOf(totals.newest)}, ${formatBytes(totals.bytes)}`,
      ],
      ...leftAside(report),
    ],
    sections: [
      decisionsSection(
        exportQuestions(report),
        'The store has more than was asked for, and nobody said that it stays behind. Give the same command again with one of the options: then it is taken along, or known to be left out.',
        room,
      ),
      problemsSection(report, room, WORDS),
      guidesSection(guides, room),
      skippedSection(report, room),
      picturesSection(report, destination),
      mailboxesSection(mailboxes, room, WORDS),
      lateSection(report.late, room),
      foldersSection(mailboxes, room, WORDS),
      accountsSection(report.accounts, accounts, room),
      rulesSection(report.filters, room),
      sharingSection(
        mailboxes.flatMap(({ address, shared = [] }) => shared.map((folder) => ({ ...folder, mailbox: address }))),
        room,
        'Nothing is shared at the new side by itself: accounts/google, microsoft and imap have a sharing file with a script, as far as each can share such folders; accounts/report.json names the rest.',
      ),
      notesSection(report, passedOver, room),
    ],
    footer:
      'Made by kerio-exit from report.json beside it. The ledgers (ledger/*.jsonl) have one line for every item: what became of it, and where it is.',
  });
}

function leftAside({ notSelected, options }: Report): (readonly [string, string])[] {
  const trees = [
    ...(options.excludeArchive ? ['the mail archive'] : []),
    ...(options.excludeRecoverable ? ['recoverable mail'] : []),
  ];
  return [
    ...(notSelected.length === 0
      ? []
      : ([['Not asked for', `${countOf(notSelected.length, 'mailbox')}: ${listText(notSelected)}`]] as const)),
    ...(trees.length === 0 ? [] : ([['Left out by you', trees.join(', ')]] as const)),
  ];
}
