import { countOf } from '../output/format.js';

/** A plan has a line for each folder; thousands of them would push the questions off the screen. */
const MOST_LINES = 60;

/** The beginning and the last line of what `--dry-run` printed, and how much is left out in between. */
export function shortened(plan: string): string {
  const lines = plan.trimEnd().split('\n');
  const hidden = lines.length - MOST_LINES;
  // One line hidden behind another saves nothing.
  if (hidden <= 1) return `${lines.join('\n')}\n`;
  const note = `and ${countOf(hidden, 'more line')}: the command shows all of them with --dry-run`;
  return `${[...lines.slice(0, MOST_LINES - 1), note, ...lines.slice(-1)].join('\n')}\n`;
}
