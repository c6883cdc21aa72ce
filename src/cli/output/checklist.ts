/** A list to tick entries in, on a terminal. */
import { isCancel, multiselect } from '@clack/prompts';
import { UserError } from '../../core/errors.js';
import { printable } from './format.js';

const MOST_LINES = 15;

/** Lets a person tick entries, all ticked at first; gives the numbers of the ticked ones. Throws a UserError that ends with 130 when they leave. */
export async function chooseFrom(entries: readonly string[], question: string): Promise<number[]> {
  const ticked = await multiselect({
    message: `${question} (blank: tick, a: all or none, Enter: go on, Esc: leave)`,
    options: entries.map((entry, value) => ({ value, label: printable(entry) })),
    initialValues: [...entries.keys()],
    maxItems: MOST_LINES,
    // Standard output is for the result.
    output: process.stderr,
  });
  if (isCancel(ticked)) throw new UserError('left without choosing: nothing was done', { exitCode: 130 });
  return [...ticked].sort((a, b) => a - b);
}
