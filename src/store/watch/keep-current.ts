/** Keeps something current with a store: a beginning, then rounds of work on the folders that change, until told to stop. */
import { statSync } from 'node:fs';
import { UserError } from '../../core/errors.js';
import type { Store } from '../open.js';
import { fsPath } from '../../core/escaped-path.js';
import { Burst, type BurstTimes } from './burst.js';
import { WINDOWS } from '../../core/platform.js';
import { FolderListener } from './listen.js';
import { giveBackMemory } from './memory.js';
import { FolderPoll } from './poll.js';
import { rootsOf } from './roots.js';

/** How a store is watched, and until when. */
export interface Watching {
  /** Look at the folders again and again, instead of being told of changes by the system. */
  readonly poll: boolean;
  /** End by itself when nothing changed for so long, in milliseconds; null: never. */
  readonly untilQuiet: number | null;
  /** Ends the watching. */
  readonly signal: AbortSignal;
}

/** What one round did. */
export interface Round {
  /** Something was brought over. */
  readonly changed: boolean;
  readonly interrupted: boolean;
  /** Directories that are to be looked at once more: they changed while they were read. */
  readonly again?: readonly string[];
}

/** What is kept current. */
export interface KeptCurrent {
  /** How changes are gathered before each round. */
  readonly gather: BurstTimes;
  /** Brings over everything that is in the store. */
  begin(): Promise<Round>;
  /** Brings over what changed in these directories, and what `due` was for. Also called when told to stop, for the last changes. */
  update(dirs: ReadonlySet<string>): Promise<Round>;
  /** In how many milliseconds there is work though nothing changes; 0: now; Infinity: never. */
  due(): number;
  /** Something could not be brought over yet: this is no time to end for quiet. */
  owes(): boolean;
}

export interface WatchingEvents {
  /** A round ended: what is kept has everything that was in the store at this time, but for what it owes. */
  readonly onCurrent: (upTo: Date, changed: boolean) => Promise<void> | void;
  /** Something is not as it should be, and watching goes on; a sentence. */
  readonly onProblem: (message: string) => void;
}

/** How often folders are looked at, in milliseconds: the only way with `poll`, and otherwise to find what went unheard. */
const LOOK_EVERY = { poll: 2000, listen: 60_000 } as const;
/** Looking may take this part of the time at most: a hundredth of one processor when nothing happens. */
const LOOK_SHARE = 100;
/** How often what changed while it was read is read again when told to stop: a busy server would never let it end. */
const LAST_LOOKS = 3;
/** While mail keeps coming, the result is told this often, in milliseconds. */
const TELL_EVERY = 10_000;

/** Throws a UserError for a store that does not change. */
export function demandLiveStore(store: Store, source: string): void {
  if (store.isBackup) throw new UserError(`${source} is a set of backups, which does not change: use export.`);
}

/** Watches until told to stop, or until it is quiet. Resolves early when the beginning was interrupted. */
export async function keepCurrent(
  store: Store,
  kept: KeptCurrent,
  watching: Watching,
  events: WatchingEvents,
): Promise<void> {
  const watch = new Watch(store, kept, watching, events);
  try {
    await watch.run();
  } finally {
    await watch.close();
  }
}

class Watch {
  readonly #source: string;
  readonly #kept: KeptCurrent;
  readonly #watching: Watching;
  readonly #events: WatchingEvents;
  readonly #burst: Burst;
  readonly #roots: readonly string[];
  readonly #poll: FolderPoll;
  #listener: FolderListener | null = null;
  #broken: NodeJS.ErrnoException | null = null;
  #wake: () => void = () => undefined;
  /** Directories that wait only since they changed while they were read. */
  #again: ReadonlySet<string> = new Set();
  #lookAt = 0;
  #changedAt = 0;
  #toldAt = 0;
  #untold = true;
  /** Something was done since memory was given back. */
  #hasWorked = true;
  #restedAt = -TELL_EVERY;

