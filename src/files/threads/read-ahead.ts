/**
 * Reading ahead on a cold cache. A worker converts messages one after the other, and a disk that is asked for one file at
 * a time is mostly idle. When reads are slow, a few threads open the same files a little earlier and throw the bytes away:
 * the system's cache has them when the worker comes. On a warm cache they would only be in the way, so they start when a
 * worker finds its reads slow (docs/architecture.md, speed).
 */
import { builtFile } from '../../core/program-files.js';
import { Thread } from './thread.js';

/** What a worker and its read-ahead threads share: Int32 values. */
export const POSITION = 0;
export const FOLDER = 1;
export const SLOT_BYTES = 8;

/** Given to a read-ahead thread when it starts. */
export interface ReadAheadSetup {
  readonly slot: SharedArrayBuffer;
  /** It takes every `of`th file, beginning with number `part`. */
  readonly part: number;
  readonly of: number;
}

/** A folder to read ahead in. */
export interface ReadAheadFolder {
  /** Its `#msgs` directory. */
  readonly messages: string;
  /** The number the worker gave this folder; when the slot shows another, the folder is over. */
  readonly folder: number;
}

const THREAD = builtFile('read-ahead-thread.js');

/** Megabytes; such a thread keeps a list of names and one buffer. */
const SMALL = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 256 };

/**
 * The read-ahead threads of one worker; they start with the first folder. Nobody waits for them: one that breaks, or that the
 * system has no room for, makes the reading slower and is no reason to end a run.
 */
export class ReadAhead {
  readonly slot = new SharedArrayBuffer(SLOT_BYTES);
  readonly #threads: number;
  readonly #readers = new Set<Thread<ReadAheadFolder, never>>();
  #started = false;

  constructor(threads: number) {
    this.#threads = threads;
  }

  begin(folder: ReadAheadFolder): void {
    if (!this.#started) {
      this.#started = true;
      for (let part = 0; part < this.#threads; part += 1) this.#start({ slot: this.slot, part, of: this.#threads });
    }
    for (const reader of this.#readers) reader.send(folder);
  }

  async end(): Promise<void> {
    await Promise.all([...this.#readers].map(async (reader) => reader.end()));
  }

  #start(workerData: ReadAheadSetup): void {
    try {
      const reader: Thread<ReadAheadFolder, never> = new Thread(
        THREAD,
        { workerData, resourceLimits: SMALL },
        { onMessage: () => undefined, onBroken: () => void this.#readers.delete(reader) },
      );
      this.#readers.add(reader);
    } catch {
      // The others, or none, will do.
    }
  }
}

/** How many reads are judged together; when most of them are slow, the cache is cold. A mean would fall for one pause. */
const SAMPLE = 32;
/** A slow read takes longer than this many milliseconds, besides a nanosecond for each byte. */
const SLOW = 0.08;
const PER_BYTE = 1e-6;

/** A worker's side: says where it is, and notices when its reads are slow. */
export class ReadAheadProbe {
  readonly #slot: Int32Array;
  readonly #onSlow: (folder: ReadAheadFolder) => void;
  #messages = '';
  #asked = false;
  #reads = 0;
  #slow = 0;

  constructor(slot: SharedArrayBuffer, onSlow: (folder: ReadAheadFolder) => void) {
    this.#slot = new Int32Array(slot);
    this.#onSlow = onSlow;
  }

  /** A folder begins. */
  enter(messages: string): void {
    this.#messages = messages;
    this.#asked = false;
    this.#reads = 0;
    this.#slow = 0;
    Atomics.store(this.#slot, POSITION, 0);
    Atomics.add(this.#slot, FOLDER, 1);
  }

  /** One file was read, in `milliseconds`. */
  read(milliseconds: number, bytes: number): void {
    Atomics.add(this.#slot, POSITION, 1);
    if (this.#asked) return;
    this.#reads += 1;
    if (milliseconds > SLOW + bytes * PER_BYTE) this.#slow += 1;
    if (this.#reads < SAMPLE) return;
    if (this.#slow * 2 > SAMPLE) {
      this.#asked = true;
      this.#onSlow({ messages: this.#messages, folder: Atomics.load(this.#slot, FOLDER) });
    }
    this.#reads = 0;
    this.#slow = 0;
  }
}
