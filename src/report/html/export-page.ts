/** `report.html` of an export. */
import type { AccountsDetails } from '../accounts-details.js';
import type { Guide } from '../guide.js';
import type { Report } from '../json.js';
import { accountsSection } from './accounts-section.js';
import { foldersSection, lossesOf, mailboxesSection, problemsSection } from './arrivals.js';
import { guidesSection } from './guides.js';
import { destinationOf } from './limits.js';
import { lateSection, notesSection, rulesSection } from './notices.js';
import { renderPage, type Verdict } from './page.js';
import { picturesSection } from './pictures.js';
import { Room } from './page-budget.js';
import { countOf, dayOf, formatBytes, formatCount, listText } from './text.js';
import { countTiles } from './tiles.js';

/** What the page is made of. */
export interface ExportPage {
  readonly report: Report;
  /** People and groups one by one; null when this run did not write them. */
  readonly accounts: AccountsDetails | null;
  /** What to do next, for each destination that is worth showing. */
  readonly guides: readonly Guide[];
}

/** The page as text. It names nothing of the time or the place of running but the source, so the same input gives the same bytes. */
export function exportPage({ report, accounts, guides }: ExportPage): string {
  const { options, totals, mailboxes } = report;
  const room = new Room();
  const destination = destinationOf(options.target);
  const passedOver = mailboxes.flatMap(({ address, passedOver: rules }) =>
    rules.map((rule) => ({ ...rule, mailbox: address })),
  );
  return renderPage({
    kind: 'report of an export',
    verdict: verdictOf(report),
    tiles: countTiles(totals, mailboxes.length, 'Arrived'),
    facts: [
      ['From', report.source],
      ['Written for', `${destination.name}, mail as ${options.mailFormat}`],
      [
        'Mail and entries',
        totals.oldest === null
          ? 'none'
          : `${dayOf(totals.oldest)} to ${dayOf(totals.newest)}, ${formatBytes(totals.bytes)}`,
      ],
      ...leftAside(report),
    ],
    sections: [
      guidesSection(guides, room),
      problemsSection(report, room),
      picturesSection(report, destination),
      mailboxesSection(mailboxes, room),
      lateSection(report.late, room),
      foldersSection(mailboxes, room),
      accountsSection(report.accounts, accounts, room),
      rulesSection(report.filters, room),
      notesSection(report, passedOver, room),
    ],
    footer:
      'Made by kerio-exit from report.json beside it. The ledgers (ledger/*.jsonl) have one line for every item: what became of it, and where it is.',
  });
}

function leftAside({ notSelected, notIncluded }: Report): (readonly [string, string])[] {
  return [
    ...(notSelected.length === 0
      ? []
      : ([['Not asked for', `${countOf(notSelected.length, 'mailbox')}: ${listText(notSelected)}`]] as const)),
    ...(notIncluded.length === 0 ? [] : ([['Not included', `archive: ${listText(notIncluded)}`]] as const)),
  ];
}

/** The one sentence: whether everything arrived. */
export function verdictOf(report: Report): Verdict {
  const { totals, mailboxes, late } = report;
  const lost = totals.failed + totals.missing;
  const losses = lossesOf(report).length;
  const all = countOf(totals.found + totals.missing, 'item');
  const of = countOf(mailboxes.length, 'mailbox');
  const details = [
    ...(totals.skipped > 0
      ? [
          `${countOf(totals.skipped, 'item')} ${totals.skipped === 1 ? 'was' : 'were'} left out by rule or by your own filters; each is listed with its reason.`,
        ]
      : []),
    ...(late !== null && late.count > 0 ? [`${countOf(late.count, 'message')} came after the switch.`] : []),
  ];
  if (!report.complete) {
    const sentence = `The export was interrupted: ${formatCount(totals.exported)} items are here so far.`;
    return {
      tone: 'attention',
      mark: 'Not finished',
      sentence,
      details: ['Run the same command again: it goes on where it stopped.'],
    };
  }
  if (lost + losses > 0) {
    const sentence =
      lost > 0
        ? `${formatCount(lost)} of ${all} need${lost === 1 ? 's' : ''} your attention.`
        : `All items that could be read arrived, but ${countOf(losses, 'place')} could not be read.`;
    return {
      tone: 'attention',
      mark: 'Needs attention',
      sentence,
      details: [...lostLines(report, losses), ...details],
    };
  }
  const sentence =
    totals.skipped === 0
      ? `All ${all} of ${of} arrived.`
      : `All ${countOf(totals.exported, 'item')} that were asked for, of ${of}, arrived.`;
  return { tone: 'good', mark: 'Complete', sentence, details };
}

function lostLines({ totals, mailboxes }: Report, losses: number): string[] {
  const { exported, failed, missing } = totals;
  const parts = [
    ...(failed > 0 ? [`${formatCount(failed)} could not be read or written`] : []),
    ...(missing > 0
      ? [`${formatCount(missing)} ${missing === 1 ? 'is' : 'are'} in the server’s index, but not on its disk`]
      : []),
    ...(losses > 0 ? [`${countOf(losses, 'place')} could not be read`] : []),
  ];
  return [`${formatCount(exported)} items of ${countOf(mailboxes.length, 'mailbox')} arrived. ${parts.join('; ')}.`];
}