  constructor(store: Store, kept: KeptCurrent, watching: Watching, events: WatchingEvents) {
    this.#source = store.root;
    this.#kept = kept;
    this.#watching = watching;
    this.#events = events;
    this.#burst = new Burst(kept.gather);
    this.#roots = rootsOf(store);
    this.#poll = new FolderPoll(this.#roots);
  }

  async run(): Promise<void> {
    const { signal } = this.#watching;
    const onStop = (): void => {
      this.#wake();
    };
    signal.addEventListener('abort', onStop);
    try {
      // Whatever changes from now on is noticed: listening begins before anything is read.
      // On Windows a directory that is listened to keeps the server from renaming those around it.
      if (!this.#watching.poll && !WINDOWS) await this.#listen();
      this.#look();
      this.#burst.take();
      const upTo = new Date();
      const { interrupted, again } = await this.#kept.begin();
      if (interrupted) return;
      this.#lookAgain(again, new Set());
      await this.#tell(upTo, true);
      this.#changedAt = performance.now();
      while (!signal.aborted && !this.#isQuiet()) await this.#step();
      for (let left = LAST_LOOKS; left > 0; left -= 1) {
        this.#look();
        await this.#round();
        if (this.#again.size === 0) break;
      }
      if (this.#untold) await this.#tell(new Date(), true);
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
    const due = Math.min(this.#burst.due(now), this.#kept.due());
    if (due === 0) await this.#round();
    else if (now >= this.#lookAt) {
      const upTo = new Date();
      this.#look();
      if (this.#burst.due(now) !== Infinity) return;
      await this.#tell(upTo, false);
    } else await this.#sleep(Math.min(due, this.#lookAt - now, this.#quietAt() - now));
  }

  async #sleep(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#watching.signal.aborted) this.#wake();
    });
  }

  async #round(): Promise<void> {
    const dirs = this.#burst.take();
    if (dirs.size === 0 && this.#kept.due() > 0) return;
    if (!this.#isThere()) {
      // A share that is away would look like a store whose folders were all deleted.
      this.#events.onProblem(`${this.#source} cannot be read at the moment: it is tried again.`);
      for (const dir of dirs) this.#burst.add(dir, performance.now() + LOOK_EVERY.poll);
      return;
    }
    const upTo = new Date();
    const { changed, again } = await this.#kept.update(dirs);
    this.#lookAgain(again, dirs);
    this.#hasWorked = true;
    if (changed) this.#changedAt = performance.now();
    this.#untold ||= changed;
    const isBusy = this.#burst.due(performance.now()) !== Infinity && performance.now() - this.#toldAt < TELL_EVERY;
    if (!isBusy) await this.#tell(upTo, this.#untold);
  }

  /** What has been looked at again for nothing else, and is as it was, is left: it may stay so. */
  #lookAgain(again: readonly string[] = [], looked: ReadonlySet<string>): void {
    const before = this.#again;
    const isNews = looked.size === 0 || [...looked].some((dir) => !before.has(dir));
    this.#again = new Set(isNews ? again : []);
    for (const dir of this.#again) this.#burst.add(dir, performance.now());
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
    await this.#events.onCurrent(upTo, changed);
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
    this.#events.onProblem(
      `the system does not watch all folders (${error.code ?? error.message}): they are looked at every few seconds${hint}.`,
    );
    this.#lookAt = 0;
    this.#wake();
  }

  #isThere(): boolean {
    return this.#roots.every((root) => statSync(fsPath(root), { throwIfNoEntry: false }) !== undefined);
  }

  #quietAt(): number {
    const { untilQuiet } = this.#watching;
    return untilQuiet === null || this.#kept.owes() ? Infinity : this.#changedAt + untilQuiet;
  }

  #isQuiet(): boolean {
    return performance.now() >= this.#quietAt() && this.#burst.due(0) === Infinity;
  }
}
