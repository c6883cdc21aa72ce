import type { MailboxProgress, Progress, WorkView } from '../../api.js';
import { formatBytes, formatCount, formatSeconds, percentOf } from '../numbers.js';
import { Notice } from '../parts/notice.js';
import { StateSign } from '../parts/state-sign.js';
import { Step } from '../parts/step.js';
import { Table } from '../parts/table.js';
import { Tiles } from '../parts/tiles.js';
import { useObserved } from '../state/observed.js';
import { useResult } from '../state/results.js';
import { addressOf } from '../state/route.js';
import { useSession } from '../state/session.js';
import { begin, control, isBusy, workOf, workRefusal } from '../state/work.js';
import { texts } from '../texts.js';

const words = texts.run;

/** The run, as it goes: how far, how fast, who, what went wrong; and the buttons that pause, stop and go on. */
export function RunStep() {
  const session = useSession();
  const work = workOf(session, 'run');
  const { outcome } = session.revisions;
  const refused = useObserved(workRefusal);
  return (
    <Step name="run" next={{ ready: outcome > 0, why: words.notYet }}>
      {refused?.what === 'run' ? (
        <Notice tone="attention" mark={texts.work.refused} alert>
          <p>{refused.words}</p>
        </Notice>
      ) : null}
      {work === null ? (
        outcome > 0 ? (
          <Ended work={null} />
        ) : (
          <p>
            {words.none} <a href={addressOf('plan')}>{words.toPlan}</a>
          </p>
        )
      ) : (
        <>
          <State work={work} />
          <Numbers progress={work.progress} busy={isBusy(work)} />
          {isBusy(work) ? <Active active={work.progress.active} /> : null}
          <Troubles troubles={work.progress.troubles} />
        </>
      )}
      <Everybody busy={work !== null && isBusy(work)} />
    </Step>
  );
}

function State({ work }: { readonly work: WorkView }) {
  const { state, progress, problem } = work;
  const total = progress.total ?? 0;
  // What was left out by rule was never done.
  const percent = state === 'done' ? 100 : percentOf(progress.done, total);
  return (
    <div class={`card overall ${state}`}>
      <p class="state">
        <strong>
          <StateSign state={state} /> {words.states[state]}
        </strong>
        {total > 0 ? <span class="big">{words.percent(percent)}</span> : null}
      </p>
      {total > 0 ? (
        <progress aria-label={words.overall} value={percent} max={100} />
      ) : isBusy(work) ? (
        <progress aria-label={words.overall} />
      ) : null}
      {problem === null ? null : (
        <Notice tone="attention" mark={texts.work.cause} alert>
          <p>{problem}</p>
        </Notice>
      )}
      {state === 'running' || state === 'pausing' || state === 'stopping' ? (
        <>
          <div class="buttons">
            <button type="button" disabled={state !== 'running'} onClick={() => void control('pause', 'run')}>
              {words.pause}
            </button>
            <button type="button" disabled={state === 'stopping'} onClick={() => void control('stop', 'run')}>
              {words.stop}
            </button>
          </div>
          <p class="hint">{words.closing}</p>
        </>
      ) : (
        <Ended work={work} />
      )}
    </div>
  );
}

/** What can be done when nothing is under way. */
function Ended({ work }: { readonly work: WorkView | null }) {
  const state = work?.state ?? 'done';
  if (state === 'paused')
    return (
      <>
        <p>{words.pausedText}</p>
        <div class="buttons">
          <button type="button" class="primary" onClick={() => void control('resume', 'run')}>
            {words.resume}
          </button>
        </div>
      </>
    );
  const isDone = state === 'done';
  return (
    <>
      <p>{isDone ? words.doneText : state === 'failed' ? words.failedText : words.stoppedText}</p>
      <div class="buttons">
        <button type="button" class={isDone ? '' : 'primary'} onClick={() => void begin('run')}>
          {isDone ? words.onceMore : words.again}
        </button>
      </div>
    </>
  );
}

