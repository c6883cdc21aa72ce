/** Which step is shown: in the address, so that the browser's own way back works, and each tab looks at its own. */
import { STEPS, type StepName } from '../../api.js';
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

/** Goes there. */
export function go(step: StepName, ...rest: string[]): void {
  location.hash = addressOf(step, ...rest);
}
