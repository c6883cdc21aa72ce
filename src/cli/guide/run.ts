/** The plan, the command line, and the run: the very command that was put together, through the front door. */
import { confirm, log } from '@clack/prompts';
import { secretVariable } from '../../options/secrets.js';
import type { ExitCode, Terminal } from '../terminal.js';
import { type Answers, commandArguments } from './answers.js';
import { exportPlanText, migrationPlanText } from './plan-text.js';
import { shellLine } from '../../options/shell.js';
import type { Talk } from './talk.js';

/** Runs a command line as if it had been typed. */
export type RunCommand = (argv: readonly string[], terminal: Terminal) => Promise<ExitCode>;

/**
 * Shows the plan and the command line, and asks. Gives null to go on, else the exit code to end with. Nothing is exported
 * or sent yet.
 */
export async function showPlan(
  talk: Talk,
  answers: Answers,
  terminal: Terminal,
  run: RunCommand,
): Promise<ExitCode | null> {
  const args = commandArguments(answers);
  if (answers.command === 'migrate' && !(await mayLogIn(talk))) {
    showCommand(answers, terminal);
    return 0;
  }
  log.step('The plan');
  let json = '';
  const code = await run([...args, '--dry-run', '--json'], { ...terminal, out: (text) => (json += text) });
  if (json !== '')
    terminal.out(
      answers.command === 'export' ? exportPlanText(json, terminal.columns) : migrationPlanText(json, terminal.columns),
    );
  showCommand(answers, terminal);
  if (code === 130 || code === 2) return code;
  const message = code === 0 ? 'Run it now?' : 'The plan found problems, see above. Run it all the same?';
  return (await talk.ask<boolean>(message, () => confirm({ message, initialValue: code === 0 }))) ? null : 0;
}

async function mayLogIn(talk: Talk): Promise<boolean> {
  const message = 'For the plan we log in to every account there. Nothing is sent yet. Go on?';
  return talk.ask<boolean>(message, (earlier = true) => confirm({ message, initialValue: earlier }));
}

function showCommand(answers: Answers, terminal: Terminal): void {
  log.step('The same, as a command: to run it again, or to go on after an interruption');
  terminal.out(`\n${shellLine(['kerio-exit', ...commandArguments(answers)])}\n\n`);
  if (
    answers.command === 'migrate' &&
    answers.auth !== 'login' &&
    answers.server !== 'google' &&
    answers.secretFile === null
  )
    terminal.out(`It takes the password from the environment variable ${secretVariable('to')}.\n\n`);
}
