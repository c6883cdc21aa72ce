/** The page of `kerio-exit plan`: who goes where, and what has to be decided. */
import { isOpen, type MoveLine } from '../plan/lines.js';
import { type Estimate, timeText } from '../estimate.js';
import type { Forecast } from '../plan/forecast.js';
import { STAYS_BEHIND } from '../../users-cfg/move-plan.js';
import { html, shorten } from './markup.js';
import { renderPage, type Tile, type Verdict } from './page.js';
import { Room } from './page-budget.js';
import { type Column, table } from './table.js';
import { countCell, countOf, formatBytes, formatCount, isOrAre, section, type Section } from './text.js';

/** What the page is made of. */
export interface PlanPage {
  /** The store, as people should read it. */
  readonly source: string;
  /** What people call the destination. */
  readonly destination: string;
  /** The table to edit, as a path. */
  readonly file: string;
  readonly lines: readonly MoveLine[];
  readonly forecast: Forecast;
  /** What was odd in store or configuration. */
  readonly problems: readonly string[];
}

/** The page as text. */
export function planPage({ source, destination, file, lines, forecast, problems }: PlanPage): string {
  const room = new Room();
  return renderPage({
    kind: `who goes where, to ${destination}`,
    verdict: verdictOf(lines, file),
    tiles: tilesOf(lines),
    facts: [
      ['Store', source],
      ['To', destination],
      ['The table to edit', file],
      ['An export takes', `about ${formatBytes(forecast.needed)} on disk`],
      ...(forecast.licences === null ? [] : [['Licences', forecast.licences] as const]),
    ],
    sections: [
      openSection(lines, file, room),
      timesSection(forecast.steps, room),
      problems.length === 0
        ? null
        : section(
            'remarks',
            'Remarks',
            html`<ul class="problems">${problems.map((text) => html`<li>${shorten(text)}</li>`)}</ul>`,
          ),
      section('mailboxes', 'Every mailbox', mailboxTable(lines, room)),
    ],
    footer:
      'Made by kerio-exit plan. Nothing was exported or sent. Export, migrate and next take the table with --plan.',
  });
}

/** What a table says as a whole, in a sentence: for the page and the terminal. */
export function planSentence(lines: readonly MoveLine[]): string {
  const open = lines.filter(isOpen).length;
  const moving = lines.filter(({ target }) => target !== '' && target !== STAYS_BEHIND).length;
  const staying = lines.filter(({ target }) => target === STAYS_BEHIND).length;
  const parts = [
    `${countOf(moving, 'mailbox')} ${moving === 1 ? 'moves' : 'move'}`,
    ...(staying === 0 ? [] : [`${formatCount(staying)} ${staying === 1 ? 'stays' : 'stay'} behind`]),
    open === 0 ? 'nothing is open' : `${formatCount(open)} ${open === 1 ? 'waits' : 'wait'} for your decision`,
  ];
  return `${parts.join(', ')}.`;
}

function verdictOf(lines: readonly MoveLine[], file: string): Verdict {
  const open = lines.filter(isOpen);
  const sentence = planSentence(lines);
  if (open.length === 0)
    return {
      tone: 'good',
      mark: 'Decided',
      sentence,
      details: [html`Give it to export, migrate and next with <code>--plan ${file}</code>.`],
    };
  return {
    tone: 'attention',
    mark: 'Needs your decision',
    sentence,
    details: [
      html`Open <code>${file}</code> in a spreadsheet and fill in <code>goes_to</code>: an address, or <code>-</code> for a mailbox that stays behind. What is left empty is not exported, and named.`,
      html`Two mailboxes may go to one address where files are loaded (export). <code>kerio-exit migrate</code> refuses that: give each an address of its own there, and whoever takes over the right to open it.`,
    ],
  };
}

