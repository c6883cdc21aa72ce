/** Keeps an export current: an export, then rounds of work on the folders that change, until told to stop. */
import { statSync } from 'node:fs';
import { UserError } from '../../errors.js';
import { openStore, type Store } from '../../store/open.js';
import { fsPath } from '../../store/paths.js';
import { type ExportEvents, type ExportRequest, type ExportResult } from '../export.js';
import { Workspace } from '../workspace.js';
import { Burst } from './burst.js';
import { CurrentExport } from './current.js';
import { FolderListener } from './listen.js';
import { giveBackMemory, keepMemorySmall } from './memory.js';
import { FolderPoll } from './poll.js';

export interface WatchRequest extends Omit<ExportRequest, 'mirror' | 'shard'> {
  /** Look at the folders again and again, instead of being told of changes by the system. */
  readonly poll: boolean;
  /** End by itself when nothing changed for so long, in milliseconds; null: never. */
  readonly untilQuiet: number | null;
  /** Ends the watching: what has changed by then is still exported. During the first export it interrupts that. */
  readonly signal: AbortSignal;
}

export interface WatchEvents extends ExportEvents {
  /**
   * The output has everything that was in the store at this time. `result` is null when nothing was written since the last
   * time.
   */
  readonly onCurrent?: (upTo: Date, result: ExportResult | null) => Promise<void> | void;
  /** Something is not as it should be, and watching goes on; a sentence. */
  readonly onProblem?: (message: string) => void;
}

/** How often folders are looked at, in milliseconds: the only way with `--poll`, and otherwise to find what went unheard. */
const LOOK_EVERY = { poll: 2000, listen: 60_000 } as const;
/** Looking may take this part of the time at most: a hundredth of one processor when nothing happens. */
const LOOK_SHARE = 100;
/** While mail keeps coming, the result is told this often, in milliseconds. */
const TELL_EVERY = 10_000;

/** Exports a store and keeps the output current. Throws what `runExport` throws. */
export async function watchStore(request: WatchRequest, events: WatchEvents = {}): Promise<ExportResult> {
  const { options, source, out } = request;
  keepMemorySmall();
  const store = openStore(source, { archive: options.archive, recoverable: options.recoverable });
  if (store.isBackup) throw new UserError(`${source} is a set of backups, which does not change: use export.`);
  const workspace = Workspace.open({ out, source, options, fresh: request.fresh === true, shard: null });
  const watch = new Watch(store, new CurrentExport(store, workspace, request), request, events);
  try {
    return await watch.run();
  } finally {
    await watch.close();
    workspace.close();
  }
}

class Watch {
  readonly #current: CurrentExport;
  readonly #request: WatchRequest;
  readonly #events: WatchEvents;
  readonly #burst = new Burst();
  readonly #roots: readonly string[];
  readonly #poll: FolderPoll;
  #listener: FolderListener | null = null;
  #broken: NodeJS.ErrnoException | null = null;
  #wake: () => void = () => undefined;
  #lookAt = 0;
  #changedAt = 0;
  #toldAt = 0;
  #untold = true;
  /** Something was done since memory was given back. */
  #hasWorked = true;
  #restedAt = -TELL_EVERY;

  constructor(store: Store, current: CurrentExport, request: WatchRequest, events: WatchEvents) {
    this.#current = current;
    this.#request = request;
    this.#events = events;
    this.#roots = rootsOf(store);
    this.#poll = new FolderPoll(this.#roots);
  }

