/** Places that may not be read: whose they are, and what to do about it. */
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { WINDOWS } from '../../core/platform.js';
import { displayPath, fsPath } from '../../core/escaped-path.js';

/** Whether the operating system refused: EACCES, or EPERM of a Mac that guards a folder. */
export function isRefused(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EACCES' || code === 'EPERM';
}

/** Of a path that was refused: `/opt/kerio belongs to root: run with sudo`. Names the folder above it that is in the way. */
export function noRightTo(path: string): string {
  const { place, owner } = ownerOf(path);
  return `${displayPath(place)} ${remedy(owner)}`;
}

/** The same of a path that was just named: `it belongs to root: run with sudo`. */
export function noRightToIt(path: string): string {
  return `it ${remedy(ownerOf(path).owner)}`;
}

function remedy(owner: number | null): string {
  if (WINDOWS) return 'may not be read: run as administrator';
  // In a container, or on a share, root may be refused too.
  if (process.getuid?.() === 0 || owner === null) return 'may not be read: give this user the right to';
  return `belongs to ${userName(owner)}: run with sudo`;
}

/** What cannot even be looked at lies below a folder that may not be entered. */
function ownerOf(path: string): { readonly place: string; readonly owner: number | null } {
  for (let place = path; ; place = dirname(place)) {
    try {
      return { place, owner: statSync(fsPath(place)).uid };
    } catch {
      if (place === dirname(place)) return { place: path, owner: null };
    }
  }
}

function userName(uid: number): string {
  if (uid === 0) return 'root';
  try {
    const line = new RegExp(`^([^:\\n]+):[^:\\n]*:${uid}:`, 'm').exec(readFileSync('/etc/passwd', 'utf8'));
    if (line?.[1] !== undefined) return line[1];
  } catch {
    // Then the number has to do.
  }
  return `user ${uid}`;
}
