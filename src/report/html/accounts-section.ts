/** Accounts: people with their addresses and groups, and what of them could not be carried. */
import type { LeftOut } from '../../exporters/accounts/plan-types.js';
import type { Alias, Group, MailingList, User } from '../../users-cfg/account-types.js';
import type { AccountsDetails } from '../accounts-details.js';
import type { ReportedAccounts } from '../model.js';
import { html, type Markup, shorten } from './markup.js';
import type { Room } from './page-budget.js';
import { type Column, type Table, table } from './table.js';
import { countCell, countOf, formatCount, listText, section, type Section } from './text.js';

/** The section on accounts. `details` are there when the accounts were written by this run; without them there are only sums. */
export function accountsSection(
  reported: ReportedAccounts | null,
  details: AccountsDetails | null,
  room: Room,
): Section | null {
  if (reported === null) return null;
  const summary = reported.problem === null ? countsLine(reported) : `${reported.problem}.`;
  return section('accounts', 'Accounts', html`<p>${summary}</p>`, ...(details === null ? [] : tables(details, room)));
}

function countsLine({ counts, leftOut }: ReportedAccounts): string {
  if (counts === null) return '';
  const { users, groups, aliases, lists, resources } = counts;
  const rest =
    leftOut === 0
      ? ''
      : ` ${countOf(leftOut, 'record')} ${leftOut === 1 ? 'has' : 'have'} no place in some file: see below.`;
  return `${countOf(users, 'user')}, ${countOf(groups, 'group')}, ${countOf(aliases, 'alias')}, ${countOf(lists, 'mailing list')} and ${countOf(resources, 'resource')} are in accounts/.${rest}`;
}

function tables({ users, groups, aliases, lists, leftOut, notes }: AccountsDetails, room: Room): (Markup | null)[] {
  const names = new Map(groups.map(({ key, name }) => [key, name]));
  const elsewhere = (left: readonly unknown[]): string => `${formatCount(left.length)} more in accounts/accounts.json.`;
  return [
    table({
      ...frame('left-out', 'What could not be carried', leftOut, room, 120_000),
      columns: leftOutColumns,
    }),
    table({ ...frame('users', 'Users', users, room, 260_000), columns: userColumns(names), rest: elsewhere }),
    table({ ...frame('groups', 'Groups', groups, room, 60_000), columns: groupColumns, rest: elsewhere }),
    table({ ...frame('lists', 'Mailing lists', lists, room, 40_000), columns: listColumns, rest: elsewhere }),
    table({ ...frame('aliases', 'Aliases', aliases, room, 80_000), columns: aliasColumns, rest: elsewhere }),
    table({
      ...frame('account-notes', 'Worth knowing', notes, room, 40_000),
      columns: [{ title: 'Remark', cell: (note) => shorten(note, 400) }],
    }),
  ];
}

/** What the tables have in common. */
function frame<Row>(
  id: string,
  caption: string,
  rows: readonly Row[],
  room: Room,
  most: number,
): Omit<Table<Row>, 'columns'> {
  return { id, caption, rows, room, most, rest: (left) => `${formatCount(left.length)} more in accounts/report.json.` };
}

const leftOutColumns: readonly Column<LeftOut>[] = [
  { title: 'What', filter: 'text', cell: ({ what }) => shorten(what, 120) },
  { title: 'Why', filter: 'text', cell: ({ reason }) => shorten(reason, 400) },
  { title: 'Missing from', filter: 'choice', cell: ({ file }) => file ?? 'every file' },
  {
    ...{ title: 'Result', filter: 'choice' },
    cell: ({ result }) =>
      result === 'failed'
        ? html`<span class="tag bad">needs a look</span>`
        : html`<span class="tag">has no place there</span>`,
  },
];

function userColumns(groupNames: ReadonlyMap<string, string>): readonly Column<User>[] {
  return [
    { title: 'Address', filter: 'text', cell: ({ address }) => shorten(address, 120) },
    { title: 'Name', filter: 'text', cell: ({ fullName }) => shorten(fullName, 120) },
    {
      title: 'Other addresses',
      cell: ({ addresses }) => listText(addresses),
      emptyWhen: ({ addresses }) => addresses.length === 0,
    },
    {
      ...{ title: 'Groups', filter: 'text' },
      cell: ({ groups }) => listText(groups.map((key) => groupNames.get(key) ?? key)),
      emptyWhen: ({ groups }) => groups.length === 0,
    },
    {
      title: 'Forwards to',
      cell: ({ forwarding }) => listText(forwarding.to),
      emptyWhen: ({ forwarding }) => forwarding.to.length === 0,
    },
    { title: 'Remarks', filter: 'choice', cell: userRemarks, emptyWhen: (user) => userRemarks(user) === '' },
  ];
}

function userRemarks({ enabled, source, mailbox }: User): string {
  return [
    ...(enabled ? [] : ['disabled']),
    ...(source === 'mailbox' ? ['only a mailbox on disk'] : []),
    ...(mailbox === false ? ['no mailbox on disk'] : []),
  ].join(', ');
}

const groupColumns: readonly Column<Group>[] = [
  { title: 'Group', filter: 'text', cell: ({ name, domain }) => shorten(`${name}@${domain}`, 120) },
  { title: 'Addresses', cell: ({ addresses }) => listText(addresses) },
  { title: 'Members', type: 'number', cell: ({ members }) => countCell(members.length) },
  { title: 'Who', cell: ({ members }) => listText(members) },
];

const listColumns: readonly Column<MailingList>[] = [
  { title: 'List', filter: 'text', cell: ({ address }) => shorten(address, 120) },
  { title: 'Members', type: 'number', cell: ({ members }) => countCell(members.length) },
  { title: 'Who', cell: ({ members }) => listText(members.map(({ address }) => address)) },
];

const aliasColumns: readonly Column<Alias>[] = [
  { title: 'Alias', filter: 'text', cell: ({ address }) => shorten(address, 120) },
  {
    ...{ title: 'Delivers to', filter: 'text' },
    cell: ({ deliveries, targets }) => listText(deliveries.length === 0 ? targets : deliveries.map(({ to }) => to)),
  },
];
