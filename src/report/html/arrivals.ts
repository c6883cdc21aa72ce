/** Items that did not arrive, and the folders and mailboxes that everything is in. */
import { append } from '../../core/lists.js';
import type { Counts, FolderSums, Sums } from '../../ledger/sums.js';
import { tellsOfLoss } from '../../store/disk/loss.js';
import type { NamedItem } from '../named.js';
import { type Content, html, hrefTo, shorten } from './markup.js';
import type { Room } from './page-budget.js';
import { type Column, table } from './table.js';
import { countCell, countOf, dayOf, formatBytes, listText, pathText, section, type Section } from './text.js';

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

/** What items that are not in the output are called, and those that are. */
export interface ArrivalWords {
  /** `Written`, `Arrived`: the head of a column. */
  readonly arrived: string;
  /** `What was not written`: the head of the section. */
  readonly lost: string;
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
function countColumns<Row>(countsOf: (row: Row) => Counts, { arrived }: ArrivalWords): Column<Row>[] {
  const number = (title: string, of: (counts: Counts) => number, optional = true): Column<Row> => ({
    ...{ title, type: 'number', cell: (row) => countCell(of(countsOf(row))) },
    ...(optional ? { emptyWhen: (row) => of(countsOf(row)) === 0 } : {}),
  });
  return [
    number('Items', ({ found }) => found, false),
    number(arrived, ({ exported }) => exported, false),
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
  words: ArrivalWords,
  more: readonly Column<Box>[] = [],
): Section | null {
  const markup = table<Box>({
    ...{ id: 'boxes', caption: 'Mailboxes', rows: mailboxes, room, most: 1_100_000, paper: 'whole' },
    columns: [
      {
        ...{ title: 'Mailbox', filter: 'text' },
        cell: ({ address, ledger }) =>
          ledger === null ? shorten(address, 120) : html`<a href="${hrefTo(ledger)}">${shorten(address, 120)}</a>`,
      },
      ...more,
      { title: 'Folders', type: 'number', cell: ({ folders }) => folders.length },
      ...countColumns<Box>(({ totals }) => totals, words),
      { title: 'Oldest', type: 'short', cell: ({ totals }) => dayOf(totals.oldest) },
      { title: 'Newest', type: 'short', cell: ({ totals }) => dayOf(totals.newest) },
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
export function foldersSection(mailboxes: readonly ReportedBox[], room: Room, words: ArrivalWords): Section | null {
  const all = mailboxes.flatMap(({ address, folders }) => folders.map((entry): Place => ({ mailbox: address, entry })));
  const rows = all.length <= FOLDERS ? all : [...all.filter(isNotable), ...all.filter((place) => !isNotable(place))];
  const markup = table<Place>({
    ...{ id: 'map', caption: 'Folders: what each is called now', rows, room, most: 400_000 },
    columns: [
      { title: 'Folder', filter: 'text', cell: ({ entry }) => pathText(entry.folder) },
      { title: 'Mailbox', filter: 'text', cell: ({ mailbox }) => shorten(mailbox, 120) },
      { title: 'Kind', type: 'short', filter: 'choice', cell: ({ entry }) => entry.kind },
      {
        title: 'Is now',
        cell: isNow,
        emptyWhen: ({ entry: { label, outputs = [] } }) => label.length + outputs.length === 0,
      },
      ...countColumns<Place>(({ entry }) => entry, words),
      { title: 'Remarks', filter: 'text', cell: remarks, emptyWhen: (place) => !hasRemarks(place) },
    ],
    rest: (left) => `${countOf(left.length, 'more folder')} in report.json.`,
  });
  return section('folders', 'Folder map', markup);
}

/** What a folder is called, and below it in small where it is: a column of its own would leave none of them any room. */
function isNow({ entry: { label, outputs = [] } }: Place): Content {
  const path = pathText(label);
  return outputs.length === 0 ? path : html`${path}<small>${listText(outputs, 1)}</small>`;
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
