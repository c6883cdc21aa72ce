/** `--notify`: a command that is run, or an address that is posted to, with JSON of what happened. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { UserError } from '../../core/errors.js';

/** Refuses what nobody can take: that is told before the run and not after it. Throws a UserError. */
export function checkNotice(notify: string): void {
  if (notify.trim() === '')
    throw new UserError('--notify is empty: give a command, or an address that begins with https://.');
  if (!/^http:/i.test(notify)) return;
  const { hostname } = new URL(notify);
  if (!['localhost', '127.0.0.1', '[::1]'].includes(hostname))
    throw new UserError(`--notify ${notify} would be sent in the clear: give an address that begins with https://.`);
}

/** How long somebody may take to be told, in milliseconds. */
const PATIENCE = 30_000;

/** Tells of something. Rejects when it does not get through. */
export async function sendNotice(notify: string, what: object): Promise<void> {
  const body = `${JSON.stringify(what)}\n`;
  if (/^https?:\/\//i.test(notify)) {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(notify, { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    return;
  }
  const child = spawn(notify, { shell: true, stdio: ['pipe', 'ignore', 'inherit'], timeout: PATIENCE });
  child.stdin.on('error', () => undefined);
  child.stdin.end(body);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the command ended with ${code ?? 'a signal'}`);
}

/** Between two notices of trouble, in milliseconds: a server that comes and goes all night need not wake somebody each time. */
const REST = 10 * 60_000;

/** Trouble of a run that goes on: told when it begins, not as long as it lasts. */
export class Trouble {
  readonly #tell: (problem: string) => void;
  readonly #now: () => number;
  #toldAt = -Infinity;
  #is = false;

  constructor(tell: (problem: string) => void, now: () => number = () => performance.now()) {
    this.#tell = tell;
    this.#now = now;
  }

  /** How things stand: a sentence of what is wrong, or null. */
  note(problem: string | null): void {
    const begins = problem !== null && !this.#is;
    this.#is = problem !== null;
    if (!begins || this.#now() - this.#toldAt < REST) return;
    this.#toldAt = this.#now();
    this.#tell(problem);
  }
}
