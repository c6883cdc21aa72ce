/** The guided run: questions instead of options, for whoever starts `kerio-exit` alone on a terminal. */
import type { Key } from 'node:readline';
import { cancel, intro, log, outro, select } from '@clack/prompts';
import type { ExitCode, Terminal } from '../terminal.js';
import { type Answers, commandArguments, type ExportAnswers } from './answers.js';
import { answered, Left } from './asking.js';
import { DESTINATIONS, type Destination } from './destinations.js';
import { askExport } from './export-questions.js';
import { type RunCommand, showPlan } from './run.js';
import { shellLine } from './shell.js';
import { askStore, type ChosenStore } from './store-question.js';
import { removeFile } from '../../core/platform.js';

/** What the dialogue needs of the program around it. */
export interface GuideRequest {
  readonly terminal: Terminal;
  readonly run: RunCommand;
}

/** Asks, shows the plan, runs it. Gives the exit code of the run; 130 when the person left, 0 when they declined. */
export async function guide({ terminal, run }: GuideRequest): Promise<ExitCode> {
  const release = leaveOnEndOfInput();
  const made: string[] = [];
  try {
    intro('kerio-exit, step by step');
    log.message(
      'Arrows and Enter answer, Ctrl-C leaves. The old server is only read.\nNothing is written before you have seen the plan.',
    );
    const chosen = await askStore(terminal);
    const destination = await askDestination();
    const answers: Answers =
      destination === 'imap' ? await migrationTo(chosen, made) : await askExport(chosen, destination);
    const ended = await showPlan(answers, terminal, run);
    if (ended !== null) {
      outro('Nothing was done.');
      return ended;
    }
    const code = await run(commandArguments(answers), terminal);
    if (answers.command === 'export' && code < 2) showWhatIsNext(answers);
    return code;
  } catch (error) {
    if (!(error instanceof Left)) throw error;
    for (const file of made) removeFile(file);
    cancel('Left. Nothing was exported or sent.');
    return 130;
  } finally {
    release();
  }
}

/** Ctrl-D closes the line editor below a prompt, which would then wait for ever: to the prompt it becomes Ctrl-C. */
function leaveOnEndOfInput(): () => void {
  const { stdin } = process;
  const press = (_: unknown, { ctrl, name }: Key): void => {
    if (ctrl === true && name === 'd') stdin.emit('keypress', '\x03', { ctrl: true, name: 'c', sequence: '\x03' });
  };
  stdin.on('keypress', press);
  return () => stdin.off('keypress', press);
}

async function askDestination(): Promise<Destination> {
  return answered(await select<Destination>({ message: 'Where do you go?', options: [...DESTINATIONS] }));
}

// Loaded only here: the IMAP library takes its time.
async function migrationTo(store: ChosenStore, made: string[]): Promise<Answers> {
  const { askMigrate } = await import('./migrate-questions.js');
  return askMigrate(store, made);
}

function showWhatIsNext({ out }: ExportAnswers): void {
  log.info(`${shellLine(['kerio-exit', 'verify', out])} proves the export against the store, item by item.`);
  log.info(`${shellLine(['kerio-exit', 'next', out])} tells what to do with it now.`);
}
