import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isOutputOf } from '../workspace/outputs.js';

/** The PST files of a mailbox, relative to the output folder, in the order of their numbers. */
export function pstFilesOf(out: string, mailboxName: string): string[] {
  let names: string[];
  try {
    names = readdirSync(join(out, 'pst'));
  } catch {
    return [];
  }
  const own = names.map((name) => `pst/${name}`).filter((path) => isOutputOf(path, mailboxName));
  const numberOf = (path: string) => Number(/\.(\d+)\.pst$/.exec(path.slice(`pst/${mailboxName}`.length))?.[1] ?? 0);
  return own.sort((a, b) => numberOf(a) - numberOf(b));
}
