/** A worker thread whose end is always noticed. */
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** What a thread tells. */
export interface ThreadEvents<Message> {
  readonly onMessage: (message: Message) => void;
  /** It will not answer any more, and was not asked to end: an error that nobody foresaw, no memory, an end without a word. */
  readonly onBroken: (error: Error) => void;
}

/** A thread that takes messages of one kind and sends another. Whoever waits for it learns when it is no use. */
export class Thread<Sent, Heard> {
  readonly #worker: Worker;
  #ending = false;

  /** Throws when the system gives no more threads. */
  constructor(script: URL, options: WorkerOptions, { onMessage, onBroken }: ThreadEvents<Heard>) {
    const broken = (error: Error): void => {
      if (this.#ending) return;
      this.#ending = true;
      onBroken(error);
    };
    this.#worker = new Worker(script, options)
      .on('message', (message: Heard) => {
        try {
          onMessage(message);
        } catch (error) {
          broken(asError(error));
        }
      })
      .on('error', (error: unknown) => broken(asError(error)))
      .on('messageerror', broken)
      .on('exit', (code) => broken(new Error(`a thread ended with code ${code} before its work was done`)));
  }

  send(message: Sent): void {
    this.#worker.postMessage(message);
  }

  /** Ends it, whatever it is doing. */
  async end(): Promise<void> {
    this.#ending = true;
    await this.#worker.terminate();
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
