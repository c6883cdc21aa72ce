/** The guided run: questions instead of options, for whoever starts `kerio-exit` alone on a terminal. */
import { cancel, intro, log, outro, select, text, updateSettings } from '@clack/prompts';
import { removeFile } from '../../core/platform.js';
import type { ExitCode, Terminal } from '../terminal.js';
import { type Answers, commandArguments, type ExportAnswers, type MigrateAnswers } from './answers.js';
import { DESTINATIONS, type Destination, type Way, WAYS } from './destinations.js';
import { groupwareAnswers, type NextThing, offer, tellWhere, usualThings } from './ending.js';
import { askExport } from './export-questions.js';
import type { KnownWay } from './migrate-questions.js';
import { type RunCommand, showPlan } from './run.js';
import { askStore, type ChosenStore, type KnownStores, placesWithStores } from './store-question.js';
import { converse, Left, type Talk, watchKeys } from './talk.js';

/** What the dialogue needs of the program around it. */
export interface GuideRequest {
  readonly terminal: Terminal;
  readonly run: RunCommand;
}

/** What was found out before the first run. */
interface Begun {
  readonly chosen: ChosenStore;
  readonly destination: Destination;
  readonly way: Way;
  readonly answers: Answers;
  /** The exit code to end with; null to go on. */
  readonly ended: ExitCode | null;
}

/** Asks, shows the plan, runs it. Gives the exit code of the run; 130 when the person left, 0 when they declined. */
export async function guide(request: GuideRequest): Promise<ExitCode> {
  // In lists Tab ticks as it does where something can be typed as well.
  updateSettings({ aliases: { tab: 'space' } });
  const release = watchKeys();
  const made: string[] = [];
  try {
    intro('kerio-exit, step by step');
    log.message(
      'Arrows and Enter answer, Esc goes back, Ctrl-C leaves. The old server is\nonly read. Nothing is written before you have seen the plan.',
    );
    const begun = await begin(request, made);
    if (begun.ended !== null) {
      outro('Nothing was done.');
      return begun.ended;
    }
    return await runAndGoOn(begun, begun.answers, request, made);
  } catch (error) {
    if (!(error instanceof Left)) throw error;
    takeAway(made);
    cancel('Left. Nothing was exported or sent.');
    return 130;
  } finally {
    release();
  }
}

/** Files that were written for answers that do not stand any more. */
function takeAway(made: string[]): void {
  for (const file of made.splice(0)) removeFile(file);
}

function begin({ terminal, run }: GuideRequest, made: string[]): Promise<Begun> {
  const stores: KnownStores = new Map();
  const places = placesWithStores();
  return converse(
    async (talk) => {
      const chosen = await askStore(talk, terminal, stores, places);
      const destination = await askDestination(talk);
      const way = await askWay(talk, destination);
      const answers = await askAnswers(talk, { chosen, destination, way }, made);
      return { chosen, destination, way, answers, ended: await showPlan(talk, answers, terminal, run) };
    },
    () => takeAway(made),
  );
}

async function askDestination(talk: Talk): Promise<Destination> {
  const message = 'Where do you go?';
  return talk.ask<Destination>(message, (earlier = 'google') =>
    select<Destination>({ message, options: [...DESTINATIONS], initialValue: earlier }),
  );
}

async function askWay(talk: Talk, destination: Destination): Promise<Way> {
  const ways = WAYS[destination];
  const [only] = ways;
  if (ways.length === 1 && only !== undefined) return only.value;
  const message = 'Which way?';
  return talk.ask<Way>(message, (earlier) =>
    select<Way>({ message, options: [...ways], ...(earlier === undefined ? {} : { initialValue: earlier }) }),
  );
}

const GOOGLE: KnownWay['to'] = { server: 'google', trust: { kind: 'known' }, auth: 'login', admin: null, own: [] };
const EXCHANGE: KnownWay['to'] = {
  ...{ server: 'imaps://outlook.office365.com', trust: { kind: 'known' }, auth: 'microsoft', admin: null, own: [] },
};

