/** What can be done when a run is over: prove it, read on, go on with what is left. */
import { join } from 'node:path';
import { log, select } from '@clack/prompts';
import type { ExitCode, Terminal } from '../terminal.js';
import { type Answers, commandArguments, type MigrateAnswers } from './answers.js';
import { converse, Left } from './talk.js';
import type { RunCommand } from './run.js';
import { shellLine } from '../../options/shell.js';

/** One thing to do next. `run` gives its exit code; null when it was declined. */
export interface NextThing {
  readonly label: string;
  readonly hint: string;
  readonly run: () => Promise<ExitCode | null>;
}

/** What every run offers. */
export function usualThings(answers: Answers, terminal: Terminal, run: RunCommand): NextThing[] {
  if (answers.command === 'migrate') {
    const args = [...commandArguments(answers), '--verify'];
    return [{ label: 'Compare both sides', hint: 'item by item; sends nothing', run: () => run(args, terminal) }];
  }
  const { out } = answers;
  return [
    {
      ...{ label: 'Compare the export with the store', hint: 'verify; item by item' },
      run: () => run(['verify', out], terminal),
    },
    { label: 'Show the next steps', hint: 'next', run: () => run(['next', out], terminal) },
  ];
}

/** Offers things until the person has enough, each once. Gives the worst exit code of what ran, `code` among them. */
export async function offer(things: readonly NextThing[], code: ExitCode): Promise<ExitCode> {
  let left = [...things];
  let worst = code;
  while (left.length > 0) {
    const chosen = await choose(left);
    if (chosen === null) break;
    const ended = await chosen.run();
    if (ended !== null && ended > worst) worst = ended;
    left = left.filter((thing) => thing !== chosen);
  }
  return worst;
}

async function choose(things: readonly NextThing[]): Promise<NextThing | null> {
  const message = 'What now?';
  try {
    const at = await converse((talk) =>
      talk.ask<number>(message, () =>
        select({
          message,
          options: [
            ...things.map(({ label, hint }, value) => ({ value, label, hint })),
            { value: -1, label: 'Nothing more', hint: 'the commands above do it on another day' },
          ],
        }),
      ),
    );
    return things[at] ?? null;
  } catch (error) {
    if (error instanceof Left) return null;
    throw error;
  }
}

/** Where to look, and how to do the rest on another day. */
export function tellWhere(answers: Answers): void {
  if (answers.command === 'migrate') return;
  const { out } = answers;
  log.info(
    [
      `The report: ${join(out, 'report.html')}`,
      `Prove it:   ${shellLine(['kerio-exit', 'verify', out])}`,
      `Go on:      ${shellLine(['kerio-exit', 'next', out])}`,
    ].join('\n'),
  );
}

/** The same accounts on the same host, for what goes by CalDAV and CardDAV; null where nobody can tell the host. */
export function groupwareAnswers(answers: MigrateAnswers): MigrateAnswers | null {
  const host = /^imaps?:\/\/([^:/]+|\[[^\]]+\])/i.exec(answers.server)?.[1];
  if (host === undefined) return null;
  return { ...answers, server: `davs://${host}`, only: ['contacts', 'calendars', 'tasks'] };
}
