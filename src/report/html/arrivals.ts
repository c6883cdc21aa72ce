/** Items that did not arrive, and the folders and mailboxes that everything is in. */
import { append } from '../../core/lists.js';
import type { Counts, FolderSums, Sums } from '../../ledger/sums.js';
import { tellsOfLoss } from '../../store/disk/loss.js';
import type { NamedItem } from '../named.js';
import { html, hrefTo, type Markup, shorten } from './markup.js';
import type { Room } from './page-budget.js';
import { type Column, table } from './table.js';
import {
  countCell,
  countOf,
  dayOf,
  formatBytes,
  formatCount,
  listText,
  pathText,
  section,
  type Section,
} from './text.js';

/** What exports and migrations tell alike. */
export interface Reported {
  readonly totals: Sums;
  readonly mailboxes: readonly ReportedBox[];
  readonly problems: readonly string[];
  readonly attention: readonly NamedItem[];
  readonly skipped: readonly NamedItem[];
}

export interface ReportedBox {
  readonly address: string;
  /** Relative to the folder the page is in. */
  readonly ledger: string | null;
  readonly totals: Sums;
  readonly folders: readonly ReportedPlace[];
  readonly problems: readonly string[];
}

export interface ReportedPlace extends FolderSums {
  readonly folder: readonly string[];
  /** What it is called at the destination; empty when it does not go there. */
  readonly label: readonly string[];
  readonly kind: string;
  readonly hidden?: boolean;
  readonly gone?: boolean;
  readonly outputs?: readonly string[];
  /** Why it goes where it goes, or nowhere. */
  readonly rule?: string;
  readonly problems?: readonly string[];
}

/** A folder and the mailbox it is in. */
interface Place {
  readonly mailbox: string;
  readonly entry: ReportedPlace;
}

const RESULTS: Readonly<Record<string, string>> = { failed: 'failed', missing: 'missing', skipped: 'left out' };

/** So few items are seen one by one: their reasons need no sum. */
const FEW = 10;

/** Every item that failed, is missing or was left out, as far as they are named, and where the rest is told. */
export function problemsSection(report: Reported, room: Room): Section | null {
  const { totals, mailboxes } = report;
  const rows = [...report.attention, ...report.skipped];
  const all = totals.failed + totals.missing + totals.skipped;
  const items = table({
    ...{ id: 'items', caption: 'Items by name', rows, room, most: 260_000 },
    columns: itemColumns,
    rest: (left) => `${countOf(left.length, 'more item')} found no room here.`,
  });
  const reasons = Object.entries(totals.reasons).sort((a, b) => b[1] - a[1]);
  const sums = table({
    ...{ id: 'reasons', caption: 'How many for each reason', rows: reasons, room, most: 30_000 },
    columns: [
      { title: 'Reason', cell: ([reason]) => shorten(reason, 400) },
      { title: 'Items', type: 'number', cell: ([, count]) => formatCount(count) },
    ],
    rest: (left) => `${countOf(left.length, 'more reason')} in report.json.`,
  });
  return section(
    'problems',
    'What did not arrive',
    losses(report),
    all <= FEW ? null : sums,
    items,
    whereAllAre(all, rows.length, mailboxes),
  );
}

const itemColumns: readonly Column<NamedItem>[] = [
  { title: 'Mailbox', filter: 'text', cell: ({ mailbox }) => shorten(mailbox, 120) },
  { title: 'Folder', filter: 'text', cell: ({ folder }) => pathText(folder) },
  { title: 'Item', cell: ({ uid }) => shorten(String(uid), 60) },
  {
    ...{ title: 'Result', filter: 'choice' },
    cell: ({ result }) =>
      html`<span class="tag${result === 'skipped' ? null : ' bad'}">${RESULTS[result] ?? result}</span>`,
  },
  { title: 'Problem', filter: 'choice', cell: ({ reason }) => shorten(reason ?? '', 300) },
];

/** Ledgers of mailboxes that are named below the table. */
const LEDGERS = 40;

function whereAllAre(all: number, named: number, mailboxes: readonly ReportedBox[]): Markup | null {
  if (all <= named) return null;
  const concerned = mailboxes.flatMap(({ address, ledger, totals }) => {
    const count = totals.failed + totals.missing + totals.skipped;
    return ledger === null || count === 0 ? [] : [{ address, ledger, count }];
  });
  const links = concerned
    .slice(0, LEDGERS)
    .map(
      ({ ledger, count }) =>
        html`<li><a href="${hrefTo(ledger)}">${shorten(ledger, 120)}</a>: ${formatCount(count)}</li>`,
    );
  return html`<p>${formatCount(named)} of ${formatCount(all)} are named above. The ledgers have a line for each, with its reason: look for <code>"result":"failed"</code>, <code>"missing"</code> and <code>"skipped"</code>.</p><ul>${links}</ul>${
    concerned.length > LEDGERS
      ? html`<p>And ${countOf(concerned.length - LEDGERS, 'more ledger')}: the table of mailboxes links to each.</p>`
      : null
  }`;
}

/** Losses that no item stands for, such as a directory that could not be listed. */
function losses(report: Reported): Markup | null {
  const lines = lossesOf(report);
  if (lines.length === 0) return null;
  return html`<ul class="problems">${lines.slice(0, 100).map((line) => html`<li>${shorten(line, 400)}</li>`)}</ul>${
    lines.length > 100 ? html`<p>And ${formatCount(lines.length - 100)} more in report.json.</p>` : null
  }`;
}

