/** The page of `inspect --html`: what a store holds. */
import type { Counts, Sums } from '../../ledger/sums.js';
import type { Inspection } from '../../files/inspect.js';
import { tellsOfLoss } from '../../store/disk/loss.js';
import { shorten } from './markup.js';
import { renderPage, type Tile, type Verdict } from './page.js';
import { picturesSection } from './pictures.js';
import { Room } from './page-budget.js';
import { type SharedFolder, sharingSection } from './sharing.js';
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

/** What the page is made of. */
export interface InspectionPage {
  /** The store, as people should read it. */
  readonly source: string;
  readonly usersCfg: string | null;
  readonly inspection: Inspection;
  readonly problems: readonly string[];
}

/** A mailbox or a folder. */
interface Place {
  readonly name: string;
  readonly mailbox: string;
  readonly kind: string;
  readonly sums: Sums;
  readonly problems: readonly string[];
}

/** The page as text. */
export function inspectionPage({ source, usersCfg, inspection, problems }: InspectionPage): string {
  const room = new Room();
  const boxes = inspection.mailboxes.map(({ mailbox, sums, problems: own }): Place => {
    return { name: mailbox.address, mailbox: mailbox.address, kind: mailbox.type, sums, problems: own };
  });
  const folders = inspection.mailboxes.flatMap(({ mailbox, folders: own }) =>
    own.map(({ path, kind, sums, problems: inner }): Place => {
      return { name: pathText(path), mailbox: mailbox.address, kind, sums, problems: inner };
    }),
  );
  const pictured = boxes.map(({ name, sums }) => ({ address: name, totals: sums }));
  return renderPage({
    kind: 'what a store holds',
    verdict: verdictOf(inspection, [...problems, ...[...boxes, ...folders].flatMap((place) => place.problems)]),
    tiles: tilesOf(inspection),
    facts: [
      ['Store', source],
      ['Accounts', usersCfg ?? 'no users.cfg was found'],
    ],
    sections: [
      oddities(problems, [...boxes, ...folders], room),
      picturesSection({ totals: inspection.sums, mailboxes: pictured }, { name: '', limits: [] }),
      places('mailboxes', 'Mailboxes', boxes, room, 900_000),
      places('folders', 'Folders', folders, room, 500_000),
      sharingSection(
        sharedFolders(inspection),
        room,
        'What an export writes for these: accounts/…/sharing files and scripts.',
      ),
    ],
    footer: 'Made by kerio-exit inspect. Nothing was changed and nothing was exported.',
  });
}

function sharedFolders({ mailboxes }: Inspection): SharedFolder[] {
  return mailboxes.flatMap(({ mailbox, folders }) =>
    folders.flatMap(({ path, kind, rights }) =>
      rights.length === 0 ? [] : [{ mailbox: mailbox.address, folder: path, kind, rights, problems: [] }],
    ),
  );
}

function verdictOf({ sums, mailboxes }: Inspection, problems: readonly string[]): Verdict {
  const sentence = `${countOf(sums.found, 'item')} in ${countOf(mailboxes.length, 'mailbox')}, ${formatBytes(sums.bytes)}.`;
  const parts = [
    ...(sums.failed > 0 ? [`${countOf(sums.failed, 'file')} cannot be read, or look encrypted or damaged`] : []),
    ...(sums.missing > 0 ? [`${countOf(sums.missing, 'record')} of the index without a file`] : []),
    ...(problems.some(tellsOfLoss) ? ['some places cannot be read'] : []),
  ];
  if (parts.length > 0)
    return { tone: 'attention', mark: 'Look at this first', sentence, details: [`${parts.join('; ')}.`] };
  return { tone: 'plain', mark: 'Can be exported', sentence, details: [] };
}

