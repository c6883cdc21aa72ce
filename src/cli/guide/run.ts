/** The plan, the command line, and the run: the very command that was put together, through the front door. */
import { confirm, log } from '@clack/prompts';
import { secretVariable } from '../options/secrets.js';
import type { ExitCode, Terminal } from '../terminal.js';
import { type Answers, commandArguments } from './answers.js';
import { answered } from './asking.js';
import { shellLine } from './shell.js';
import { shortened } from './shortened.js';

/** Runs a command line as if it had been typed. */
export type RunCommand = (argv: readonly string[], terminal: Terminal) => Promise<ExitCode>;

/**
 * Shows the plan and the command line, and asks. Gives null to go on, else the exit code to end with. Nothing is exported
 * or sent yet.
 */
export async function showPlan(answers: Answers, terminal: Terminal, run: RunCommand): Promise<ExitCode | null> {
  const args = commandArguments(answers);
  if (answers.command === 'migrate' && !(await mayLogIn())) {
    showCommand(answers, terminal);
    return 0;
  }
  log.step('The plan');
  let plan = '';
  const code = await run([...args, '--dry-run'], { ...terminal, out: (text) => (plan += text) });
  terminal.out(shortened(plan));
  showCommand(answers, terminal);
  if (code === 130 || code === 2) return code;
  const message = code === 0 ? 'Run it now?' : 'The plan found problems, see above. Run it all the same?';
  return answered(await confirm({ message, initialValue: code === 0 })) ? null : 0;
}

async function mayLogIn(): Promise<boolean> {
  return answered(
    await confirm({ message: 'For the plan we log in to every account there. Nothing is sent yet. Go on?' }),
  );
}

function showCommand(answers: Answers, terminal: Terminal): void {
  log.step('The same, as a command: to run it again, to go on after an interruption, or to repeat it on another day');
  terminal.out(`\n${shellLine(['kerio-exit', ...commandArguments(answers)])}\n\n`);
  if (answers.command === 'migrate' && answers.auth !== 'login' && answers.secretFile === null)
    terminal.out(`It takes the password from the environment variable ${secretVariable('to')}.\n\n`);
}
