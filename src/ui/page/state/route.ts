/** Which step is shown: in the address, so that the browser's own way back works, and each tab looks at its own. */
import { type SessionView, STEPS, type StepName, type WorkName } from '../../api.js';
import { observed, useObserved } from './observed.js';

/** A step, and where in it: a mailbox, a folder. */
export interface Route {
  readonly step: StepName;
  readonly rest: readonly string[];
}

function read(hash: string): Route {
  const [name, ...rest] = hash.replace(/^#\/?/, '').split('/').map(decoded);
  const step = STEPS.find((each) => each === name);
  return step === undefined ? { step: 'store', rest: [] } : { step, rest };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const route = observed(read(location.hash));
addEventListener('hashchange', () => route.set(read(location.hash)));

/** Where the page is. */
export function useRoute(): Route {
  return useObserved(route);
}

/** The address of a step, for links. */
export function addressOf(step: StepName, ...rest: string[]): string {
  return `#/${[step, ...rest].map(encodeURIComponent).join('/')}`;
}

/** Where each piece of work is looked at. */
export const STEP_OF_WORK: Readonly<Record<WorkName, StepName>> = {
  open: 'store',
  plan: 'who',
  check: 'where',
  accounts: 'where',
  makeAccounts: 'where',
  prepare: 'plan',
  run: 'run',
  verify: 'proof',
};

/** Leads whoever comes by the bare address to where things stand. There is no way back: the page was nowhere before. */
export function beginWhereThingsStand({ work, revisions }: SessionView): void {
  if (location.hash !== '' || revisions.inspection === 0) return;
  const step = work?.state === 'running' ? STEP_OF_WORK[work.what] : 'contents';
  history.replaceState(null, '', addressOf(step));
  route.set(read(location.hash));
}

/** Goes there. */
export function go(step: StepName, ...rest: string[]): void {
  location.hash = addressOf(step, ...rest);
}
