import { useMemo, useState } from 'preact/hooks';
import { formatBytes, formatCount } from '../numbers.js';
import { Entry } from '../parts/entry.js';
import { Select } from '../parts/field.js';
import { Table } from '../parts/table.js';
import { announce } from '../state/announce.js';
import { decide, useSession } from '../state/session.js';
import { texts } from '../texts.js';
import { type Line, type LineState, ownAddress, stateOf } from './who-rules.js';

const words = texts.who;
const STATE_ORDER: Readonly<Record<LineState, number>> = { open: 0, go: 1, stay: 2 };
type Wanted = LineState | 'all';

/** The table: what is open on top, filtered, answered one by one or all that are shown at once. */
export function WhoTable({ lines }: { readonly lines: readonly Line[] }) {
  const [wanted, setWanted] = useState<Wanted>('all');
  const [kind, setKind] = useState('');
  const [text, setText] = useState('');
  const kinds = useMemo(() => [...new Set(lines.map((line) => line.kind))], [lines]);
  const order = useOrder(lines);
  const needle = text.trim().toLowerCase();
  const rows = lines
    .filter(
      (line) =>
        (wanted === 'all' || stateOf(line) === wanted) &&
        (kind === '' || line.kind === kind) &&
        (needle === '' || `${line.mailbox}\n${line.name}\n${line.target}`.toLowerCase().includes(needle)),
    )
    .sort((a, b) => (order.get(a.mailbox) ?? 0) - (order.get(b.mailbox) ?? 0));
  return (
    <section aria-labelledby="who-table">
      <h2 id="who-table">{words.table}</h2>
      <div class="filters">
        <Select
          label={words.show}
          value={wanted}
          choices={(['all', 'open', 'go', 'stay'] as const).map((each) => [each, words.states[each]] as const)}
          onValue={setWanted}
        />
        {kinds.length < 2 ? null : (
          <Select
            label={words.kind}
            value={kind}
            choices={[
              ['', words.anyKind] as const,
              ...kinds.map((each) => [each, texts.contents.types[each] ?? each] as const),
            ]}
            onValue={setKind}
          />
        )}
        <div>
          <label for="who-filter">{words.filter}</label>
          <input id="who-filter" type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </div>
      </div>
      <Bulk rows={rows} all={lines.length} />
      <Table<Line>
        caption={words.table}
        titled
        rows={rows}
        keyOf={({ mailbox }) => mailbox}
        empty={words.noLines}
        columns={[
          {
            key: 'mailbox',
            title: words.column.mailbox,
            by: ({ mailbox }) => mailbox,
            cell: ({ mailbox, name }) => (
              <>
                {mailbox}
                {name === '' ? null : <span class="second">{name}</span>}
              </>
            ),
          },
          {
            key: 'account',
            title: words.column.account,
            by: ({ account }) => words.accounts[account] ?? account,
            cell: ({ account }) => words.accounts[account] ?? account,
          },
          {
            ...{ key: 'items', title: words.column.items, numeric: true, by: ({ items }: Line) => items },
            cell: ({ items }) => formatCount(items),
          },
          {
            ...{ key: 'size', title: words.column.size, numeric: true, by: ({ bytes }: Line) => bytes },
            cell: ({ bytes }) => formatBytes(bytes),
          },
          {
            key: 'target',
            title: words.column.target,
            by: (line) => `${STATE_ORDER[stateOf(line)]}${line.target}`,
            cell: (line) => (
              <div class="answer">
                <Target line={line} />
                {line.decide === '' ? null : <span class="second">{line.decide}</span>}
              </div>
            ),
          },
        ]}
      />
    </section>
  );
}

/** Places of the mailboxes: those that were open when one began on top. A line must not run away while it is being answered. */
function useOrder(lines: readonly Line[]): ReadonlyMap<string, number> {
  const names = lines.map(({ mailbox }) => mailbox).join('\n');
  return useMemo(() => {
    const sorted = [...lines].sort((a, b) => STATE_ORDER[stateOf(a)] - STATE_ORDER[stateOf(b)]);
    return new Map(sorted.map(({ mailbox }, at) => [mailbox, at]));
  }, [names]);
}

/** Where one mailbox goes, and what changes it. Buttons have keys: one must not become another below somebody's finger. */
function Target({ line }: { readonly line: Line }) {
  const { draft } = useSession();
  const own = ownAddress(line, draft);
  const { mailbox, target } = line;
  if (stateOf(line) === 'stay')
    return (
      <span class="target">
        <span class="tag">{words.staysBehind}</span>
        <button
          key="change"
          type="button"
          class="small"
          aria-label={words.changeOf(mailbox)}
          onClick={() => decide({ [mailbox]: '' })}
        >
          {words.change}
        </button>
      </span>
    );
  return (
    <span class="target">
      <Entry
        class={target === '' ? 'open' : ''}
        value={target}
        aria-label={words.target(mailbox)}
        placeholder={words.placeholder}
        onValue={(typed) => decide({ [mailbox]: typed.trim() })}
      />
      {own === null || own === target ? null : (
        <button
          key="own"
          type="button"
          class="small"
          aria-label={words.ownOf(mailbox)}
          onClick={() => decide({ [mailbox]: own })}
        >
          {words.own}
        </button>
      )}
      <button
        key="stay"
        type="button"
        class="small"
        aria-label={words.stayOf(mailbox)}
        onClick={() => decide({ [mailbox]: '-' })}
      >
        {words.stay}
      </button>
    </span>
  );
}

/** The same answer for all lines that are shown; it can be taken back. */
function Bulk({ rows, all }: { readonly rows: readonly Line[]; readonly all: number }) {
  const { draft } = useSession();
  const [before, setBefore] = useState<Readonly<Record<string, string>> | null>(null);
  const give = (targetOf: (line: Line) => string | null): void => {
    const changes = rows.flatMap((line): [string, string][] => {
      const target = targetOf(line);
      return target === null || target === line.target ? [] : [[line.mailbox, target]];
    });
    setBefore(Object.fromEntries(rows.map(({ mailbox, target }) => [mailbox, target])));
    decide(Object.fromEntries(changes));
    announce(words.changed(changes.length));
  };
  return (
    <div class="bulk">
      <p aria-live="polite">{words.shown(rows.length, all)}</p>
      <div class="buttons" role="group" aria-label={words.bulk(rows.length)}>
        <span class="quiet">{words.bulk(rows.length)}</span>
        <button
          type="button"
          class="small"
          disabled={rows.length === 0}
          onClick={() => give((line) => ownAddress(line, draft))}
        >
          {words.bulkOwn}
        </button>
        <button type="button" class="small" disabled={rows.length === 0} onClick={() => give(() => '-')}>
          {words.bulkStay}
        </button>
        <button type="button" class="small" disabled={rows.length === 0} onClick={() => give(() => '')}>
          {words.bulkOpen}
        </button>
        {before === null ? null : (
          <button
            type="button"
            class="small"
            onClick={() => {
              decide(before);
              setBefore(null);
            }}
          >
            {words.undo}
          </button>
        )}
      </div>
    </div>
  );
}