async function askAnswers(
  talk: Talk,
  { chosen, destination, way }: Pick<Begun, 'chosen' | 'destination' | 'way'>,
  made: string[],
): Promise<Answers> {
  // To Microsoft 365 files go first: accounts, contacts, calendars.
  if (way !== 'send' || destination === 'microsoft') return askExport(talk, chosen, destination, way, made);
  return migration(talk, chosen, made, { to: destination === 'google' ? GOOGLE : null, usersFile: null });
}

// Loaded only here: the IMAP library takes its time.
async function migration(talk: Talk, chosen: ChosenStore, made: string[], known: KnownWay): Promise<MigrateAnswers> {
  const { askMigrate } = await import('./migrate-questions.js');
  return askMigrate(talk, chosen, made, known);
}

/** Runs what was answered, and offers what comes after it. */
async function runAndGoOn(
  begun: Begun,
  answers: Answers,
  { terminal, run }: GuideRequest,
  made: string[],
): Promise<ExitCode> {
  const code = await run(commandArguments(answers), terminal);
  // From here on files belong to what was done.
  made.length = 0;
  if (code > 1) return code;
  tellWhere(answers);
  const more = furtherThings(begun, answers, { terminal, run }, made);
  return offer([...more, ...usualThings(answers, terminal, run)], code);
}

/** The mail after the files, contacts and calendars after the mail. */
function furtherThings(begun: Begun, answers: Answers, request: GuideRequest, made: string[]): NextThing[] {
  const again = (ask: (talk: Talk) => Promise<Answers | null>) => () => leg(begun, ask, request, made);
  if (answers.command === 'export')
    return begun.destination === 'microsoft' && begun.way === 'send'
      ? [
          {
            ...{ label: 'Send the mail', hint: 'when the accounts are there' },
            run: again((talk) =>
              migration(talk, begun.chosen, made, { to: EXCHANGE, usersFile: usersFileOf(answers) }),
            ),
          },
        ]
      : [];
  const groupware = answers.only === null ? groupwareAnswers(answers) : null;
  if (groupware === null) return [];
  return [
    {
      ...{ label: 'Contacts, calendars and tasks, too', hint: 'the same accounts, over CardDAV and CalDAV' },
      run: again((talk) => askDavServer(talk, groupware)),
    },
  ];
}

function usersFileOf({ out, kinds }: ExportAnswers): string | null {
  return kinds.includes('accounts') ? `${out}/accounts/imap/migrate.csv` : null;
}

async function askDavServer(talk: Talk, answers: MigrateAnswers): Promise<MigrateAnswers> {
  const message = 'The CardDAV and CalDAV server';
  const server = await talk.ask<string>(message, (earlier) =>
    text({
      message,
      initialValue: earlier ?? answers.server,
      validate: (typed) =>
        /^davs:\/\/[^/\s]/.test(typed ?? '') ? undefined : 'Give davs://host, or davs://host/path.',
    }),
  );
  return { ...answers, server };
}

/** Another run of the same dialogue. Null when the person declined or went back. */
async function leg(
  begun: Begun,
  ask: (talk: Talk) => Promise<Answers | null>,
  request: GuideRequest,
  made: string[],
): Promise<ExitCode | null> {
  try {
    const { answers, ended } = await converse(
      async (talk) => {
        const asked = await ask(talk);
        return {
          answers: asked,
          ended: asked === null ? 0 : await showPlan(talk, asked, request.terminal, request.run),
        };
      },
      () => takeAway(made),
    );
    if (answers === null || ended !== null) return ended === 0 ? null : ended;
    return await runAndGoOn(begun, answers, request, made);
  } catch (error) {
    if (!(error instanceof Left)) throw error;
    takeAway(made);
    return null;
  }
}
