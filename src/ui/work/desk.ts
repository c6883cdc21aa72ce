/** Where work is asked for: one thread, begun when it is needed and again when it broke. */
import type { WorkerOptions } from 'node:worker_threads';
import { builtFile } from '../../core/program-files.js';
import { UserError } from '../../core/errors.js';
import { Thread } from '../../files/threads/thread.js';
import { Interrupted } from './interrupted.js';
import type { AskName, Asks, FromThread, Part, ToThread } from './messages.js';

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onPart: (part: Part) => void;
}

/** What runs in a thread, and how it is begun. */
export interface ThreadScript {
  readonly script: URL;
  readonly options: WorkerOptions;
}

export const UI_THREAD: ThreadScript = { script: builtFile('ui-thread.js'), options: {} };

export class Desk {
  readonly #script: ThreadScript;
  readonly #pending = new Map<number, Pending>();
  #thread: Thread<ToThread, FromThread> | null = null;
  #next = 1;

  constructor(script: ThreadScript) {
    this.#script = script;
  }

  /** Asks. Rejects with a UserError whose sentence is for people, or with Interrupted. When `signal` aborts, the thread is asked to come to an end. */
  async ask<Name extends AskName>(
    what: Name,
    ask: Asks[Name]['ask'],
    how: { readonly onPart?: (part: Part) => void; readonly signal?: AbortSignal } = {},
  ): Promise<Asks[Name]['answer']> {
    const id = this.#next;
    this.#next += 1;
    const thread = (this.#thread ??= this.#begin());
    const stop = (): void => thread.send({ id, what: 'stop' });
    try {
      return await new Promise<Asks[Name]['answer']>((resolve, reject) => {
        this.#pending.set(id, {
          resolve: (answer) => resolve(answer as Asks[Name]['answer']),
          ...{ reject, onPart: how.onPart ?? (() => undefined) },
        });
        thread.send({ id, what, ask });
        how.signal?.addEventListener('abort', stop);
        if (how.signal?.aborted === true) stop();
      });
    } finally {
      how.signal?.removeEventListener('abort', stop);
      this.#pending.delete(id);
    }
  }

  /** Ends the thread, whatever it is doing. What is waited for is refused. The next question begins another thread. */
  async end(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    this.#refuseAll(new UserError('it was stopped', { exitCode: 3 }));
    await thread?.end();
  }

  #begin(): Thread<ToThread, FromThread> {
    const thread: Thread<ToThread, FromThread> = new Thread(this.#script.script, this.#script.options, {
      onMessage: (message) => this.#hear(message),
      onBroken: (error) => {
        if (this.#thread === thread) this.#thread = null;
        this.#refuseAll(new UserError(brokenWords(error), { exitCode: 3, cause: error }));
      },
    });
    return thread;
  }

  #hear(message: FromThread): void {
    const pending = this.#pending.get(message.id);
    if (message.type === 'part') pending?.onPart(message.part);
    else if (message.type === 'answer') pending?.resolve(message.answer);
    else if (message.type === 'refused') pending?.reject(new UserError(message.message));
    else pending?.reject(new Interrupted());
  }

  #refuseAll(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
  }
}

/** What broke a thread off, with the remedy. */
function brokenWords(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  const why = code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'there was not enough memory' : error.message;
  return `The work broke off (${why}). What is done is kept: try it again, and it goes on from there.`;
}
