/**
 * A thread of the page's server. The engines read the store synchronously: here they may, and the server goes on answering.
 */
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { errorSentence } from '../../core/error-sentence.js';
import { accounts } from './accounts.js';
import { check } from './check.js';
import { findPlaces, listFolders } from './folders.js';
import { readItemView } from './item.js';
import { Interrupted } from './interrupted.js';
import { listItems } from './items.js';
import type { AskName, Asks, FromThread, Part, ToThread, Way } from './messages.js';
import { open } from './open.js';
import { loadPlan, plan, savePlan } from './plan.js';
import { prepare } from './prepare.js';
import { run } from './run.js';
import { verify } from './verify.js';

type Answerers = {
  readonly [Name in AskName]: (
    ask: Asks[Name]['ask'],
    way: Way,
  ) => Promise<Asks[Name]['answer']> | Asks[Name]['answer'];
};

const ANSWERS: Answerers = {
  find: findPlaces,
  folders: listFolders,
  item: readItemView,
  items: listItems,
  ...{ open, plan, savePlan, loadPlan, check, accounts, prepare, run, verify },
};

const stops = new Map<number, AbortController>();
/** What was heard in the midst of work that does not wait, and can only be begun after it. */
const heard: ToThread[] = [];

function say(message: FromThread): void {
  parentPort?.postMessage(message);
}

async function answer(id: number, what: AskName, ask: unknown): Promise<void> {
  const stop = new AbortController();
  stops.set(id, stop);
  try {
    const answerer = ANSWERS[what] as (ask: unknown, way: Way) => unknown;
    const tell = (part: Part): void => {
      say({ id, type: 'part', part });
      hearStops();
    };
    say({ id, type: 'answer', answer: await answerer(ask, { tell, signal: stop.signal }) });
  } catch (error) {
    if (error instanceof Interrupted) say({ id, type: 'interrupted' });
    else say({ id, type: 'refused', message: errorSentence(error) });
  } finally {
    stops.delete(id);
  }
}

function hear(message: ToThread): void {
  if (message.what === 'stop') stops.get(message.id)?.abort();
  else void answer(message.id, message.what, (message as { readonly ask: unknown }).ask);
}

/** A store is looked into without a pause in which messages would come in: somebody may want that to end. */
function hearStops(): void {
  if (parentPort === null) return;
  for (let next = receiveMessageOnPort(parentPort); next !== undefined; next = receiveMessageOnPort(parentPort)) {
    const message = next.message as ToThread;
    if (message.what === 'stop') hear(message);
    else heard.push(message);
  }
  if (heard.length > 0) setImmediate(() => heard.splice(0).forEach(hear));
}

parentPort?.on('message', hear);
