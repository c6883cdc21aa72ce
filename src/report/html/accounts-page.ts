/** The page of `kerio-exit accounts`: who there is, and what of them could not be carried. */
import type { AccountsDetails } from '../accounts-details.js';
import type { ReportedAccounts } from '../model.js';
import { accountsSection } from './accounts-section.js';
import { html } from './markup.js';
import { renderPage, type Verdict } from './page.js';
import { Room } from './page-budget.js';
import { countOf, formatCount } from './text.js';

/** What the page is made of. */
export interface AccountsPage {
  /** What they were read from, as people should read it. */
  readonly source: string;
  readonly reported: ReportedAccounts;
  readonly details: AccountsDetails;
  /** Something could not be read or followed, or carried over. */
  readonly attention: boolean;
}

/** The page as text. */
export function accountsPage({ source, reported, details, attention }: AccountsPage): string {
  const { users, groups, aliases, lists, leftOut } = details;
  const { counts } = reported;
  return renderPage({
    kind: 'accounts',
    verdict: verdictOf(reported, attention),
    tiles: [
      { name: 'Users', value: formatCount(counts?.users ?? users.length) },
      { name: 'Groups', value: formatCount(counts?.groups ?? groups.length) },
      { name: 'Aliases', value: formatCount(counts?.aliases ?? aliases.length) },
      { name: 'Mailing lists', value: formatCount(counts?.lists ?? lists.length) },
      { name: 'Not carried over', value: formatCount(leftOut.length), warn: attention && leftOut.length > 0 },
    ],
    facts: [['From', source]],
    sections: [accountsSection(reported, details, new Room())],
    footer: html`Made by kerio-exit accounts. The files are in <code>accounts/</code> beside this page; <code>accounts/report.json</code> tells everything.`,
  });
}

function verdictOf({ counts }: ReportedAccounts, attention: boolean): Verdict {
  const sentence = `${countOf(counts?.users ?? 0, 'user')}, ${countOf(counts?.groups ?? 0, 'group')} and ${countOf(counts?.aliases ?? 0, 'alias')} are in account files.`;
  return attention
    ? {
        tone: 'attention',
        mark: 'Needs attention',
        sentence,
        details: ['Some could not be carried over: they are named below.'],
      }
    : { tone: 'good', mark: 'Complete', sentence, details: [] };
}
