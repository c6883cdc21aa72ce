import { useEffect, useRef, useState } from 'preact/hooks';
import type { ItemRow, ItemsView, ItemView } from '../../api.js';
import { formatBytes, formatDay, formatMinute } from '../numbers.js';
import { Notice } from '../parts/notice.js';
import { FocusedHeading } from '../parts/step.js';
import { Pager, Table } from '../parts/table.js';
import { ask, wordsOf } from '../state/client.js';
import { texts } from '../texts.js';

const words = texts.contents;
const PAGE = 100;

/** The query of a folder. */
function folderQuery(mailbox: string, folder: readonly string[]): string {
  return `mailbox=${encodeURIComponent(mailbox)}&folder=${encodeURIComponent(JSON.stringify(folder))}`;
}

/** What is asked for, or why it cannot be had; neither while it is on its way. */
function useAsked(path: string): { readonly answer: unknown; readonly problem: string | null } {
  const [state, setState] = useState<{ path: string; answer: unknown; problem: string | null }>({
    ...{ path: '', answer: null, problem: null },
  });
  useEffect(() => {
    let wanted = true;
    ask(path).then(
      (answer) => {
        if (wanted) setState({ path, answer, problem: null });
      },
      (error: unknown) => {
        if (wanted) setState({ path, answer: null, problem: wordsOf(error) });
      },
    );
    return () => {
      wanted = false;
    };
  }, [path]);
  return state;
}

/** The items of a folder, page by page. */
export function FolderItems({ mailbox, folder }: { readonly mailbox: string; readonly folder: readonly string[] }) {
  const [from, setFrom] = useState(0);
  const [shown, setShown] = useState<ItemRow | null>(null);
  const query = folderQuery(mailbox, folder);
  const asked = useAsked(`/api/items?${query}&from=${from}&count=${PAGE}`);
  const answer = asked.answer as ItemsView | null;
  const { problem } = asked;
  const caption = words.itemsOf(folder.join(' / '));
  return (
    <section>
      <FocusedHeading level={2}>{caption}</FocusedHeading>
      {problem === null ? null : (
        <Notice tone="attention" alert>
          <p>{problem}</p>
        </Notice>
      )}
      {answer === null ? (
        problem === null ? (
          <p class="quiet">{words.loading}</p>
        ) : null
      ) : (
        <>
          <Table<ItemRow>
            caption={caption}
            titled
            rows={answer.items}
            keyOf={({ uid }) => String(uid)}
            empty={words.noItems}
            columns={[
              {
                key: 'subject',
                title: words.column.subject,
                cell: (row) =>
                  row.problem === null ? (
                    <button type="button" class="link" onClick={() => setShown(row)}>
                      {row.subject === '' ? words.noSubject : row.subject}
                    </button>
                  ) : (
                    <>
                      {row.subject} <span class="tag bad wrap">{row.problem}</span>
                    </>
                  ),
              },
              { key: 'from', title: words.column.from, cell: ({ from: sender }) => sender },
              {
                key: 'date',
                title: words.column.date,
                cell: ({ at }) => (at === null ? words.unknownDate : <time dateTime={at}>{formatDay(at)}</time>),
              },
              { key: 'size', title: words.column.size, numeric: true, cell: ({ bytes }) => formatBytes(bytes) },
            ]}
          />
          <Pager total={answer.total} from={from} page={PAGE} caption={caption} onFrom={setFrom} />
        </>
      )}
      {shown === null ? null : <Item row={shown} query={query} onClose={() => setShown(null)} />}
    </section>
  );
}

function Item({
  row,
  query,
  onClose,
}: {
  readonly row: ItemRow;
  readonly query: string;
  readonly onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const asked = useAsked(`/api/item?${query}&uid=${encodeURIComponent(String(row.uid))}`);
  const answer = asked.answer as ItemView | null;
  const { problem } = asked;
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="item" aria-labelledby="item-title" onClose={onClose}>
      <h2 id="item-title">{row.subject === '' ? words.noSubject : row.subject}</h2>
      {problem === null ? null : (
        <Notice tone="attention">
          <p>{problem}</p>
        </Notice>
      )}
      {answer === null ? (
        problem === null ? (
          <p class="quiet">{words.loading}</p>
        ) : null
      ) : (
        <>
          <dl class="facts">
            {answer.headers.map(([name, value], at) => (
              <>
                <dt key={`${at}n`}>{name}</dt>
                <dd key={`${at}v`}>{value}</dd>
              </>
            ))}
            {row.at === null ? null : (
              <>
                <dt>{words.column.date}</dt>
                <dd>{formatMinute(row.at)}</dd>
              </>
            )}
            {row.flags.length === 0 ? null : (
              <>
                <dt>{words.flagsTitle}</dt>
                <dd>{row.flags.join(' ')}</dd>
              </>
            )}
          </dl>
          <pre class="letter" tabIndex={0} aria-label={words.itemText}>
            {answer.text === '' ? words.noText : answer.text}
          </pre>
          {answer.cut ? <p class="quiet">{words.cut}</p> : null}
          {answer.attachments.length === 0 ? null : (
            <>
              <h3>{words.attachments(answer.attachments.length)}</h3>
              <ul>
                {answer.attachments.map(({ name, type, bytes }, at) => (
                  <li key={at}>
                    {name} <span class="quiet">{`${type}, ${formatBytes(bytes)}`}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
          <p class="quiet">{words.safe}</p>
        </>
      )}
      <div class="buttons">
        <button type="button" class="primary" onClick={() => dialog.current?.close()}>
          {words.close}
        </button>
      </div>
    </dialog>
  );
}
