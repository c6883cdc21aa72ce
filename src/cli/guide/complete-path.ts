/** Tab in a question for a path: what fits is completed as far as it is certain, as shells do it. */
import { readdirSync } from 'node:fs';
import { createInterface, type Key } from 'node:readline';
import { sep } from 'node:path';

/** What Tab adds to a path that was typed so far; empty where nothing fits, or several things do. `look` is the path as the system takes it. */
export function completion(typed: string, look: (typed: string) => string = (path) => path): string {
  // A quote that stands before it is the shell's.
  const bare = typed.replace(/^['"]/, '');
  if (bare === '~') return sep;
  const cut = Math.max(bare.lastIndexOf('/'), sep === '\\' ? bare.lastIndexOf('\\') : -1) + 1;
  const begun = bare.slice(cut);
  let entries: { readonly name: string; readonly isFolder: boolean }[];
  try {
    entries = readdirSync(look(bare.slice(0, cut)) || '.', { withFileTypes: true })
      .filter(({ name }) => name.startsWith(begun) && (begun !== '' || !name.startsWith('.')))
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  } catch {
    return '';
  }
  const [first] = entries;
  if (first === undefined) return '';
  if (entries.length === 1)
    return first.name.slice(begun.length) + (first.isFolder ? (cut > 0 && bare[cut - 1] === '\\' ? '\\' : sep) : '');
  let common = first.name;
  for (const { name } of entries) while (!name.startsWith(common)) common = common.slice(0, -1);
  // Half of a character beyond the basic plane is none.
  return common.slice(begun.length).replace(/[\ud800-\udbff]$/, '');
}

/**
 * Completes what is typed on standard input while `prompt` runs. The prompt does not tell what is in its line: a second line
 * editor, which shows nothing, gets the same keys.
 */
export async function withCompletion<Value>(
  initial: string,
  look: (typed: string) => string,
  prompt: () => Promise<Value>,
): Promise<Value> {
  const { stdin } = process;
  const shadow = createInterface({ input: stdin, terminal: true, escapeCodeTimeout: 50 });
  if (initial !== '') shadow.write(initial);
  // The prompt keeps what was typed when it refuses it.
  shadow.on('line', (line) => shadow.write(line));
  const press = (_: unknown, { name }: Key): void => {
    if (name !== 'tab') return;
    shadow.write(null, { ctrl: true, name: 'h' });
    const added = completion(shadow.line.slice(0, shadow.cursor), look);
    // The prompt has to be done with the Tab itself first.
    setImmediate(() => {
      for (const char of added) stdin.emit('keypress', char, { sequence: char, name: char, ctrl: false, meta: false });
    });
  };
  stdin.on('keypress', press);
  try {
    return await prompt();
  } finally {
    stdin.off('keypress', press);
    shadow.close();
  }
}
