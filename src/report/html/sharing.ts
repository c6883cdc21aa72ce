/** Folders that others than their owner have rights on: no mail program carries that over. */
import type { FolderRight } from '../../store/tree/rights.js';
import type { ShareStep } from '../../transfer/destination.js';
import type { ReportedAccount } from '../../transfer/state/migration-report.js';
import { subjectText } from '../sharing.js';
import { html, shorten } from './markup.js';
import type { Room } from './page-budget.js';
import { table } from './table.js';
import { countOf, listText, pathText, section, type Section } from './text.js';

/** What became of rights that a migration was to set; nothing where it was not asked to. */
export function sharesSection(mailboxes: readonly ReportedAccount[], room: Room): Section | null {
  const rows = mailboxes.flatMap(({ address, sharing = [] }) => sharing.map((step) => ({ ...step, address })));
  const markup = table({
    ...{ id: 'shares', caption: 'Who may do what with folders of others', rows, room, most: 120_000 },
    columns: [
      { title: 'Mailbox', filter: 'text', cell: ({ address }) => shorten(address, 120) },
      { title: 'Folder', filter: 'text', cell: ({ folder }) => pathText(folder) },
      { title: 'Who', filter: 'text', cell: ({ who }) => shorten(who, 120) },
      { title: 'As', filter: 'choice', cell: ({ role }) => role, emptyWhen: ({ role }) => role === '' },
      { title: 'State', filter: 'choice', cell: ({ state }) => STATES[state] },
      { title: 'Remarks', cell: ({ words }) => shorten(words, 240), emptyWhen: ({ words }) => words === '' },
    ],
    rest: (left) => `${countOf(left.length, 'more right')} in report.json.`,
  });
  return markup === null ? null : section('shared', 'Shared folders', markup);
}

const STATES: Readonly<Record<ShareStep['state'], string>> = {
  'to set': 'to be set',
  there: 'there before',
  set: 'set',
  raised: 'raised',
  left: 'no counterpart',
  failed: 'failed',
};

/** One folder, whatever report it comes from. */
export interface SharedFolder {
  readonly mailbox: string;
  readonly folder: readonly string[];
  readonly kind: string;
  readonly rights: readonly FolderRight[];
  readonly problems: readonly string[];
}

/** The section; nothing where nobody shares anything. */
export function sharingSection(shared: readonly SharedFolder[], room: Room, advice: string): Section | null {
  const rows = shared.flatMap((folder) => [
    ...folder.rights.map((right) => ({ ...folder, right, problems: [] as readonly string[] })),
    ...(folder.problems.length === 0 ? [] : [{ ...folder, right: null, problems: folder.problems }]),
  ]);
  const markup = table({
    ...{ id: 'sharing', caption: 'Who may do what with folders of others', rows, room, most: 120_000 },
    columns: [
      { title: 'Mailbox', filter: 'text', cell: ({ mailbox }) => shorten(mailbox, 120) },
      { title: 'Folder', filter: 'text', cell: ({ folder }) => pathText(folder) },
      { title: 'Kind', filter: 'choice', cell: ({ kind }) => kind },
      { title: 'Who', filter: 'text', cell: ({ right }) => (right === null ? '' : shorten(subjectText(right), 120)) },
      { title: 'May', filter: 'choice', cell: ({ right }) => right?.level ?? '' },
      {
        title: 'As written',
        cell: ({ right }) => (right === null ? '' : shorten(`${right.subject} ${right.rights}`, 160)),
      },
      {
        title: 'Read in',
        cell: ({ right }) => (right === null ? '' : right.from === 'tree' ? 'acl.fld of the tree' : right.from),
      },
      {
        title: 'Remarks',
        cell: ({ problems }) => listText(problems, 3),
        emptyWhen: ({ problems }) => problems.length === 0,
      },
    ],
    rest: (left) => `${countOf(left.length, 'more right')} in the report as JSON.`,
  });
  return markup === null ? null : section('shared', 'Shared folders', html`<p>${advice}</p>`, markup);
}