function tilesOf({ sums, mailboxes }: Inspection): Tile[] {
  const of = (counts: Counts | undefined): string => formatCount(counts?.found ?? 0);
  return [
    { name: 'Mailboxes', value: formatCount(mailboxes.length) },
    { name: 'Mail', value: of(sums.kinds.mail) },
    { name: 'Contacts', value: of(sums.kinds.contacts) },
    { name: 'Events', value: of(sums.kinds.calendar) },
    { name: 'Tasks', value: of(sums.kinds.tasks) },
    { name: 'Size', value: formatBytes(sums.bytes) },
    { name: 'From', value: dayOf(sums.oldest).slice(0, 4) },
  ];
}

function places(id: string, title: string, rows: readonly Place[], room: Room, most: number): Section | null {
  const number = (name: string, of: (sums: Sums) => number): Column<Place> => ({
    ...{ title: name, type: 'number' },
    cell: ({ sums }) => countCell(of(sums)),
    emptyWhen: ({ sums }) => of(sums) === 0,
  });
  const markup = table<Place>({
    ...{ id: `${id}-table`, caption: title, rows, room, most },
    ...(id === 'folders' ? {} : { paper: 'whole' }),
    columns: [
      { title: id === 'folders' ? 'Folder' : 'Mailbox', filter: 'text', cell: ({ name }) => shorten(name, 120) },
      {
        ...{ title: 'In', filter: 'text' },
        cell: ({ mailbox }) => shorten(mailbox, 120),
        emptyWhen: ({ name, mailbox }) => name === mailbox,
      },
      { title: 'Kind', type: 'short', filter: 'choice', cell: ({ kind }) => kind },
      number('Items', ({ found }) => found),
      number('Mail', ({ kinds }) => kinds.mail?.found ?? 0),
      number('Contacts', ({ kinds }) => kinds.contacts?.found ?? 0),
      number('Events', ({ kinds }) => kinds.calendar?.found ?? 0),
      number('Tasks', ({ kinds }) => kinds.tasks?.found ?? 0),
      number('Notes', ({ kinds }) => (kinds.notes?.found ?? 0) + (kinds.journal?.found ?? 0)),
      { title: 'Size', type: 'number', cell: ({ sums }) => formatBytes(sums.bytes) },
      { title: 'Oldest', type: 'short', cell: ({ sums }) => dayOf(sums.oldest) },
      { title: 'Newest', type: 'short', cell: ({ sums }) => dayOf(sums.newest) },
      {
        ...{ title: 'Remarks', filter: 'text' },
        cell: ({ problems }) => listText(problems, 3),
        emptyWhen: ({ problems }) => problems.length === 0,
      },
    ],
    rest: (left) => `${formatCount(left.length)} more: kerio-exit inspect --json has them all.`,
  });
  return section(id, title, markup);
}

function oddities(problems: readonly string[], all: readonly Place[], room: Room): Section | null {
  const rows = [
    ...problems.map((text) => ({ place: '', text })),
    ...all.flatMap((place) => {
      const { missing, failed, skipped } = place.sums;
      // Folders say it of themselves; their mailbox would only repeat it.
      const own =
        place.name === place.mailbox
          ? []
          : [
              ...(missing > 0 ? [`${countOf(missing, 'record')} without a file`] : []),
              ...(failed > 0 ? [`${countOf(failed, 'file')} cannot be read, or look encrypted or damaged`] : []),
              ...(skipped > 0 ? [countOf(skipped, 'empty file')] : []),
            ];
      const where = place.name === place.mailbox ? place.mailbox : `${place.mailbox}, ${place.name}`;
      return [...place.problems, ...own].map((text) => ({ place: where, text }));
    }),
  ];
  const markup = table({
    ...{ id: 'odd', caption: 'What looks odd or damaged', rows, room, most: 150_000 },
    columns: [
      { title: 'Where', filter: 'text', cell: ({ place }) => shorten(place, 240) },
      { title: 'Problem', filter: 'text', cell: ({ text }) => shorten(text, 400) },
    ],
    rest: (left) => `${countOf(left.length, 'more problem')}: kerio-exit inspect --json has them all.`,
  });
  return section('problems', 'What looks odd', markup);
}
