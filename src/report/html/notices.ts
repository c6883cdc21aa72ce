/** What else there is to know: late mail, rules of users, files that were passed over, notes and problems. */
import { tellsOfLoss } from '../../store/disk/loss.js';
import type { Report } from '../model.js';
import { grouped } from '../grouped.js';
import type { LateItem, LateMail } from '../late.js';
import type { Reported } from './arrivals.js';
import { html, shorten } from './markup.js';
import type { Room } from './page-budget.js';
import { table } from './table.js';
import { countCell, countOf, formatCount, listText, pathText, section, type Section, wasOrWere } from './text.js';

/** Mail that reached the old server after the switch; null when nobody asked. */
export function lateSection(late: LateMail | null, room: Room): Section | null {
  if (late === null) return null;
  const day = late.since.slice(0, 16).replace('T', ' ');
  const markup = table<LateItem>({
    ...{ id: 'late-mail', caption: 'Late mail', rows: late.items, room, most: 120_000 },
    columns: [
      { title: 'Mailbox', filter: 'text', cell: ({ mailbox }) => shorten(mailbox, 120) },
      { title: 'Folder', filter: 'text', cell: ({ folder }) => pathText(folder) },
      { title: 'Item', cell: ({ uid }) => shorten(String(uid), 60) },
      { title: 'Received', cell: ({ receivedAt }) => receivedAt.replace('T', ' ') },
      {
        title: 'File',
        cell: ({ file, result, reason }) =>
          shorten(file ?? `${result === 'skipped' ? 'left out' : result}${reason === null ? '' : `: ${reason}`}`, 200),
      },
    ],
    rest: (left) => `${countOf(left.length, 'more message')} in report.json and in the ledgers.`,
  });
  const sentence =
    late.count === 0
      ? `No mail reached the old server since ${day} UTC.`
      : `${countOf(late.count, 'message')} reached the old server since ${day} UTC. Nobody looks there any more: bring ${late.count === 1 ? 'it' : 'them'} over, too.${leftOutText(late)}`;
  return section('late', 'Mail after the switch', html`<p>${sentence}</p>`, markup);
}

function leftOutText({ leftOut }: LateMail): string {
  return leftOut === 0
    ? ''
    : ` ${formatCount(leftOut)} of them ${wasOrWere(leftOut)} left out by rule or by your own filters.`;
}

/** Rules, forwards and out-of-office answers: no destination takes them all by itself. */
export function rulesSection(filters: Report['filters'], room: Room): Section | null {
  const markup = table({
    ...{ id: 'filters', caption: 'Rules of users', rows: filters, room, most: 60_000 },
    columns: [
      { title: 'Mailbox', filter: 'text', cell: ({ address }) => shorten(address, 120) },
      { title: 'Rules', type: 'number', cell: ({ rules }) => countCell(rules.length) },
      {
        title: 'Names',
        cell: ({ rules }) => listText(rules.map(({ name, enabled }) => (enabled ? name : `${name} (off)`))),
      },
      {
        title: 'Forwards to',
        cell: ({ forwards }) => listText(forwards.filter(isOn).map(({ address }) => address)),
        emptyWhen: ({ forwards }) => !forwards.some(isOn),
      },
      {
        title: 'Out of office',
        cell: ({ vacations }) => (vacations.some(isOn) ? 'answers' : ''),
        emptyWhen: ({ vacations }) => !vacations.some(isOn),
      },
      {
        title: 'Problems',
        cell: ({ problems }) => listText(problems, 3),
        emptyWhen: ({ problems }) => problems.length === 0,
      },
    ],
    rest: (left) => `${formatCount(left.length)} more in report.json.`,
  });
  const advice =
    'Sieve scripts are in filters/. Gmail and Microsoft 365 take none: there these have to be made again by hand.';
  return markup === null
    ? null
    : section('rules', 'Rules, forwards, out-of-office answers', html`<p>${advice}</p>`, markup);
}

/** What a rule does that is off happens to nobody. */
function isOn({ enabled }: { readonly enabled: boolean }): boolean {
  return enabled;
}

interface PassedOver {
  readonly mailbox: string;
  readonly rule: string;
  readonly files: number;
  readonly example: string;
}

/** What was changed on the way, what is no item, and what looked odd. */
export function notesSection(report: Reported, passedOver: readonly PassedOver[], room: Room): Section | null {
  const notes = Object.entries(report.totals.notes).sort((a, b) => b[1] - a[1]);
  const told = [
    ...report.problems.map((text): [string, string] => ['', text]),
    ...report.mailboxes.flatMap((box) => box.problems.map((text): [string, string] => [box.address, text])),
  ].filter(([, text]) => !tellsOfLoss(text));
  const problems = grouped(told);
  return section(
    'notes',
    'Worth knowing',
    table({
      ...{ id: 'changes', caption: 'What was changed or guessed on the way', rows: notes, room, most: 40_000 },
      columns: [
        { title: 'Note', cell: ([note]) => shorten(note, 400) },
        { title: 'Items', type: 'number', cell: ([, count]) => formatCount(count) },
      ],
      rest: (left) => `${countOf(left.length, 'more note')} in report.json.`,
    }),
    table({
      ...{ id: 'oddities', caption: 'What looked odd', rows: problems, room, most: 60_000 },
      columns: [
        { title: 'Problem', filter: 'text', cell: ({ text }) => shorten(text, 400) },
        {
          title: 'Mailboxes',
          type: 'number',
          cell: ({ concerned }) => formatCount(concerned.length),
          emptyWhen: ({ concerned }) => concerned.length === 1,
        },
        {
          title: 'Mailbox',
          filter: 'text',
          cell: ({ concerned }) => listText(concerned),
          emptyWhen: ({ concerned }) => concerned.every((place) => place === ''),
        },
      ],
      rest: (left) => `${countOf(left.length, 'more problem')} in report.json.`,
    }),
    table({
      ...{ id: 'passed-over', caption: 'Files of the server that are no items', rows: passedOver, room, most: 40_000 },
      columns: [
        { title: 'Mailbox', filter: 'text', cell: ({ mailbox }) => shorten(mailbox, 120) },
        { title: 'Rule', filter: 'choice', cell: ({ rule }) => rule },
        { title: 'Files', type: 'number', cell: ({ files }) => formatCount(files) },
        { title: 'Example', cell: ({ example }) => shorten(example, 200) },
      ],
      rest: (left) => `${formatCount(left.length)} more in report.json.`,
    }),
  );
}
