/** What the program has found out: fetched again when its revision has risen, one request at a time. */
import type {
  AccountsView,
  ChecksView,
  InspectionView,
  MailboxesView,
  OutcomeView,
  PlanView,
  PreparationView,
  ProofView,
  ResultName,
} from '../../api.js';
import { useEffect } from 'preact/hooks';
import { ask } from './client.js';
import { type Observed, observed, useObserved } from './observed.js';
import { useConnection, useSession } from './session.js';

/** The answer at `GET /api/<name>`. */
interface Results {
  readonly inspection: InspectionView;
  readonly plan: PlanView;
  readonly checks: ChecksView;
  readonly accounts: AccountsView;
  readonly preparation: PreparationView;
  readonly mailboxes: MailboxesView;
  readonly outcome: OutcomeView;
  readonly proof: ProofView;
}

interface Kept<Value> {
  readonly revision: number;
  readonly value: Value | null;
}

const kept: { readonly [Name in ResultName]: Observed<Kept<Results[Name]>> } = {
  inspection: observed({ revision: 0, value: null }),
  plan: observed({ revision: 0, value: null }),
  checks: observed({ revision: 0, value: null }),
  accounts: observed({ revision: 0, value: null }),
  preparation: observed({ revision: 0, value: null }),
  mailboxes: observed({ revision: 0, value: null }),
  outcome: observed({ revision: 0, value: null }),
  proof: observed({ revision: 0, value: null }),
};
const wanted = new Map<ResultName, number>();
const asking = new Set<ResultName>();

/** Milliseconds between two requests for the same thing: a revision may rise many times a second. */
const PAUSE = 400;

/** The result by its name, kept up to date; null while there is none. The one before is shown until the next is here. */
export function useResult<Name extends ResultName>(name: Name): Results[Name] | null {
  const revision = useSession().revisions[name];
  const connection = useConnection();
  useEffect(() => {
    wanted.set(name, revision);
    if (revision === 0) kept[name].set({ revision: 0, value: null });
    else void refresh(name);
  }, [name, revision, connection]);
  const { value } = useObserved(kept[name]);
  return revision === 0 ? null : value;
}

async function refresh(name: ResultName): Promise<void> {
  // Which of the results it is does not matter here: what is fetched for a name is kept under that name.
  const target = kept[name] as Observed<Kept<unknown>>;
  if (asking.has(name)) return;
  asking.add(name);
  try {
    for (;;) {
      const revision = wanted.get(name) ?? 0;
      if (revision === 0 || target.get().revision === revision) return;
      const value = await ask(`/api/${name}`);
      target.set({ revision, value });
      if (wanted.get(name) !== revision) await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  } catch {
    // The next revision, or the next time it is looked at, asks again; that nobody answers is said at the top.
  } finally {
    asking.delete(name);
  }
}
