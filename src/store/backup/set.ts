/**
 * Which zips of a folder make up the newest state (docs/backups.md): `F<time>Z.zip` is a full backup, `D…` what changed
 * since the last full one, `C…` a copy made by hand, complete like a full one; further volumes carry a number.
 */
import { join } from 'node:path';
import { listEntries } from '../disk/directory.js';
import { largest } from '../../core/lists.js';

const VOLUME = /^([fdc])(\d{8}t\d{6}z)(?:\.(\d{1,6}))?\.zip$/i;

export interface BackupSet {
  /** Volumes of the complete backup, in their order. */
  readonly full: readonly string[];
  /** Volumes of the newest differential backup that follows it. */
  readonly differential: readonly string[];
  readonly problems: readonly string[];
}

interface Volume {
  readonly path: string;
  readonly number: number;
}

/** Chooses the newest state that the zips in a folder hold. Null when there are none, or it cannot be listed. */
export function findBackupSet(dir: string): BackupSet | null {
  const backups = new Map<string, Volume[]>();
  for (const name of filesOf(dir)) {
    const match = VOLUME.exec(name);
    if (match === null) continue;
    const key = `${match[1] ?? ''}${match[2] ?? ''}`.toUpperCase();
    const volumes = backups.get(key) ?? [];
    backups.set(key, volumes);
    volumes.push({ path: join(dir, name), number: Number(match[3] ?? 0) });
  }
  if (backups.size === 0) return null;
  const full = newest(backups, 'F', '');
  const differential = newest(backups, 'D', full?.slice(1) ?? '');
  const copy = newest(backups, 'C', (differential ?? full)?.slice(1) ?? '');
  const chosen = copy === null ? [full, differential] : [copy, null];
  const problems = chosen.flatMap((key) => (key === null ? [] : gaps(key, backups.get(key) ?? [])));
  if (chosen[0] === null)
    problems.push(`${dir} has a differential backup and no full one before it: only what it holds is in the output`);
  const [base = [], later = []] = chosen.map((key) => volumesOf(backups, key));
  return { full: base, differential: later, problems };
}

function filesOf(dir: string): readonly string[] {
  try {
    return listEntries(dir).files;
  } catch {
    return [];
  }
}

/** The newest backup of a type whose time comes after another. */
function newest(backups: ReadonlyMap<string, unknown>, type: string, after: string): string | null {
  const keys = [...backups.keys()].filter((key) => key.startsWith(type) && key.slice(1) > after);
  return keys.sort().at(-1) ?? null;
}

function volumesOf(backups: ReadonlyMap<string, readonly Volume[]>, key: string | null): string[] {
  const volumes = key === null ? [] : (backups.get(key) ?? []);
  return [...volumes].sort((a, b) => a.number - b.number).map(({ path }) => path);
}

/** Volumes that are not there: their number is below that of one that is. Whether the last is there cannot be known. */
function gaps(key: string, volumes: readonly Volume[]): string[] {
  const present = new Set(volumes.map(({ number }) => number));
  const last = largest(present);
  const missing: string[] = [];
  for (let number = 0; number < last && missing.length < 10; number += 1) {
    if (!present.has(number)) missing.push(`${key}${number === 0 ? '' : `.${number}`}.zip`);
  }
  return missing.map((name) => `${name} is missing beside its other volumes: what lies in it is not in the output`);
}
