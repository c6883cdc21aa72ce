/** The tree of directories and files that the volumes of a set make up together. Later ones win. */
import { append } from '../../core/lists.js';
import { parseIndexFld } from '../index/index-fld.js';
import type { ArchivedDirectory, ArchivedFile } from './mounts.js';
import { unpack } from './unpack.js';
import type { VolumeEntry } from './volume-contents.js';

/** Levels of directories: no file system takes the path of a deeper one, and each level costs as much as the whole name. */
const DEEPEST = 500;

/** Puts a set together, volume by volume. */
export class BackupTree {
  readonly directories = new Map<string, ArchivedDirectory>();
  readonly #problems: string[] = [];
  readonly #refused: string[] = [];
  readonly #tooDeep: string[] = [];

  constructor() {
    this.#directory('');
  }

  /** What was wrong, each a sentence. */
  get problems(): readonly string[] {
    const [outside] = this.#refused;
    const [deep] = this.#tooDeep;
    return [
      ...this.#problems,
      ...(outside === undefined
        ? []
        : [
            `${namesIn(this.#refused, 'leads', 'lead')} outside and ${this.#refused.length === 1 ? 'was' : 'were'} not read (${outside})`,
          ]),
      ...(deep === undefined
        ? []
        : [
            `${namesIn(this.#tooDeep, 'has', 'have')} more than ${DEEPEST} levels and ${this.#tooDeep.length === 1 ? 'was' : 'were'} not read (${deep})`,
          ]),
    ];
  }

  add(entry: VolumeEntry): void {
    const { name, ...file } = entry;
    const segments = safeSegments(name);
    if (segments === null) this.#refused.push(`${entry.volume}: ${name}`);
    else if (segments.length > DEEPEST) this.#tooDeep.push(`${entry.volume}: ${name.slice(0, 100)}…`);
    else if (/[\\/]$/.test(name)) this.#directory(segments.join('/'));
    else if (segments.length > 0)
      this.#directory(segments.slice(0, -1).join('/')).files.set(segments.at(-1) ?? '', file);
  }

  /**
   * Lays a differential backup over this one. It says nothing of what was deleted, but it carries the index of every
   * folder that changed: mail that the full backup's index knew, and that this index does not, is gone.
   */
  overlay(later: BackupTree): void {
    for (const [path, directory] of later.directories) {
      const index = directory.files.get('index.fld');
      const before = this.directories.get(path)?.files.get('index.fld');
      if (index !== undefined && before !== undefined) this.#removeGone(path, before, index);
    }
    for (const [path, directory] of later.directories) {
      const target = this.#directory(path);
      for (const [name, file] of directory.files) target.files.set(name, file);
    }
    append(this.#problems, later.problems);
  }

  #removeGone(path: string, before: ArchivedFile, after: ArchivedFile): void {
    const messages = this.directories.get(path === '' ? '#msgs' : `${path}/#msgs`);
    if (messages === undefined) return;
    const [known, now] = [stemsOf(before), stemsOf(after)];
    if (known === null || now === null) {
      this.#problems.push(
        `${path}: an index in the backup is damaged; messages deleted meanwhile may be in the output`,
      );
      return;
    }
    for (const name of messages.files.keys()) {
      const stem = name.toLowerCase().replace(/\.eml$/, '');
      if (known.has(stem) && !now.has(stem)) messages.files.delete(name);
    }
  }

  #directory(path: string): ArchivedDirectory {
    const known = this.directories.get(path);
    if (known !== undefined) return known;
    const made: ArchivedDirectory = { directories: new Set(), files: new Map() };
    this.directories.set(path, made);
    if (path !== '') {
      const slash = path.lastIndexOf('/');
      this.#directory(slash < 0 ? '' : path.slice(0, slash)).directories.add(path.slice(slash + 1));
    }
    return made;
  }
}

/** Stems of all records of an index in lower case; null when any of it cannot be read. */
function stemsOf(file: ArchivedFile): ReadonlySet<string> | null {
  try {
    const table = parseIndexFld(unpack(file));
    if (table.diagnosis.badLines > 0 || table.diagnosis.cut) return null;
    return new Set(Array.from({ length: table.rows }, (_, row) => table.record(row).stem.toLowerCase()));
  } catch {
    return null;
  }
}

/** The directories of a name and the name itself; null when it leads out of the tree. A root or a drive is left away. */
function safeSegments(name: string): string[] | null {
  const segments = name
    .replace(/^[A-Za-z]:/, '')
    .split(/[\\/]/)
    .filter((segment) => segment !== '' && segment !== '.');
  return segments.some((segment) => segment === '..' || segment.includes('\0')) ? null : segments;
}

function namesIn(names: readonly string[], one: string, many: string): string {
  return names.length === 1 ? `1 name in the backup ${one}` : `${names.length} names in the backup ${many}`;
}
