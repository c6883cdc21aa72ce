import { STEPS, type SessionView, type StepName } from '../../api.js';
import { addressOf, useRoute } from '../state/route.js';
import { useSession } from '../state/session.js';
import { texts } from '../texts.js';

/** The way, with what is done and what can be reached. */
export function StepList() {
  const session = useSession();
  const { step: shown } = useRoute();
  return (
    <nav class="steps" aria-label={texts.shell.steps}>
      <ol>
        {STEPS.map((step, at) => {
          const reached = isReached(step, session);
          const done = isDone(step, session);
          const label = (
            <>
              <span class="dot" aria-hidden="true">
                {done && step !== shown ? '✓' : at + 1}
              </span>
              <span class="label">{texts.steps[step].short}</span>
              {done ? <span class="hidden"> ({texts.shell.done})</span> : null}
            </>
          );
          return (
            <li key={step} class={done ? 'done' : ''}>
              {reached || step === shown ? (
                <a href={addressOf(step)} {...(step === shown ? { 'aria-current': 'step' as const } : {})}>
                  {label}
                </a>
              ) : (
                <span class="off">
                  {label}
                  <span class="hidden"> ({texts.shell.notYet})</span>
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

/** Whether a step has something to show: the first always, the others once there is a store, and what they are about. */
function isReached(step: StepName, { revisions, draft }: SessionView): boolean {
  if (step === 'store') return true;
  if (revisions.inspection === 0) return false;
  if (step === 'plan') return draft.way !== null;
  if (step === 'run') return revisions.preparation > 0 || revisions.mailboxes > 0 || revisions.outcome > 0;
  return step === 'proof' ? revisions.outcome > 0 : true;
}

function isDone(step: StepName, { revisions, draft }: SessionView): boolean {
  switch (step) {
    case 'store':
    case 'contents':
      return revisions.inspection > 0;
    case 'who':
      return revisions.plan > 0 && (draft.way !== null || revisions.preparation > 0);
    case 'where':
      return draft.way !== null && revisions.preparation > 0;
    case 'plan':
      return revisions.mailboxes > 0 || revisions.outcome > 0;
    case 'run':
      return revisions.outcome > 0;
    case 'proof':
      return revisions.proof > 0;
  }
}
