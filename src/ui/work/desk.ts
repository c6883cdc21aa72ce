/** Where work is asked for: one thread, begun when it is needed and again when it broke. */
import { builtFile } from '../../core/program-files.js';
import { UserError } from '../../core/errors.js';
import { Thread } from '../../files/threads/thread.js';
import type { AskName, Asks, FromThread, Part, ToThread } from './messages.js';

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onPart: (part: Part) => void;
}

export class Desk {
  readonly #pending = new Map<number, Pending>();
  #thread: Thread<ToThread, FromThread> | null = null;
  #next = 1;

  /** Asks. Rejects with a UserError whose sentence is for people. When `signal` aborts, the thread is asked to come to an end. */
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
    const thread: Thread<ToThread, FromThread> = new Thread(
      builtFile('ui-thread.js'),
      {},
      {
        onMessage: (message) => this.#hear(message),
        onBroken: (error) => {
          if (this.#thread === thread) this.#thread = null;
          this.#refuseAll(new UserError(`the work broke off (${error.message}): try it again`, { exitCode: 3 }));
        },
      },
    );
    return thread;
  }

  #hear(message: FromThread): void {
    const pending = this.#pending.get(message.id);
    if (message.type === 'part') pending?.onPart(message.part);
    else if (message.type === 'answer') pending?.resolve(message.answer);
    else pending?.reject(new UserError(message.message));
  }

  #refuseAll(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
  }
}
