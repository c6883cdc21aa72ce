import type { FunctionComponent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { StepName, WorkView } from '../api.js';
import { ConnectionBanner, ConnectionPage } from './parts/connection.js';
import { EndProgram } from './parts/end.js';
import { Kept } from './parts/kept.js';
import { Refusals } from './parts/refusals.js';
import { StepList } from './parts/step-list.js';
import { WorkElsewhere } from './parts/work-elsewhere.js';
import { percentOf } from './numbers.js';
import { announce, useSpoken } from './state/announce.js';
import { useRoute } from './state/route.js';
import { useConnection, useMaybeSession } from './state/session.js';
import { ContentsStep } from './steps/contents.js';
import { PlanStep } from './steps/plan.js';
import { ProofStep } from './steps/proof.js';
import { RunStep } from './steps/run.js';
import { StoreStep } from './steps/store.js';
import { WhereStep } from './steps/where.js';
import { WhoStep } from './steps/who.js';
import { texts } from './texts.js';

const STEP_OF: Readonly<Record<StepName, FunctionComponent>> = {
  store: StoreStep,
  contents: ContentsStep,
  who: WhoStep,
  where: WhereStep,
  plan: PlanStep,
  run: RunStep,
  proof: ProofStep,
};

/** The whole page. */
export function App() {
  const session = useMaybeSession();
  const connection = useConnection();
  const { step } = useRoute();
  const Shown = STEP_OF[step];
  const spoken = useSpoken();
  const standing = session === null ? '' : standingOf(session.work);
  useEffect(() => {
    document.title = texts.shell.documentTitle(standing === '' ? texts.steps[step].short : standing);
  }, [step, standing]);
  useAnnouncedWork(session?.work ?? null);
  const isOver = session === null || connection === 'ended';
  return (
    <>
      <a class="skip" href="#main" onClick={skipToMain}>
        {texts.shell.skip}
      </a>
      <header class="top">
        <p class="brand">
          <strong>{texts.shell.product}</strong> <span>{texts.shell.claim}</span>
        </p>
        {isOver ? null : <EndProgram />}
      </header>
      <ConnectionBanner />
      <div class={isOver ? 'frame alone' : 'frame'}>
        {isOver ? null : <StepList />}
        <main id="main" tabIndex={-1}>
          {isOver ? (
            <ConnectionPage />
          ) : (
            <>
              <WorkElsewhere />
              <Refusals />
              <Kept />
              <div key={step} class="step">
                <Shown />
              </div>
            </>
          )}
        </main>
      </div>
      <footer>
        <p>
          {texts.shell.private}
          {session === null ? null : ` ${texts.shell.version(session.version)}`}
        </p>
      </footer>
      <p class="hidden" role="status" aria-live="polite">
        {spoken}
      </p>
    </>
  );
}

/** How the run or the comparison stands, for the tab of a page that nobody looks at. */
function standingOf(work: WorkView | null): string {
  if (work === null || (work.what !== 'run' && work.what !== 'verify') || work.state === 'done') return '';
  const { done, total } = work.progress;
  const state = texts.run.states[work.state];
  return total === null || total === 0 ? state : `${texts.run.percent(percentOf(done, total))} ${state}`;
}

/** The address is taken by the steps: the link must not change it. */
function skipToMain(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

/** Says when something begins and how it ends, wherever one is looking. */
function useAnnouncedWork(work: WorkView | null): void {
  const before = useRef<string | null>(null);
  const now = work === null ? '' : `${work.what} ${work.state}`;
  useEffect(() => {
    if (work !== null && before.current !== null && before.current !== now) {
      if (work.state === 'running') announce(texts.work.begun(work.what));
      if (work.state === 'done') announce(texts.work.ended(work.what));
      if (work.state === 'failed') announce(texts.work.failedAt(work.what));
      if (work.state === 'stopped' || work.state === 'paused') announce(texts.work.stoppedLine);
    }
    before.current = now;
  }, [now]);
}