  async run(): Promise<ExportResult> {
    const { signal } = this.#request;
    const onStop = (): void => {
      this.#wake();
    };
    signal.addEventListener('abort', onStop);
    try {
      // Whatever changes from now on is noticed: listening begins before anything is read.
      if (!this.#request.poll) await this.#listen();
      this.#look();
      this.#burst.take();
      const upTo = new Date();
      const { interrupted } = await this.#current.begin(this.#events);
      if (interrupted) return this.#current.result();
      await this.#tell(upTo, true);
      this.#changedAt = performance.now();
      while (!signal.aborted && !this.#isQuiet()) await this.#step();
      this.#look();
      await this.#round();
      if (this.#untold) await this.#tell(new Date(), true);
      return this.#current.result();
    } finally {
      signal.removeEventListener('abort', onStop);
    }
  }

  async close(): Promise<void> {
    await this.#listener?.close();
    this.#listener = null;
  }

  /** Waits for what is next, and does it. */
  async #step(): Promise<void> {
    const now = performance.now();
    if (this.#burst.due(now) === 0) await this.#round();
    else if (now >= this.#lookAt) {
      const upTo = new Date();
      this.#look();
      if (this.#burst.due(now) !== Infinity) return;
      await this.#tell(upTo, false);
    } else await this.#sleep(Math.min(this.#burst.due(now), this.#lookAt - now, this.#quietAt() - now));
  }

  async #sleep(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#request.signal.aborted) this.#wake();
    });
  }

  async #round(): Promise<void> {
    const dirs = this.#burst.take();
    if (dirs.size === 0) return;
    if (!this.#isThere()) {
      // A share that is away would look like a store whose folders were all deleted.
      this.#events.onProblem?.(`${this.#request.source} cannot be read at the moment: it is tried again.`);
      for (const dir of dirs) this.#burst.add(dir, performance.now() + LOOK_EVERY.poll);
      return;
    }
    const upTo = new Date();
    const { changed } = await this.#current.update(dirs);
    this.#hasWorked = true;
    if (changed) this.#changedAt = performance.now();
    this.#untold ||= changed;
    const isBusy = this.#burst.due(performance.now()) !== Infinity && performance.now() - this.#toldAt < TELL_EVERY;
    if (!isBusy) await this.#tell(upTo, this.#untold);
  }

  #rest(): void {
    const now = performance.now();
    if (!this.#hasWorked || now - this.#restedAt < TELL_EVERY) return;
    this.#hasWorked = false;
    this.#restedAt = now;
    giveBackMemory();
  }

  async #tell(upTo: Date, changed: boolean): Promise<void> {
    this.#toldAt = performance.now();
    this.#untold = false;
    await this.#events.onCurrent?.(upTo, changed ? this.#current.result() : null);
    this.#rest();
  }

  #look(): void {
    const began = performance.now();
    for (const dir of this.#poll.changed()) this.#burst.add(dir, began);
    const now = performance.now();
    const every = LOOK_EVERY[this.#listener === null ? 'poll' : 'listen'];
    this.#lookAt = now + Math.max(every, (now - began) * LOOK_SHARE);
  }

  async #listen(): Promise<void> {
    this.#listener = await FolderListener.start(this.#roots, {
      onChange: (dir) => {
        const isFirst = this.#burst.due(0) === Infinity;
        this.#burst.add(dir, performance.now());
        if (isFirst) this.#wake();
      },
      onError: (error) => {
        this.#broken ??= error;
        this.#pollInsteadIfBroken();
      },
    });
    this.#pollInsteadIfBroken();
  }

  #pollInsteadIfBroken(): void {
    const listener = this.#listener;
    const error = this.#broken;
    if (listener === null || error === null) return;
    this.#listener = null;
    void listener.close();
    const hint = error.code === 'ENOSPC' ? '; raise fs.inotify.max_user_watches to be told of changes at once' : '';
    this.#events.onProblem?.(
      `the system does not watch all folders (${error.code ?? error.message}): they are looked at every few seconds${hint}.`,
    );
    this.#lookAt = 0;
    this.#wake();
  }

  #isThere(): boolean {
    return this.#roots.every((root) => statSync(fsPath(root), { throwIfNoEntry: false }) !== undefined);
  }

  #quietAt(): number {
    return this.#request.untilQuiet === null ? Infinity : this.#changedAt + this.#request.untilQuiet;
  }

  #isQuiet(): boolean {
    return performance.now() >= this.#quietAt() && this.#burst.due(0) === Infinity;
  }
}

/** The directories below which everything lies that is exported. */
function rootsOf(store: Store): string[] {
  const root = store.mailDir ?? store.root;
  // An archive may lie beside the mail.
  const beside = store.mailboxes.map(({ dir }) => dir).filter((dir) => !dir.startsWith(root) && !root.startsWith(dir));
  return [root, ...beside];
}
