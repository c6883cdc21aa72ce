import { WINDOWS } from '../core/platform.js';

/** What asks for an end: Ctrl-C, and on Windows Ctrl-Break and the window being closed, since nobody can send signals there. */
const SIGNALS: readonly NodeJS.Signals[] = WINDOWS
  ? ['SIGINT', 'SIGTERM', 'SIGBREAK', 'SIGHUP']
  : ['SIGINT', 'SIGTERM'];

/** The first of them asks the work to end cleanly, the second ends the process. */
export function onInterrupt(): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const listen = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, listen);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of SIGNALS) process.off(signal, listen);
    },
  };
}
