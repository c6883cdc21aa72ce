/**
 * What a reader of the store passes over by rule (docs/store-format.md, skip rules). Nothing is passed over silently:
 * each rule's files are counted and shown in the report.
 */
import { join } from 'node:path';
import { hasMessages, isHiddenName } from './directories.js';
import { listEntries, listNames } from '../disk/directory.js';

/** Why something was passed over. */
export type SkipRule =
  | 'associated' // #assoc: views, forms and rules of Outlook
  | 'recoverable' // #deleted: what the server keeps after deletion
  | 'sync-state' // #sync: state of mobile devices
  | 'outlook-internal' // __…: hidden trees of Outlook
  | 'server-internal' // any other #…
  | 'shared-inside' // a shared tree inside a mailbox, where none belongs
  | 'link'; // symbolic links, which may lead out of the store

/** How many files a rule passed over, and where the first of them was. */
export interface SkipCount {
  readonly rule: SkipRule;
  readonly files: number;
  /** Of those, how many `.eml`; of recoverable mail only what `--include` would read. */
  readonly items: number;
  readonly example: string;
}

/** Gathers skip counts by rule. */
export class Skips {
  readonly #counts = new Map<SkipRule, { files: number; items: number; example: string }>();

  add(rule: SkipRule, files: number, items: number, example: string): void {
    if (files === 0) return;
    const count = this.#counts.get(rule) ?? { files: 0, items: 0, example };
    count.files += files;
    count.items += items;
    this.#counts.set(rule, count);
  }

  /** Counts every file below a hidden directory. */
  addTree(rule: SkipRule, dir: string): void {
    const { files, items } = countTree(dir);
    this.add(rule, files, rule === 'recoverable' ? countMessages(dir) : items, dir);
  }

  list(): SkipCount[] {
    return [...this.#counts].map(([rule, count]) => ({ rule, ...count })).sort((a, b) => (a.rule < b.rule ? -1 : 1));
  }
}

/** The rule for a hidden name inside a mailbox. */
export function ruleForHidden(name: string): SkipRule {
  const lower = name.toLowerCase();
  if (lower.startsWith('__')) return 'outlook-internal';
  if (lower === '#assoc') return 'associated';
  if (lower === '#deleted') return 'recoverable';
  if (lower === '#sync') return 'sync-state';
  if (lower === '#public' || lower === '#archive' || lower === '#resources') return 'shared-inside';
  return 'server-internal';
}

function countTree(dir: string): { files: number; items: number } {
  let files = 0;
  let items = 0;
  const stack = [dir];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    let entries;
    try {
      entries = listEntries(at);
    } catch {
      continue;
    }
    files += entries.files.length;
    items += entries.files.filter((name) => isItemName(name)).length;
    for (const name of entries.directories) stack.push(join(at, name));
  }
  return { files, items };
}

/** Items below the `#msgs` of a tree and of the folders in it, but not of what is hidden there. */
function countMessages(dir: string): number {
  let count = 0;
  const stack = [dir];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    try {
      const messages = messagesDirectory(at);
      if (messages !== null) count += listItemNames(messages).names.length;
      for (const name of listEntries(at).directories) if (!isHiddenName(name)) stack.push(join(at, name));
    } catch {
      // What may not be listed could not be read either.
    }
  }
  return count;
}

/** Whether a file below `#msgs` is an item. */
export function isItemName(name: string): boolean {
  return name.length > 4 && name.slice(-4).toLowerCase() === '.eml';
}

/** The `#msgs` directory of a folder; null when it has none or cannot be listed. */
export function messagesDirectory(dir: string): string | null {
  try {
    const { directories } = listEntries(dir);
    if (!hasMessages(directories)) return null;
    return join(
      dir,
      directories.find((name) => name === '#msgs') ?? directories.find((name) => name.toLowerCase() === '#msgs') ?? '',
    );
  } catch {
    return null;
  }
}

/** Names of items below `#msgs`, and how many other files lie there. */
export function listItemNames(messages: string): { names: string[]; others: string[] } {
  const names: string[] = [];
  const others: string[] = [];
  for (const name of listNames(messages)) (isItemName(name) ? names : others).push(name);
  return { names, others };
}
