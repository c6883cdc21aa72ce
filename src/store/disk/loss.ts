/**
 * Problems that no ledger line tells: a directory that could not be listed hides how many items lie in it. They end alike,
 * so that the end of a run can be judged by them.
 */

import { isRefused, noRightToIt } from './no-right.js';
import { displayPath } from '../../core/escaped-path.js';

const ENDING = 'not in the output';

/** Says that a directory could not be listed, and whose right it takes. `what`: `what lies in it is`. */
export function unlisted(dir: string, error: unknown, what: string, shown: string = displayPath(dir)): string {
  const why = isRefused(error) ? `${noRightToIt(dir)}; ` : '';
  return `${shown} cannot be listed (${(error as NodeJS.ErrnoException).code ?? 'error'}): ${why}${what} ${ENDING}`;
}

/** Says that the index of a folder is there and could not be read: what it knows of the items is missing. */
export function unreadIndex(code: string): string {
  return `index.fld cannot be read (${code}): flags and received times that only it knows are ${ENDING}`;
}

/** Whether a problem means that something of the store is not in the output. */
export function tellsOfLoss(problem: string): boolean {
  return problem.endsWith(ENDING);
}
