/** Items that are not in the output, one by one: what is wrong with them, or which rule left them out. */
import type { NamedItem } from '../named.js';
import { type ArrivalWords, lossesOf, type Reported, type ReportedBox } from './arrivals.js';
import { html, hrefTo, type Markup, shorten } from './markup.js';
import type { Room } from './page-budget.js';
import { type Column, table } from './table.js';
import { countOf, dayOf, formatBytes, formatCount, pathText, section, type Section } from './text.js';

const RESULTS: Readonly<Record<string, string>> = { failed: 'failed', missing: 'missing', skipped: 'left out' };

/** So few items are seen one by one: their reasons need no sum. */
const FEW = 10;

/** Every item that failed or is missing, as far as they are named, and where the rest is told. */
export function problemsSection(report: Reported, room: Room, words: ArrivalWords): Section | null {
  const { totals, attention } = report;
  return section(
    'problems',
    words.lost,
    losses(report),
    ...namedItems({ report, room, id: 'items', rows: attention, all: totals.failed + totals.missing }),
  );
}

/** What a rule or the user's own filters left out: nothing is wrong with it. */
export function skippedSection(report: Reported, room: Room): Section | null {
  const { totals, skipped } = report;
  return section(
    'left-out-items',
    'Left out by rule or by your filters',
    folded(
      `${countOf(totals.skipped, 'item')}: nothing is wrong with them`,
      namedItems({ report, room, id: 'skipped', rows: skipped, all: totals.skipped }),
    ),
  );
}

/** What somebody may look up, behind one line; nothing where there is nothing. */
function folded(summary: string, parts: readonly (Markup | null)[]): Markup | null {
  return parts.every((part) => part === null)
    ? null
    : html`<details class="fold"><summary>${summary}</summary>${parts}</details>`;
}

interface NamedTable {
  readonly report: Reported;
  readonly room: Room;
  readonly id: 'items' | 'skipped';
  readonly rows: readonly NamedItem[];
  readonly all: number;
}

function namedItems({ report, room, id, rows, all }: NamedTable): (Markup | null)[] {
  const items = table({
    ...{ id, caption: id === 'items' ? 'Items by name' : 'Left out, by name', rows, room, most: 130_000 },
    ...(id === 'items' ? { paper: 'whole' } : {}),
    columns: itemColumns,
    rest: (left) => `${countOf(left.length, 'more item')} found no room here.`,
  });
  const sums = table({
    ...{ id: `${id}-reasons`, caption: 'How many for each reason', rows: reasonsOf(report, id), room, most: 15_000 },
    columns: [
      { title: 'Reason', cell: ([reason]) => shorten(reason, 400) },
      { title: 'Items', type: 'number', cell: ([, count]) => formatCount(count) },
    ],
    rest: (left) => `${countOf(left.length, 'more reason')} in report.json.`,
  });
  return [all <= FEW ? null : sums, items, whereAllAre(all, rows.length, id, report.mailboxes)];
}

/** Sums count reasons of all results together: which of them left an item out, the named items tell. */
function reasonsOf({ totals, attention, skipped }: Reported, id: NamedTable['id']): (readonly [string, number])[] {
  const reasons = Object.entries(totals.reasons).sort((a, b) => b[1] - a[1]);
  const lost = new Set(attention.map(({ reason }) => reason));
  const left = new Set(skipped.map(({ reason }) => reason));
  const isLost = (reason: string): boolean =>
    lost.has(reason) || (!left.has(reason) && totals.failed + totals.missing > attention.length);
  return reasons.filter(([reason]) => isLost(reason) === (id === 'items'));
}

const itemColumns: readonly Column<NamedItem>[] = [
  { title: 'Mailbox', filter: 'text', cell: ({ mailbox }) => shorten(mailbox, 120) },
  { title: 'Folder', filter: 'text', cell: ({ folder }) => pathText(folder) },
  { title: 'Item', cell: ({ uid }) => shorten(String(uid), 60) },
  {
    ...{ title: 'Received', type: 'short' },
    cell: ({ receivedAt }) => dayOf(receivedAt ?? null),
    emptyWhen: ({ receivedAt }) => receivedAt === undefined || receivedAt === null,
  },
  {
    ...{ title: 'Size', type: 'number' },
    cell: ({ bytes = 0 }) => (bytes === 0 ? '' : formatBytes(bytes)),
    emptyWhen: ({ bytes = 0 }) => bytes === 0,
  },
  {
    ...{ title: 'Result', filter: 'choice' },
    cell: ({ result }) =>
      html`<span class="tag${result === 'skipped' ? null : ' bad'}">${RESULTS[result] ?? result}</span>`,
  },
  { title: 'Reason', filter: 'choice', cell: ({ reason }) => shorten(reason ?? '', 300) },
  {
    ...{ title: 'As it was', paper: 'never' },
    cell: ({ file }) => shorten(file ?? '', 200),
    emptyWhen: ({ file }) => file === undefined,
  },
];

/** Ledgers of mailboxes that are named below the table. */
const LEDGERS = 40;

function whereAllAre(
  all: number,
  named: number,
  id: NamedTable['id'],
  mailboxes: readonly ReportedBox[],
): Markup | null {
  if (all <= named) return null;
  const concerned = mailboxes.flatMap(({ address, ledger, totals }) => {
    const count = id === 'skipped' ? totals.skipped : totals.failed + totals.missing;
    return ledger === null || count === 0 ? [] : [{ address, ledger, count }];
  });
  const links = concerned
    .slice(0, LEDGERS)
    .map(
      ({ ledger, count }) =>
        html`<li><a href="${hrefTo(ledger)}">${shorten(ledger, 120)}</a>: ${formatCount(count)}</li>`,
    );
  const keys =
    id === 'skipped'
      ? html`<code>"result":"skipped"</code>`
      : html`<code>"result":"failed"</code> and <code>"missing"</code>`;
  return html`<p>${formatCount(named)} of ${formatCount(all)} are named above. The ledgers have a line for each, with its reason: look for ${keys}.</p><ul>${links}</ul>${
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