function tilesOf(lines: readonly MoveLine[]): Tile[] {
  const sum = (of: (line: MoveLine) => number): number => lines.reduce((total, line) => total + of(line), 0);
  const open = lines.filter(isOpen).length;
  return [
    { name: 'Mailboxes', value: formatCount(lines.length) },
    { name: 'To decide', value: formatCount(open), warn: open > 0 },
    { name: 'Items', value: formatCount(sum(({ sums }) => sums.found)) },
    { name: 'Size', value: formatBytes(sum(({ sums }) => sums.bytes)) },
    { name: 'Largest message', value: formatBytes(Math.max(0, ...lines.map(({ largest }) => largest))) },
  ];
}

const ACCOUNTS: Readonly<Record<MoveLine['account'], string>> = {
  active: 'yes',
  disabled: 'disabled',
  none: 'none',
  unknown: 'not known',
  shared: 'shared',
};

function openSection(lines: readonly MoveLine[], file: string, room: Room): Section | null {
  const markup = table<MoveLine>({
    ...{
      id: 'open',
      caption: 'Waiting for your decision',
      rows: lines.filter(isOpen),
      room,
      most: 200_000,
      paper: 'whole',
    },
    columns: [
      { title: 'Mailbox', filter: 'text', cell: ({ mailbox }) => shorten(mailbox, 120) },
      { title: 'What to decide', cell: ({ decide }) => decide },
      { title: 'Items', type: 'number', cell: ({ sums }) => formatCount(sums.found) },
      { title: 'Size', type: 'number', cell: ({ sums }) => formatBytes(sums.bytes) },
    ],
    rest: (left) => `${countOf(left.length, 'more mailbox')} in ${file}.`,
  });
  return section('decisions', 'What needs your decision', markup);
}

/** What takes how long, and by what that is known. */
function timesSection(steps: readonly Estimate[], room: Room): Section | null {
  const markup = table<Estimate>({
    ...{ id: 'times', caption: 'Steps that take time', rows: steps, room, most: 20_000 },
    columns: [
      { title: 'Step', cell: ({ step }) => step },
      { title: 'How long', cell: ({ seconds }) => timeText(seconds) },
      { title: 'By what', cell: ({ basis }) => basis },
    ],
    rest: () => '',
  });
  return section('how-long', 'How long it takes', markup);
}

function mailboxTable(lines: readonly MoveLine[], room: Room): ReturnType<typeof table> {
  const columns: Column<MoveLine>[] = [
    { title: 'Mailbox', filter: 'text', cell: ({ mailbox }) => shorten(mailbox, 120) },
    { title: 'Goes to', filter: 'text', cell: (line) => targetCell(line) },
    {
      title: 'Name',
      filter: 'text',
      cell: ({ name }) => shorten(name, 80),
      emptyWhen: ({ name }) => name === '',
    },
    { title: 'Account', filter: 'choice', cell: ({ account }) => ACCOUNTS[account] },
    { title: 'Items', type: 'number', cell: ({ sums }) => formatCount(sums.found) },
    { title: 'Size', type: 'number', cell: ({ sums }) => formatBytes(sums.bytes) },
    { title: 'Largest message', type: 'number', cell: ({ largest }) => (largest === 0 ? '' : formatBytes(largest)) },
    {
      ...{ title: 'Kept after deletion', type: 'number' },
      cell: ({ recoverable }) => countCell(recoverable),
      emptyWhen: ({ recoverable }) => recoverable === 0,
    },
  ];
  return table<MoveLine>({
    ...{ id: 'mailboxes-table', caption: 'Mailboxes', columns, rows: lines, room, most: 1_500_000, paper: 'whole' },
    rest: (left) =>
      `${isOrAre(left.length) === 'is' ? 'One more mailbox is' : `${formatCount(left.length)} more mailboxes are`} in the table.`,
  });
}

function targetCell(line: MoveLine): ReturnType<typeof html> | string {
  if (isOpen(line)) return html`<span class="tag bad">to decide</span>`;
  return line.target === STAYS_BEHIND ? 'stays behind' : shorten(line.target, 120);
}
