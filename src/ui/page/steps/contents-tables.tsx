import { useState } from 'preact/hooks';
import type { InspectionView } from '../../api.js';
import { formatBytes, formatCount } from '../numbers.js';
import { Bars, Columns } from '../parts/charts.js';
import { Sentences } from '../parts/notice.js';
import { FocusedHeading } from '../parts/step.js';
import { type Column, Table } from '../parts/table.js';
import { Tiles } from '../parts/tiles.js';
import { addressOf } from '../state/route.js';
import { texts } from '../texts.js';

type MailboxView = InspectionView['mailboxes'][number];
type FolderView = MailboxView['folders'][number];

const words = texts.contents;
/** Bars of the picture of mailboxes. */
const LARGEST = 8;

/** The whole store. */
export function Overview({ inspection }: { readonly inspection: InspectionView }) {
  const { sums, mailboxes, problems, root, level, usersCfg } = inspection;
  const folders = mailboxes.reduce((sum, { folders: { length } }) => sum + length, 0);
  return (
    <>
      <Tiles
        tiles={[
          { name: words.tiles.mailboxes, value: formatCount(mailboxes.length) },
          { name: words.tiles.folders, value: formatCount(folders) },
          { name: words.tiles.items, value: formatCount(sums.found) },
          { name: words.tiles.size, value: formatBytes(sums.bytes) },
          ...(sums.missing === 0 ? [] : [{ name: words.tiles.missing, value: formatCount(sums.missing), warn: true }]),
          ...(sums.failed === 0 ? [] : [{ name: words.tiles.unreadable, value: formatCount(sums.failed), warn: true }]),
        ]}
      />
      <dl class="facts">
        <dt>{words.store}</dt>
        <dd>
          <code>{root}</code> <span class="quiet">{words.levels[level] ?? level}</span>
        </dd>
        <dt>{words.usersCfg}</dt>
        <dd>{usersCfg === null ? words.noUsersCfg : <code>{usersCfg}</code>}</dd>
      </dl>
      <Sentences lines={problems} summary={words.problems(problems.length)} />
      <Pictures inspection={inspection} />
      <Mailboxes mailboxes={mailboxes} />
    </>
  );
}

function Pictures({ inspection: { kinds, years, mailboxes } }: { readonly inspection: InspectionView }) {
  const kindBars = Object.entries(kinds)
    .map(([kind, { items }]) => ({ name: words.kindNames[kind] ?? kind, value: items }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
  const yearBars = years.map(([name, value]) => ({ name: name === '' ? words.unknownYear : name, value }));
  const largest = mailboxes
    .map(({ mailbox, sums }) => ({ name: mailbox, value: sums.bytes }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
    .slice(0, LARGEST);
  const busiest = yearBars.reduce((most, bar) => (bar.value > most.value ? bar : most), { name: '', value: 0 });
  return (
    <div class="charts">
      {kindBars[0] === undefined ? null : (
        <Bars
          title={words.kinds}
          bars={kindBars}
          format={formatCount}
          description={words.kindsDescription(kindBars[0].name, texts.items(kindBars[0].value))}
        />
      )}
      {largest[0] === undefined ? null : (
        <Bars
          title={words.largest}
          bars={largest}
          format={formatBytes}
          description={words.kindsDescription(largest[0].name, formatBytes(largest[0].value))}
        />
      )}
      {busiest.value === 0 ? null : (
        <Columns
          title={words.years}
          bars={yearBars}
          format={formatCount}
          description={words.yearsDescription(yearBars[0]?.name ?? '', yearBars.at(-1)?.name ?? '', busiest.name)}
        />
      )}
    </div>
  );
}

function Mailboxes({ mailboxes }: { readonly mailboxes: readonly MailboxView[] }) {
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const rows = mailboxes.filter(({ mailbox }) => mailbox.toLowerCase().includes(wanted));
  return (
    <section aria-labelledby="mailboxes">
      <h2 id="mailboxes">{words.table}</h2>
      <div class="filters">
        <div>
          <label for="mailbox-filter">{words.filter}</label>
          <input
            id="mailbox-filter"
            type="search"
            value={filter}
            onInput={(event) => setFilter(event.currentTarget.value)}
          />
        </div>
        <p class="quiet" aria-live="polite">
          {words.shown(rows.length, mailboxes.length)}
        </p>
      </div>
      <Table<MailboxView>
        caption={words.table}
        titled
        rows={rows}
        keyOf={({ mailbox }) => mailbox}
        empty={words.noMailboxes}
        columns={[
          {
            key: 'mailbox',
            title: words.column.mailbox,
            by: ({ mailbox }) => mailbox,
            cell: ({ mailbox }) => <a href={addressOf('contents', mailbox)}>{mailbox}</a>,
          },
          {
            key: 'type',
            title: words.column.type,
            by: ({ type }) => words.types[type] ?? type,
            cell: ({ type }) => words.types[type] ?? type,
          },
          ...sumColumns<MailboxView>(),
        ]}
      />
    </section>
  );
}

/** The folders of one mailbox. */
export function MailboxFolders({ mailbox: { mailbox, folders } }: { readonly mailbox: MailboxView }) {
  return (
    <section>
      <FocusedHeading level={2}>{words.folders(mailbox)}</FocusedHeading>
      <Table<FolderView>
        caption={words.folders(mailbox)}
        titled
        rows={folders}
        keyOf={({ path }) => JSON.stringify(path)}
        empty={words.noFolders}
        columns={[
          {
            key: 'folder',
            title: words.column.folder,
            by: ({ path }) => path.join('/'),
            cell: ({ path, problems }) => (
              <>
                <a href={addressOf('contents', mailbox, ...path)}>{path.join(' / ')}</a>
                <Sentences lines={problems} summary={words.folderProblems(problems.length)} />
              </>
            ),
          },
          {
            key: 'kind',
            title: words.column.type,
            by: ({ kind }) => words.kindNames[kind] ?? kind,
            cell: ({ kind }) => words.kindNames[kind] ?? kind,
          },
          ...sumColumns<FolderView>(),
        ]}
      />
    </section>
  );
}

function sumColumns<Row extends { readonly sums: InspectionView['sums'] }>(): readonly Column<Row>[] {
  const counted = (key: string, title: string, of: (row: Row) => number): Column<Row> => ({
    ...{ key, title, numeric: true, by: of },
    cell: (row) => formatCount(of(row)),
  });
  const doubtful = (key: string, title: string, of: (row: Row) => number): Column<Row> => ({
    ...{ key, title, numeric: true, by: of },
    cell: (row) => (of(row) === 0 ? <span class="quiet">0</span> : <span class="tag bad">{formatCount(of(row))}</span>),
  });
  return [
    counted('items', words.column.items, ({ sums }) => sums.found),
    {
      ...{ key: 'size', title: words.column.size, numeric: true, by: ({ sums }: Row) => sums.bytes },
      cell: ({ sums }: Row) => formatBytes(sums.bytes),
    },
    doubtful('missing', words.column.missing, ({ sums }) => sums.missing),
    doubtful('failed', words.column.unreadable, ({ sums }) => sums.failed),
  ];
}
