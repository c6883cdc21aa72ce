/**
 * The thread of the page's server, made to break at one piece of work: with the first progress, or before its answer. A file says at which
 * and how; while it is not there nothing breaks, so that the same work begun again goes through.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

/** @typedef {{ what: string, how: 'throw' | 'exit' | 'memory', at: 'midst' | 'end' }} Wish */
/** @typedef {{ type?: string, what?: string, part?: { progress?: { done: number } } }} Message */

const [script = '', when = ''] = process.argv.slice(2);

function wish() {
  return existsSync(when) ? /** @type {Wish} */ (JSON.parse(readFileSync(when, 'utf8'))) : null;
}

const BREAKS = {
  throw: () => {
    setImmediate(() => {
      throw new Error('nobody foresaw this');
    });
  },
  exit: () => process.exit(7),
  memory: () => {
    const kept = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, (_, at) => ({ at })));
  },
};

if (parentPort === null) throw new Error('this is no thread');
const port = parentPort;
const say = port.postMessage.bind(port);
let asked = '';
let isBroken = false;

/** @type {(name: string, listener: (message: Message) => void) => unknown} */
const on = port.on.bind(port);
Object.assign(port, {
  // The thread's own listener is told after this has seen what is asked for.
  on: (/** @type {string} */ name, /** @type {(message: Message) => void} */ listener) =>
    on(name, (message) => {
      if (message.what !== undefined && message.what !== 'stop') asked = message.what;
      listener(message);
    }),
});
port.postMessage = (/** @type {Message} */ message) => {
  if (isBroken) return;
  const wanted = wish();
  const isMoment = wanted?.at === 'end' ? message.type === 'answer' : (message.part?.progress?.done ?? 0) > 0;
  if (wanted === null || asked !== wanted.what || !isMoment) {
    say(message);
    return;
  }
  if (wanted.at === 'midst') say(message);
  isBroken = true;
  BREAKS[wanted.how]();
};

await import(script);