/** Problems that tell of a loss, with the place they concern. */
export function lossesOf({ problems, mailboxes }: Reported): string[] {
  const lines = problems.filter(tellsOfLoss);
  for (const { address, problems: own, folders } of mailboxes) {
    append(
      lines,
      own.filter(tellsOfLoss).map((problem) => `${address}: ${problem}`),
    );
    for (const { folder, problems: inner = [] } of folders) {
      const found = inner.length === 0 ? inner : inner.filter(tellsOfLoss);
      for (const problem of found) lines.push(`${address}, ${folder.join(' / ')}: ${problem}`);
    }
  }
  return lines;
}

/** Columns of counts: the same in every table. */
function countColumns<Row>(countsOf: (row: Row) => Counts): Column<Row>[] {
  const number = (title: string, of: (counts: Counts) => number, optional = true): Column<Row> => ({
    ...{ title, type: 'number', cell: (row) => countCell(of(countsOf(row))) },
    ...(optional ? { emptyWhen: (row) => of(countsOf(row)) === 0 } : {}),
  });
  return [
    number('Items', ({ found }) => found, false),
    number('Arrived', ({ exported }) => exported, false),
    number('Left out', ({ skipped }) => skipped),
    number('Failed', ({ failed }) => failed),
    number('Missing', ({ missing }) => missing),
    { title: 'Size', type: 'number', cell: (row) => formatBytes(countsOf(row).bytes) },
  ];
}

/** All mailboxes, each with a link to its ledger. */
export function mailboxesSection<Box extends ReportedBox>(
  mailboxes: readonly Box[],
  room: Room,
  more: readonly Column<Box>[] = [],
): Section | null {
  const markup = table<Box>({
    ...{ id: 'boxes', caption: 'Mailboxes', rows: mailboxes, room, most: 1_100_000 },
    columns: [
      {
        ...{ title: 'Mailbox', filter: 'text' },
        cell: ({ address, ledger }) =>
          ledger === null ? shorten(address, 120) : html`<a href="${hrefTo(ledger)}">${shorten(address, 120)}</a>`,
      },
      ...more,
      { title: 'Folders', type: 'number', cell: ({ folders }) => folders.length },
      ...countColumns<Box>(({ totals }) => totals),
      { title: 'Oldest', cell: ({ totals }) => dayOf(totals.oldest) },
      { title: 'Newest', cell: ({ totals }) => dayOf(totals.newest) },
    ],
    rest: (left) =>
      `${countOf(left.length, 'more mailbox')} with ${countOf(
        left.reduce((sum, { totals }) => sum + totals.found, 0),
        'item',
      )} in report.json.`,
  });
  return section('mailboxes', 'Mailboxes', markup);
}

/** So many folders may have room; of more, those that something is to be said of come first. */
const FOLDERS = 1500;

/** What every folder is called now, what became of its items, and where they are. */
export function foldersSection(mailboxes: readonly ReportedBox[], room: Room): Section | null {
  const all = mailboxes.flatMap(({ address, folders }) => folders.map((entry): Place => ({ mailbox: address, entry })));
  const rows = all.length <= FOLDERS ? all : [...all.filter(isNotable), ...all.filter((place) => !isNotable(place))];
  const markup = table<Place>({
    ...{ id: 'map', caption: 'Folders: what each is called now', rows, room, most: 400_000 },
    columns: [
      { title: 'Folder', filter: 'text', cell: ({ entry }) => pathText(entry.folder) },
      { title: 'Mailbox', filter: 'text', cell: ({ mailbox }) => shorten(mailbox, 120) },
      { title: 'Kind', filter: 'choice', cell: ({ entry }) => entry.kind },
      {
        title: 'Is now',
        cell: ({ entry }) => pathText(entry.label),
        emptyWhen: ({ entry }) => entry.label.length === 0,
      },
      ...countColumns<Place>(({ entry }) => entry),
      {
        title: 'Where',
        cell: ({ entry }) => listText(entry.outputs ?? [], 1),
        emptyWhen: ({ entry }) => (entry.outputs ?? []).length === 0,
      },
      { title: 'Remarks', filter: 'text', cell: remarks, emptyWhen: (place) => !hasRemarks(place) },
    ],
    rest: (left) => `${countOf(left.length, 'more folder')} in report.json.`,
  });
  return section('folders', 'Folder map', markup);
}

function isNotable(place: Place): boolean {
  const { failed, missing, skipped } = place.entry;
  return failed + missing + skipped > 0 || hasRemarks(place);
}

function hasRemarks({ entry: { hidden, gone, rule = '', problems = [] } }: Place): boolean {
  return hidden === true || gone === true || rule !== '' || problems.length > 0;
}

function remarks({ entry: { hidden, gone, rule = '', problems = [] } }: Place): string {
  const parts = [
    ...(gone === true ? ['gone from the store, kept from an earlier run'] : []),
    ...(hidden === true ? ['the server did not show it to anybody'] : []),
    ...(rule === '' ? [] : [rule]),
    ...problems,
  ];
  return shorten(parts.join('; '), 300);
}
