/**
 * Backup sets that stand in for folders. A set is mounted at the path of the folder its zips lie in; whoever reads a path
 * below it through this folder's neighbours (`directory.ts`, `files.ts`, `read.ts`) reads from the zips. So a path stays all
 * that the rest of the program needs to know of an item. Mounts belong to a thread: a worker mounts the same sets again.
 */
import { basename, dirname, sep } from 'node:path';

/** One file in a zip. */
export interface ArchivedFile {
  /** Path of the volume. */
  readonly volume: string;
  /** Where its local header begins in the volume, in bytes. */
  readonly offset: number;
  readonly method: number;
  readonly encrypted: boolean;
  /** Bytes in the volume, and when unpacked; as the volume declares them. */
  readonly packed: number;
  readonly size: number;
  readonly crc: number;
  /** Time of last change, unix seconds. */
  readonly modified: number;
}

/** A directory of a mounted set: names of directories, and files by name. */
export interface ArchivedDirectory {
  readonly directories: Set<string>;
  readonly files: Map<string, ArchivedFile>;
}

/** What a thread needs to mount the same set. */
export interface MountSource {
  /** Where the set stands in for a folder: an absolute path. */
  readonly at: string;
  /** Volumes of the full backup in their order, then those of the differential one. */
  readonly full: readonly string[];
  readonly differential: readonly string[];
  /** The directory in the zips that stands at `at`; '' for their top. */
  readonly root: string;
}

export interface Mount {
  readonly source: MountSource;
  /** By path in the zips with `/`; their top is ''. */
  readonly directories: ReadonlyMap<string, ArchivedDirectory>;
}

const mounts: Mount[] = [];

/** Lets a set stand in for the folder at its path, in this thread. */
export function addMount(mount: Mount): void {
  removeMount(mount.source.at);
  mounts.push(mount);
}

/** Ends a mount, if there is one at that path. */
export function removeMount(at: string): void {
  const found = mounts.findIndex((mount) => mount.source.at === at);
  if (found >= 0) mounts.splice(found, 1);
}

/** Ends all mounts at and below a path. */
export function removeMounts(dir: string): void {
  for (const { source } of [...mounts])
    if (source.at === dir || source.at.startsWith(dir + sep)) removeMount(source.at);
}

/** What is mounted, for another thread. */
export function mountSources(): MountSource[] {
  return mounts.map(({ source }) => source);
}

/** Names of mounts in a directory of the disk. */
export function mountsIn(dir: string): string[] {
  return mounts.flatMap(({ source }) => (dirname(source.at) === dir ? [basename(source.at)] : []));
}

/** The directory at a path inside a mount. `outside`: the path is on the disk; null: the set has no such directory. */
export function archivedDirectory(path: string): ArchivedDirectory | 'outside' | null {
  const place = locate(path);
  return place === null ? 'outside' : (place.mount.directories.get(place.inner) ?? null);
}

/** The file at a path inside a mount. `outside`: the path is on the disk; null: the set has no such file. */
export function archivedFile(path: string): ArchivedFile | 'outside' | null {
  const place = locate(path);
  if (place === null) return 'outside';
  const slash = place.inner.lastIndexOf('/');
  const parent = place.mount.directories.get(slash < 0 ? '' : place.inner.slice(0, slash));
  return parent?.files.get(place.inner.slice(slash + 1)) ?? null;
}

function locate(path: string): { mount: Mount; inner: string } | null {
  for (const mount of mounts) {
    const { at, root } = mount.source;
    if (!path.startsWith(at)) continue;
    if (path.length === at.length) return { mount, inner: root };
    if (path[at.length] !== sep) continue;
    const rest = path.slice(at.length + 1);
    const inner = sep === '/' ? rest : rest.replaceAll(sep, '/');
    return { mount, inner: root === '' ? inner : `${root}/${inner}` };
  }
  return null;
}

/** What node:fs would throw for a path that is not there. */
export function notThere(path: string, syscall: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`ENOENT: no such file or directory, ${syscall} '${path}'`), {
    code: 'ENOENT',
    syscall,
    path,
  });
}
