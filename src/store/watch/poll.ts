/**
 * Finds changed folders by looking: the only way on network shares, whose server tells nobody of changes; and the safety net
 * elsewhere, since the system drops events when too many come at once.
 */
import { join } from 'node:path';
import { describeFile } from '../disk/files.js';
import { isHiddenName } from '../tree/directories.js';
import { listEntries } from '../disk/directory.js';

interface Seen {
  /** Time of last change of the directory itself. */
  readonly listedAt: number;
  readonly children: readonly string[];
  /** Sizes and times of what the server changes in a folder; '' when a change might have gone unseen. */
  readonly print: string;
}

/** What the server writes in a folder. The directory of messages has a new time when one comes or goes. */
const WRITTEN = ['index.fld', 'status.fld', '#msgs'];
/** Rules for mail, which lie beside folders. */
const RULES = 'filter.siv';
/** File systems tell time in steps of up to 2 s: what changed so lately may change again without showing it. Milliseconds. */
const STEP = 2000;

/** Looks at directories again and again: three or four calls for each folder, whatever the number of messages. */
export class FolderPoll {
  readonly #roots: readonly string[];
  #seen = new Map<string, Seen>();

  constructor(roots: readonly string[]) {
    this.#roots = roots;
  }

  /** Directories that changed since the last call, all of them at the first; new ones too. */
  changed(now = Date.now()): string[] {
    const touched: string[] = [];
    const seen = new Map<string, Seen>();
    const stack = [...this.#roots];
    for (let dir = stack.pop(); dir !== undefined; dir = stack.pop()) {
      const before = this.#seen.get(dir);
      const state = look(dir, before, now);
      if (state.print === '' || state.print !== before?.print) touched.push(dir);
      seen.set(dir, state);
      for (const child of state.children) stack.push(join(dir, child));
    }
    this.#seen = seen;
    return touched;
  }
}

function look(dir: string, before: Seen | undefined, now: number): Seen {
  const listedAt = describeFile(dir, true)?.mtimeMs ?? 0;
  const isSettled = (time: number): boolean => time + STEP < now;
  const children = before?.listedAt === listedAt && isSettled(listedAt) ? before.children : subdirectories(dir);
  const written = [...WRITTEN, ...(children.length > 0 ? [RULES] : [])].map((name) => describeFile(join(dir, name)));
  const settled = isSettled(listedAt) && written.every((stat) => stat === null || isSettled(stat.mtimeMs));
  const print = settled ? `${listedAt} ${written.map((stat) => `${stat?.size} ${stat?.mtimeMs}`).join(' ')}` : '';
  return { listedAt, children, print };
}

/** Directories that may be folders; a path that cannot be listed has none for now. */
function subdirectories(dir: string): string[] {
  try {
    return listEntries(dir).directories.filter((name) => isFolderName(name));
  } catch {
    return [];
  }
}

/** Whether a directory may be a folder, or hold some: messages and what the server keeps for itself are not watched. */
export function isFolderName(name: string): boolean {
  return !isHiddenName(name) || /^#(public|archive|resources|deleted)$/i.test(name);
}
