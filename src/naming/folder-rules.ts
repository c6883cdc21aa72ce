/** `--map`: what the user says about where a folder goes, with what is below it. */
import { UserError } from '../core/errors.js';

/** Old folder to new one, with `/` between levels. */
export type FolderRules = ReadonlyMap<string, string>;

/** Reads `old=new`, one rule a text. Throws a UserError for one that is none. */
export function readFolderRules(rules: readonly string[]): FolderRules {
  const map = new Map<string, string>();
  for (const rule of rules) {
    const equals = rule.indexOf('=');
    const [from, to] = [levelsOf(rule.slice(0, equals)), levelsOf(rule.slice(equals + 1))];
    if (equals < 0 || from.length === 0 || to.length === 0) {
      throw new UserError(`--map ${rule} is no rule: write the old folder, =, and the new one`);
    }
    map.set(from.join('/'), to.join('/'));
  }
  return map;
}

function levelsOf(text: string): string[] {
  const levels = text.trim().normalize('NFC').split('/');
  return levels.filter((level) => level !== '');
}

/** Where a rule puts a folder: the levels that the user said, and those of its own below them. */
export interface RuledPath {
  readonly to: readonly string[];
  readonly tail: readonly string[];
}

/** The user's word for the folder or the nearest folder above it; null without one. */
export function ruledPath(path: readonly string[], rules: FolderRules): RuledPath | null {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const to = rules.get(path.slice(0, depth).join('/'));
    if (to !== undefined) return { to: to.split('/'), tail: path.slice(depth) };
  }
  return null;
}
