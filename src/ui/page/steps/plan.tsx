import { useEffect } from 'preact/hooks';
import type { PreparationView } from '../../api.js';
import { formatBytes, formatCount } from '../numbers.js';
import { Notice, Sentences } from '../parts/notice.js';
import { Question } from '../parts/question.js';
import { Step } from '../parts/step.js';
import { Table } from '../parts/table.js';
import { Tiles } from '../parts/tiles.js';
import { Working } from '../parts/working.js';
import { useResult } from '../state/results.js';
import { addressOf, go } from '../state/route.js';
import { useSession } from '../state/session.js';
import { begin, beginIfMissing, isBusy, workOf } from '../state/work.js';
import { texts } from '../texts.js';

const words = texts.plan;
type Mailbox = PreparationView['mailboxes'][number];
/** Rows at a time: the button that begins the run stands below them. */
const SHOWN = 25;

/** What a run would do, and the button that begins it. */
export function PlanStep() {
  const session = useSession();
  const preparation = useResult('preparation');
  const { draft, revisions, work } = session;
  const busy = isBusy(work);
  // Files can be counted without asking anybody; signing in to servers is for a person to begin.
  const before = workOf(session, 'prepare');
  const byItself =
    draft.way === 'files' && revisions.preparation === 0 && !busy && (before === null || before.state === 'done');
  useEffect(() => {
    if (byItself) void beginIfMissing('prepare');
  }, [byItself]);
  const isRunning = work?.what === 'run' && busy;
  return (
    <Step name="plan">
      {draft.way === null ? (
        <p>
          {words.noWay} <a href={addressOf('where')}>{words.toWhere}</a>
        </p>
      ) : (
        <>
          <Working what="prepare" />
          {busy || preparation !== null ? null : (
            <>
              <p>
                {words.none} {draft.way === 'files' ? null : <span class="quiet">{words.signsIn}</span>}
              </p>
              <button type="button" class="primary" onClick={() => void begin('prepare')}>
                {words.make}
              </button>
            </>
          )}
          {preparation === null ? null : <Preparation preparation={preparation} />}
          {isRunning ? (
            <p>
              <a class="primary" href={addressOf('run')}>
                {words.running}
              </a>
            </p>
          ) : null}
          {preparation === null || busy ? null : <Start />}
        </>
      )}
    </Step>
  );
}

function Start() {
  const { way } = useSession().draft;
  const start = async (): Promise<void> => {
    if (await begin('run')) go('run');
  };
  return (
    <div class="start">
      <Working what="run" />
      <div class="buttons">
        <button type="button" class="primary large" onClick={() => void start()}>
          {words.start}
        </button>
        <button type="button" class="large" onClick={() => void begin('prepare')}>
          {words.again}
        </button>
      </div>
      <p class="hint">
        {words.startHint} {way === 'files' ? null : words.signsIn}
      </p>
    </div>
  );
}

function Preparation({ preparation }: { readonly preparation: PreparationView }) {
  const { items, bytes, needed, free, times, licences, mailboxes, questions } = preparation;
  const inTheWay = mailboxes.flatMap(({ mailbox, problem }) => (problem === null ? [] : [`${mailbox}: ${problem}`]));
  const tooLittle = needed !== null && free !== null && needed > free;
  return (
    <>
      <Tiles
        tiles={[
          { name: words.tiles.mailboxes, value: formatCount(mailboxes.length) },
          { name: words.tiles.items, value: formatCount(items) },
          { name: words.tiles.size, value: formatBytes(bytes) },
          ...(needed === null ? [] : [{ name: words.tiles.needed, value: formatBytes(needed), warn: tooLittle }]),
          ...(free === null ? [] : [{ name: words.tiles.free, value: formatBytes(free) }]),
        ]}
      />
      {tooLittle ? (
        <Notice tone="attention" mark={words.tooLittle}>
          <p>{words.tooLittleText(formatBytes(needed), formatBytes(free))}</p>
        </Notice>
      ) : null}
      <section aria-labelledby="questions">
        <h2 id="questions" tabIndex={-1}>
          {words.questions}
        </h2>
        {questions.length === 0 ? (
          <p>{words.noQuestions}</p>
        ) : (
          <>
            <p>{words.questionsHint}</p>
            <ul class="questions">
              {questions.map((question) => (
                <Question key={question.title} question={question} onAnswered={onAnswered} />
              ))}
            </ul>
          </>
        )}
      </section>
      <Times times={times} licences={licences} />
      {inTheWay.length === 0 ? null : (
        <Notice tone="attention">
          <Sentences lines={inTheWay} summary={words.problems(inTheWay.length)} />
        </Notice>
      )}
      <Mailboxes mailboxes={mailboxes} />
    </>
  );
}

/** The question goes away with its buttons: on from its heading. */
function onAnswered(): void {
  document.getElementById('questions')?.focus();
  void beginIfMissing('prepare');
}

function Times({ times, licences }: Pick<PreparationView, 'times' | 'licences'>) {
  return (
    <section aria-labelledby="times">
      <h2 id="times">{words.times}</h2>
      <ul class="sentences">
        {times.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p class="hint">{words.estimates}</p>
      {licences === null ? null : (
        <dl class="facts">
          <dt>{words.licences}</dt>
          <dd>{licences}</dd>
        </dl>
      )}
    </section>
  );
}

function Mailboxes({ mailboxes }: Pick<PreparationView, 'mailboxes'>) {
  return (
    <section>
      <Table<Mailbox>
        caption={words.table}
        rows={mailboxes}
        keyOf={({ mailbox, target }) => `${mailbox}\n${target}`}
        empty={words.noMailboxes}
        page={SHOWN}
        columns={[
          { key: 'mailbox', title: words.column.mailbox, by: ({ mailbox }) => mailbox, cell: ({ mailbox }) => mailbox },
          { key: 'target', title: words.column.target, by: ({ target }) => target, cell: ({ target }) => target },
          {
            ...{ key: 'items', title: words.column.items, numeric: true, by: ({ items }: Mailbox) => items },
            cell: ({ items }) => formatCount(items),
          },
          {
            ...{ key: 'size', title: words.column.size, numeric: true, by: ({ bytes }: Mailbox) => bytes },
            cell: ({ bytes }) => formatBytes(bytes),
          },
          { key: 'notes', title: words.column.notes, cell: (mailbox) => <Notes mailbox={mailbox} /> },
        ]}
      />
    </section>
  );
}

function Notes({ mailbox: { problem, notes, folders } }: { readonly mailbox: Mailbox }) {
  return (
    <>
      {problem === null ? null : <span class="tag bad wrap">{problem}</span>}
      {notes.map((note) => (
        <span key={note} class="second">
          {note}
        </span>
      ))}
      {folders.length === 0 ? null : (
        <details>
          <summary>{words.folders(folders.length)}</summary>
          <ul class="sentences">
            {folders.map(({ from, to }) => (
              <li key={from}>{words.renamed(from, to)}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
