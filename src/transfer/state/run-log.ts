/** The two logs of a run: what happened, for people, and what was said on the wire, for finding out why. */
import { createWriteStream, mkdirSync, openSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { moveFile } from '../../core/platform.js';

export interface RunLog {
  /** The folder of this run. */
  readonly dir: string;
  /** A line for people. */
  report(text: string): void;
  /** A line of a conversation. */
  debug(text: string): void;
  close(): Promise<void>;
}

/** How a log is kept. */
export interface LogKeeping {
  readonly now?: () => Date;
  /** Hears each line for people. */
  readonly tell?: (line: string) => void;
  /**
   * Bytes after which a log is put aside as `debug.1.log`, in place of the one before, and another begun. Without it nothing is
   * ever put aside: what a run did to every message is evidence.
   */
  readonly most?: number;
}

/** Begins the logs of a run in a folder of its own, named by date and time. Throws what node:fs throws. */
export function openRunLog(logs: string, keeping: LogKeeping = {}): RunLog {
  const { now = () => new Date(), tell, most = Infinity } = keeping;
  const dir = newFolder(logs, stamp(now()).replace(/:/g, '-').replace(' ', '_'));
  const report = new Log(dir, 'report', most);
  const debug = new Log(dir, 'debug', most);
  return {
    dir,
    report: (text) => {
      report.write(`${stamp(now())} ${oneLine(text)}\n`);
      tell?.(oneLine(text));
    },
    debug: (text) => {
      debug.write(`${stamp(now())} ${oneLine(text)}\n`);
    },
    close: async () => {
      await Promise.all([report.end(), debug.end()]);
    },
  };
}

/** One file, and the one that was put aside. */
class Log {
  readonly #dir: string;
  readonly #name: string;
  readonly #most: number;
  readonly #closing: Promise<void>[] = [];
  #stream: WriteStream;
  #size = 0;

  constructor(dir: string, name: string, most: number) {
    this.#dir = dir;
    this.#name = name;
    this.#most = most;
    this.#stream = this.#open();
  }

  write(line: string): void {
    const bytes = Buffer.byteLength(line);
    if (this.#size > 0 && this.#size + bytes > this.#most) this.#putAside();
    this.#size += bytes;
    this.#stream.write(line);
  }

  async end(): Promise<void> {
    await Promise.all([...this.#closing, end(this.#stream)]);
  }

  #open(): WriteStream {
    const path = join(this.#dir, `${this.#name}.log`);
    // Open at once: what is put aside must be there.
    const stream = createWriteStream(path, { fd: openSync(path, 'w', 0o600) });
    // A full disk must not end the run because of its log.
    stream.on('error', () => undefined);
    return stream;
  }

  /** What was written last still goes into the file that is put aside. */
  #putAside(): void {
    this.#size = 0;
    const [before, name] = [this.#stream, this.#name];
    try {
      moveFile(join(this.#dir, `${name}.log`), join(this.#dir, `${name}.1.log`));
      this.#stream = this.#open();
    } catch {
      return;
    }
    this.#closing.push(end(before));
  }
}

function newFolder(logs: string, name: string): string {
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  for (let n = 1; ; n += 1) {
    const dir = join(logs, n === 1 ? name : `${name}-${n}`);
    try {
      mkdirSync(dir, { mode: 0o700 });
      return dir;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Local time, as the administrator's clock shows it: `2026-11-21 21:03:05`. */
function stamp(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

/** What servers and stores say may hold anything; a log has one line for each. */
function oneLine(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, ' ');
}

function end(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) resolve();
    else stream.end(() => resolve());
  });
}
