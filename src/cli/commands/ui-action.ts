/** Runs `ui`. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { UserError } from '../../core/errors.js';
import { parseCount } from '../../options/arguments.js';
import { listen } from '../../ui/index.js';
import { onInterrupt } from '../interrupt.js';
import { openBrowser, type Opener } from '../open-browser.js';
import { growSlowly } from '../memory.js';
import type { ExitCode, Terminal } from '../terminal.js';

/** The options as commander gives them. */
export interface UiFlags {
  port?: string;
  open: boolean;
}

/** Serves the page until somebody ends it. Throws a UserError for a store that is not there, and a port that cannot be had. */
export async function serveUi(store: string | undefined, flags: UiFlags, terminal: Terminal): Promise<ExitCode> {
  if (store !== undefined && !existsSync(store))
    throw new UserError(`${store} does not exist: give the path of a Kerio store, or none to choose it on the page.`);
  growSlowly();
  const server = await listen(flags.port === undefined ? 0 : readPort(flags.port));
  const interrupt = onInterrupt();
  const show = (): string => {
    const address = server.address();
    terminal.out(`The page is at ${address}\n`);
    return address;
  };
  const lines = process.stdin.isTTY ? createInterface({ input: process.stdin }) : null;
  lines?.on('line', show);
  let opener: Opener | null = null;
  try {
    if (store !== undefined) server.session.open(resolve(store));
    void server.session.findStores().catch(() => undefined);
    const address = show();
    terminal.out('It opens once: press Enter here for another browser. Ctrl-C ends.\n');
    if (flags.open) opener = openBrowser(address);
    await Promise.race([server.asked, aborted(interrupt.signal)]);
    const { isRunning } = server.session;
    if (isRunning)
      terminal.out('Ending in good order: what is under way is finished first. Ctrl-C again ends at once.\n');
    await server.close();
    return isRunning ? 130 : 0;
  } finally {
    opener?.remove();
    lines?.close();
    interrupt.release();
  }
}

/** `--port`. Throws a UserError. */
function readPort(text: string): number {
  const port = parseCount(text, '--port', 1);
  if (port <= 65535) return port;
  throw new UserError(`--port ${text} is no port: give a number from 1 to 65535.`);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((settle) => signal.addEventListener('abort', () => settle(), { once: true }));
}
