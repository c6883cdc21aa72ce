/** The two logs of a run: what happened, for people, and what was said on the wire, for finding out why. */
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

export interface RunLog {
  /** The folder of this run. */
  readonly dir: string;
  /** A line for people. */
  report(text: string): void;
  /** A line of a conversation. */
  debug(text: string): void;
  close(): Promise<void>;
}

/** Begins the logs of a run in a folder of its own, named by date and time; `tell` hears each line for people. Throws what node:fs throws. */
export function openRunLog(
  logs: string,
  now: () => Date = () => new Date(),
  tell: (line: string) => void = () => undefined,
): RunLog {
  const dir = newFolder(logs, stamp(now()).replace(/:/g, '-').replace(' ', '_'));
  const report = createWriteStream(join(dir, 'report.log'), { mode: 0o600 });
  const debug = createWriteStream(join(dir, 'debug.log'), { mode: 0o600 });
  // A full disk must not end the run because of its log.
  for (const stream of [report, debug]) stream.on('error', () => undefined);
  return {
    dir,
    report: (text) => {
      report.write(`${stamp(now())} ${oneLine(text)}\n`);
      tell(oneLine(text));
    },
    debug: (text) => void debug.write(`${stamp(now())} ${oneLine(text)}\n`),
    close: async () => {
      await Promise.all([end(report), end(debug)]);
    },
  };
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
