/** Which of many: all, some, or all but some; found by typing, since there may be thousands. */
import { autocompleteMultiselect, log, select } from '@clack/prompts';
import { countOf, formatCount, printable } from '../output/format.js';
import type { Choice } from './answers.js';
import { answered } from './asking.js';

/** Somebody who can be chosen. */
export interface Candidate {
  readonly address: string;
  /** What tells it from others: its size, or where it goes. */
  readonly hint: string;
}

const MOST_LINES = 12;

/** Asks which of the candidates are meant. One alone is not asked for. */
export async function askChoice(message: string, noun: string, candidates: readonly Candidate[]): Promise<Choice> {
  if (candidates.length < 2) return { mode: 'all', addresses: [] };
  const mode = answered(
    await select<Choice['mode']>({
      message,
      options: [
        { value: 'all', label: `All ${countOf(candidates.length, noun)}` },
        { value: 'only', label: 'Only some', hint: 'for a trial, or one department at a time' },
        { value: 'except', label: 'All but some' },
      ],
    }),
  );
  if (mode === 'all') return { mode, addresses: [] };
  const addresses = answered(
    await autocompleteMultiselect({
      message:
        mode === 'only'
          ? 'Tick those that come along (type to find one)'
          : 'Tick those that stay behind (type to find one)',
      options: candidates.map(({ address, hint }) => ({
        value: address,
        label: printable(address),
        hint: printable(hint),
      })),
      maxItems: MOST_LINES,
      required: true,
    }),
  );
  const shown = addresses.slice(0, MOST_LINES).map(printable).join(', ');
  const more = addresses.length > MOST_LINES ? ', …' : '';
  log.info(`${formatCount(addresses.length)} of ${countOf(candidates.length, noun)}: ${shown}${more}`);
  return { mode, addresses };
}
