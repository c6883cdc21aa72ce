import type { LoadedView, PlanView } from '../../api.js';
import { useEffect } from 'preact/hooks';
import { formatBytes, formatCount } from '../numbers.js';
import { Choice, TextField } from '../parts/field.js';
import { Notice, Sentences } from '../parts/notice.js';
import { PathForm } from '../parts/path-form.js';
import { SaveFile } from '../parts/save-file.js';
import { Step } from '../parts/step.js';
import { Tiles } from '../parts/tiles.js';
import { Working } from '../parts/working.js';
import { tell } from '../state/client.js';
import { useResult } from '../state/results.js';
import { answer, answersTaken, useSession } from '../state/session.js';
import { begin, beginIfMissing, isBusy, workOf } from '../state/work.js';
import { texts } from '../texts.js';
import { WhoTable } from './who-table.js';
import { answeredLines, domainsOf, type Line, stateOf } from './who-rules.js';

const words = texts.who;

/** Who goes where. The table is drawn up by itself; every answer can be changed. */
export function WhoStep() {
  const session = useSession();
  const plan = useResult('plan');
  const { revisions, work } = session;
  const untouched = revisions.plan === 0 && !isBusy(work) && workOf(session, 'plan') === null;
  useEffect(() => {
    if (untouched && revisions.inspection > 0) void beginIfMissing('plan');
  }, [untouched, revisions.inspection]);
  return (
    <Step name="who" next={{ ready: plan !== null, why: words.none }}>
      <Working what="plan" />
      {plan === null ? (
        isBusy(work) ? null : (
          <p>
            {words.none}{' '}
            <button type="button" class="primary" onClick={() => void begin('plan')}>
              {words.draw}
            </button>
          </p>
        )
      ) : (
        <Plan plan={plan} />
      )}
    </Step>
  );
}

function Plan({ plan }: { readonly plan: PlanView }) {
  const { draft, home } = useSession();
  const usual = `${home.replace(/\/$/, '')}/plan.csv`;
  const lines = answeredLines(plan, draft);
  const open = lines.filter((line) => stateOf(line) === 'open');
  const going = lines.filter((line) => stateOf(line) === 'go');
  const sum = (rows: readonly Line[], of: (row: Line) => number): number => rows.reduce((all, row) => all + of(row), 0);
  return (
    <>
      <Tiles
        tiles={[
          { name: words.tiles.open, value: formatCount(open.length), warn: open.length > 0 },
          { name: words.tiles.go, value: formatCount(going.length) },
          { name: words.tiles.stay, value: formatCount(lines.length - open.length - going.length) },
          { name: words.tiles.size, value: formatBytes(sum(going, ({ bytes }) => bytes)) },
        ]}
      />
      <Notice tone={open.length === 0 ? 'good' : 'attention'}>
        <p>{open.length === 0 ? words.allAnswered : words.openLeft(open.length)}</p>
      </Notice>
      <Sentences lines={plan.problems} summary={words.problems(plan.problems.length)} />
      <div class="pair">
        <Domains domains={domainsOf(plan)} />
        <Kept
          archive={sum(
            lines.filter(({ kind }) => kind === 'archive'),
            ({ items }) => items,
          )}
          recoverable={sum(lines, ({ recoverable }) => recoverable)}
        />
      </div>
      <WhoTable lines={lines} />
      <SaveFile what="plan" title={words.file} hint={words.fileHint} usual={usual} />
      <PathForm title={words.load} hint={words.loadHint} usual={usual} button={words.loadNow} onPath={loadPlan} />
    </>
  );
}

/** Takes the answers of a table that was saved. */
async function loadPlan(path: string) {
  await answersTaken();
  const { taken, strangers, unnamed } = (await tell('/api/load', { what: 'plan', path })) as LoadedView;
  return (
    <>
      <p>{words.loaded(taken, unnamed)}</p>
      <Sentences lines={strangers} summary={words.strangers(strangers.length)} />
    </>
  );
}

/** Old domains, and what they become. */
function Domains({ domains }: { readonly domains: readonly string[] }) {
  const { renames } = useSession().draft;
  const rename = (from: string, to: string): void => {
    const others = renames.filter(([each]) => each !== from);
    answer({ renames: to === '' ? others : [...others, [from, to]] });
    // The proposals are addresses in the new domain.
    void begin('plan');
  };
  return (
    <section class="card" aria-labelledby="domains">
      <h2 id="domains">{words.domains}</h2>
      <p class="hint">{words.domainHint}</p>
      {domains.map((domain) => (
        <TextField
          key={domain}
          label={words.domain(domain)}
          value={renames.find(([from]) => from === domain)?.[1] ?? ''}
          placeholder={domain}
          onValue={(to) => rename(domain, to.trim())}
        />
      ))}
    </section>
  );
}

/** The archive and what can be recovered: taken along, or not. */
function Kept({ archive, recoverable }: { readonly archive: number; readonly recoverable: number }) {
  const { draft } = useSession();
  if (archive + recoverable === 0) return null;
  const choices = [
    { value: 'include' as const, label: words.include },
    { value: 'exclude' as const, label: words.exclude },
    { value: 'undecided' as const, label: words.undecided },
  ];
  return (
    <section class="card" aria-labelledby="kept">
      <h2 id="kept">{words.kept}</h2>
      {archive === 0 ? null : (
        <Choice
          legend={words.archive(archive)}
          value={draft.archive ?? 'undecided'}
          choices={choices}
          onValue={(value) => answer({ archive: value === 'undecided' ? null : value })}
        />
      )}
      {recoverable === 0 ? null : (
        <Choice
          legend={words.recoverable(recoverable)}
          value={draft.recoverable ?? 'undecided'}
          choices={choices}
          onValue={(value) => answer({ recoverable: value === 'undecided' ? null : value })}
        />
      )}
    </section>
  );
}
