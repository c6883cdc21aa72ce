/** The command line as a process of its own: however it ends, it ends with an exit code of docs/architecture.md. */
import { writeSync } from 'node:fs';
import { programVersion } from '../core/program-files.js';
import { errorText, wantsStack } from './unforeseen.js';

/**
 * Runs the command line and sets the exit code of the process. An error that no `catch` meets, in whatever stream, timer or
 * promise, ends the process with 3 and one sentence, as does an end that comes before the work is done.
 */
export async function runProcess(argv: readonly string[]): Promise<void> {
  // What counts when nothing is left to wait for and the work is not done.
  process.exitCode = 3;
  let ended = false;
  process.on('uncaughtException', (error) => {
    ended = true;
    say(errorText(error, wantsStack(argv)));
    process.exit(3);
  });
  process.on('exit', (code) => {
    if (!ended && code === 3) say(errorText(new Error('nothing was left to wait for'), false));
  });
  const code = isVersion(argv) ? sayVersion() : await (await import('./main.js')).main(argv);
  ended = true;
  process.exitCode = code;
}

/** Asked by scripts before anything else: it loads nothing that it does not need. */
function isVersion([only, ...others]: readonly string[]): boolean {
  return others.length === 0 && (only === '--version' || only === '-V');
}

function sayVersion(): 0 {
  process.stdout.write(`${programVersion()}\n`);
  return 0;
}

/** At once: nothing that comes later is written when the process ends here. */
function say(text: string): void {
  try {
    writeSync(process.stderr.fd, text);
  } catch {
    // Nobody is listening; the exit code tells.
  }
}
