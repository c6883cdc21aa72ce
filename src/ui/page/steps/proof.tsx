import type { OutcomeView, ProofView } from '../../api.js';
import { formatBytes, formatCount } from '../numbers.js';
import { Notice, Sentences } from '../parts/notice.js';
import { Question } from '../parts/question.js';
import { Step } from '../parts/step.js';
import { Table } from '../parts/table.js';
import { Tiles } from '../parts/tiles.js';
import { Working } from '../parts/working.js';
import { useResult } from '../state/results.js';
import { addressOf } from '../state/route.js';
import { useSession } from '../state/session.js';
import { begin, isBusy } from '../state/work.js';
import { texts } from '../texts.js';
import { NextSteps } from './proof-next.js';

const words = texts.proof;
type LostItem = OutcomeView['items'][number];
type Finding = ProofView['findings'][number];

/** How the run ended, whether both sides agree, and what is left to do. */
export function ProofStep() {
  const outcome = useResult('outcome');
  const proof = useResult('proof');
  return (
    <Step name="proof">
      {outcome === null ? (
        <p>
          {words.none} <a href={addressOf('run')}>{words.toRun}</a>
        </p>
      ) : (
        <>
          <Outcome outcome={outcome} />
          <Compare />
          <NextSteps outcome={outcome} proven={proof?.agrees === true} />
        </>
      )}
    </Step>
  );
}

function Outcome({ outcome }: { readonly outcome: OutcomeView }) {
  const { code, sums, copied, problems, questions, items, itemsInAll, place, report } = outcome;
  const tone = code === 0 ? 'good' : 'attention';
  return (
    <section aria-labelledby="ended">
      <h2 id="ended">{words.ended}</h2>
      <Notice tone={tone} mark={words.marks[tone]}>
        <p class="verdict">{verdictOf(outcome)}</p>
        {report === null ? null : <ReportLink to="/report/outcome" label={words.report} />}
      </Notice>
      <Tiles
        tiles={[
          { name: words.tiles.found, value: formatCount(sums.found) },
          copied === null
            ? { name: words.tiles.exported, value: formatCount(sums.exported) }
            : { name: words.tiles.sent, value: formatCount(copied) },
          { name: words.tiles.skipped, value: formatCount(sums.skipped) },
          { name: words.tiles.failed, value: formatCount(sums.failed), warn: sums.failed > 0 },
          { name: words.tiles.missing, value: formatCount(sums.missing), warn: sums.missing > 0 },
          { name: words.tiles.size, value: formatBytes(sums.bytes) },
        ]}
      />
      <dl class="facts">
        <dt>{words.place}</dt>
        <dd>
          <code>{place}</code>
        </dd>
      </dl>
      <Sentences lines={problems} summary={words.problems(problems.length)} />
      {questions.length === 0 ? null : (
        <>
          <h3>{words.questions}</h3>
          <ul class="questions">
            {questions.map((question) => (
              <Question
                key={question.title}
                question={question}
                afterwards={words.answered}
                onAnswered={() => undefined}
              />
            ))}
          </ul>
        </>
      )}
      {items.length === 0 ? null : (
        <Table<LostItem>
          caption={words.items(items.length, itemsInAll)}
          rows={items}
          keyOf={({ mailbox, folder, uid }) => `${mailbox}\n${folder}\n${uid}`}
          empty=""
          columns={[
            {
              key: 'mailbox',
              title: words.itemColumn.mailbox,
              by: ({ mailbox }) => mailbox,
              cell: (row) => row.mailbox,
            },
            { key: 'folder', title: words.itemColumn.folder, by: ({ folder }) => folder, cell: (row) => row.folder },
            { key: 'uid', title: words.itemColumn.uid, numeric: true, cell: (row) => row.uid },
            { key: 'reason', title: words.itemColumn.reason, by: ({ reason }) => reason, cell: (row) => row.reason },
          ]}
        />
      )}
    </section>
  );
}

/** The one sentence that matters. */
function verdictOf({ code, sums, questions }: OutcomeView): string {
  if (code === 130) return words.verdict.interrupted;
  const parts = [
    ...(sums.failed > 0 ? [words.verdict.failed(sums.failed)] : []),
    ...(sums.missing > 0 ? [words.verdict.missing(sums.missing)] : []),
    ...(questions.length > 0 ? [words.verdict.questions(questions.length)] : []),
  ];
  return parts.length > 0 ? words.verdict.attention(parts) : code === 0 ? words.verdict.good : words.verdict.look;
}

function ReportLink({ to, label }: { readonly to: string; readonly label: string }) {
  return (
    <p>
      <a href={to} target="_blank" rel="noopener">
        {label}
        <span class="hidden"> {words.newTab}</span>
      </a>
    </p>
  );
}

/** Comparing, and what came of it. */
function Compare() {
  const proof = useResult('proof');
  const { work } = useSession();
  return (
    <section aria-labelledby="compare">
      <h2 id="compare">{words.compare}</h2>
      <p>{words.compareHint}</p>
      <Working what="verify" />
      {isBusy(work) ? null : (
        <button type="button" class={proof === null ? 'primary' : ''} onClick={() => void begin('verify')}>
          {proof === null ? words.compareNow : words.compareAgain}
        </button>
      )}
      {proof === null ? null : <Proof proof={proof} />}
    </section>
  );
}

function Proof({ proof }: { readonly proof: ProofView }) {
  const { agrees, words: said, compared, items, findings, findingsInAll } = proof;
  return (
    <>
      <Notice tone={agrees ? 'good' : 'attention'} mark={agrees ? words.marks.agrees : words.marks.differs}>
        <p class="verdict">{said}</p>
        {said.includes(String(compared)) || said.includes(formatCount(compared)) ? null : (
          <p class="quiet">{words.compared(formatCount(compared), formatCount(items))}</p>
        )}
        <ReportLink to="/report/proof" label={words.proofReport} />
      </Notice>
      {findings.length === 0 ? null : (
        <Table<Finding>
          caption={words.findings(findings.length, findingsInAll)}
          rows={findings}
          keyOf={({ mailbox, folder, uid, words: each }) => `${mailbox}\n${folder}\n${uid ?? ''}\n${each}`}
          empty=""
          columns={[
            {
              key: 'mailbox',
              title: words.findingColumn.mailbox,
              by: ({ mailbox }) => mailbox,
              cell: (row) => row.mailbox,
            },
            { key: 'folder', title: words.findingColumn.folder, by: ({ folder }) => folder, cell: (row) => row.folder },
            { key: 'uid', title: words.findingColumn.uid, numeric: true, cell: (row) => row.uid ?? '' },
            { key: 'words', title: words.findingColumn.words, by: (row) => row.words, cell: (row) => row.words },
          ]}
        />
      )}
    </>
  );
}