/** Rates and what is left are of a run that goes. */
function Numbers({ progress, busy }: { readonly progress: Progress; readonly busy: boolean }) {
  const { done, total, bytes, itemsPerSecond, bytesPerSecond, left, mailboxes, mailboxesDone } = progress;
  return (
    <Tiles
      tiles={[
        {
          ...{ name: words.tiles.done, value: formatCount(done) },
          ...(total === null ? {} : { note: words.ofTotal(formatCount(total)) }),
        },
        { name: words.tiles.size, value: formatBytes(bytes) },
        ...(!busy
          ? []
          : [
              itemsPerSecond === null
                ? { name: words.tiles.rate, value: words.unknown }
                : {
                    ...{ name: words.tiles.rate, value: words.itemRate(formatCount(Math.round(itemsPerSecond))) },
                    note: words.byteRate(formatBytes(bytesPerSecond ?? 0)),
                  },
              { name: words.tiles.left, value: left === null ? words.unknown : formatSeconds(left) },
            ]),
        { name: words.tiles.mailboxes, value: formatCount(mailboxesDone), note: words.ofTotal(formatCount(mailboxes)) },
      ]}
    />
  );
}

function Active({ active }: { readonly active: readonly MailboxProgress[] }) {
  return (
    <section aria-labelledby="active">
      <h2 id="active">{words.active}</h2>
      {active.length === 0 ? <p class="quiet">{words.noActive}</p> : null}
      <ul class="active">
        {active.map(({ mailbox, done, total, words: said }) => (
          <li key={mailbox}>
            <p>
              <strong>{mailbox}</strong>{' '}
              <span class="quiet">{words.doneOf(formatCount(done), formatCount(total))}</span>
            </p>
            <progress aria-label={words.progressOf(mailbox)} value={percentOf(done, total)} max={100} />
            {said === '' ? null : <p class="hint">{said}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Troubles({ troubles }: Pick<Progress, 'troubles'>) {
  return (
    <section aria-labelledby="troubles">
      <h2 id="troubles">{words.troubles}</h2>
      {troubles.length === 0 ? (
        <p class="quiet">{words.noTroubles}</p>
      ) : (
        <ul class="sentences troubles" tabIndex={0} aria-labelledby="troubles">
          {troubles.map(({ mailbox, words: said }, at) => (
            <li key={`${troubles.length - at}${mailbox}`}>
              <strong>{mailbox}</strong> {said}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const ORDER: Readonly<Record<MailboxProgress['state'], number>> = { failed: 0, active: 1, waiting: 2, done: 3 };

function Everybody({ busy }: { readonly busy: boolean }) {
  const mailboxes = useResult('mailboxes');
  if (mailboxes === null) return null;
  return (
    <section>
      <Table<MailboxProgress>
        caption={words.table}
        rows={mailboxes}
        keyOf={({ mailbox }) => mailbox}
        empty={words.noMailboxes}
        columns={[
          { key: 'mailbox', title: words.column.mailbox, by: ({ mailbox }) => mailbox, cell: ({ mailbox }) => mailbox },
          {
            key: 'state',
            title: words.column.state,
            by: ({ state }) => ORDER[state],
            cell: ({ state }) => (
              <span class={state === 'failed' ? 'tag bad' : state === 'done' ? 'tag good' : 'tag'}>
                {state === 'active' && !busy ? words.begun : words.mailboxStates[state]}
              </span>
            ),
          },
          {
            ...{ key: 'done', title: words.column.done, numeric: true, by: ({ done }: MailboxProgress) => done },
            cell: ({ done, total }) => words.doneOf(formatCount(done), formatCount(total)),
          },
          {
            ...{
              key: 'failed',
              title: words.column.failed,
              numeric: true,
              by: ({ failed }: MailboxProgress) => failed,
            },
            cell: ({ failed }) =>
              failed === 0 ? <span class="quiet">0</span> : <span class="tag bad">{formatCount(failed)}</span>,
          },
          { key: 'words', title: words.column.words, cell: ({ words: said }) => said },
        ]}
      />
    </section>
  );
}
