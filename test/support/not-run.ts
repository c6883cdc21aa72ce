/** Tests that this machine cannot run: they are named at the end of the run, and the rest runs. */

/**
 * Ends a test, or all tests of the hook's suite, because something is missing here that only an administrator can give:
 * `scripts/test-runner.mjs` makes "not run" of it. Root can give it, and CI must have it: there it is an ordinary error.
 */
export class NotRun extends Error {
  override readonly name = mustRun(isRoot(), process.env['CI']) ? 'Error' : 'NotRun';
}

/** Whether everything has to run: as root, and where the variable CI says so. */
export function mustRun(root: boolean, ci = ''): boolean {
  return root || !['', '0', 'false'].includes(ci);
}

/** Whether the tests run as root. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** For what only root may do: servers that change to a user of their own. */
export function needsRoot(what: string): void {
  if (!isRoot()) throw new NotRun(`needs root: ${what}`);
}
