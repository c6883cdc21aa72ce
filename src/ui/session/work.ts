/** One piece of work, from its beginning to its end. */
import type { Progress, WorkName, WorkView } from '../api.js';
import { Interrupted } from '../work/interrupted.js';
import type { Part } from '../work/messages.js';

/** Something is at work already, or nothing is. */
export class Busy extends Error {}

const NOTHING: Progress = {
  ...{ done: 0, total: null, bytes: 0, itemsPerSecond: null, bytesPerSecond: null, left: null },
  ...{ mailboxesDone: 0, mailboxes: 0, active: [], troubles: [] },
};

/** Does it. Resolves to whether it was interrupted. */
export type Doing = (on: { readonly onPart: (part: Part) => void; readonly signal: AbortSignal }) => Promise<boolean>;

export class Work {
  readonly #what: WorkName;
  readonly #stop = new AbortController();
  readonly #onChange: () => void;
  readonly #cutOff: (() => Promise<void>) | null;
  /** Resolves when it has ended, however that was. */
  readonly ended: Promise<void>;
  #state: WorkView['state'] = 'running';
  #progress = NOTHING;
  #problem: string | null = null;

  constructor(
    what: WorkName,
    doing: Doing,
    { onChange, cutOff }: { readonly onChange: () => void; readonly cutOff: (() => Promise<void>) | null },
  ) {
    this.#what = what;
    this.#onChange = onChange;
    this.#cutOff = cutOff;
    this.ended = this.#follow(doing);
  }

  get view(): WorkView {
    return { what: this.#what, state: this.#state, progress: this.#progress, problem: this.#problem };
  }

  get isGoing(): boolean {
    return this.#state === 'running' || this.#state === 'pausing' || this.#state === 'stopping';
  }

  /** It comes to an end in good order after what is under way. What somebody stopped, in another tab maybe, stays so. */
  pause(): void {
    if (this.#state === 'stopping') return;
    this.#end(this.#cutOff === null ? 'pausing' : 'stopping');
  }

  stop(): void {
    this.#end('stopping');
  }

  #end(state: 'pausing' | 'stopping'): void {
    this.#state = state;
    this.#stop.abort();
    void this.#cutOff?.();
    this.#onChange();
  }

  async #follow(doing: Doing): Promise<void> {
    const onPart = (part: Part): void => {
      if (part.part === 'progress') this.#progress = part.progress;
      this.#onChange();
    };
    try {
      const interrupted = await doing({ onPart, signal: this.#stop.signal });
      // What ended before it heard of the pause is done.
      this.#state = !interrupted ? 'done' : this.#state === 'pausing' ? 'paused' : 'stopped';
    } catch (error) {
      const isWanted = error instanceof Interrupted || (this.#state === 'stopping' && this.#cutOff !== null);
      this.#state = !isWanted ? 'failed' : this.#state === 'pausing' ? 'paused' : 'stopped';
      this.#problem = isWanted ? null : error instanceof Error ? error.message : String(error);
    }
    this.#onChange();
  }
}
