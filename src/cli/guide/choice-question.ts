/** Which of many: all, some, or all but some; found by typing, since there may be thousands. */
import { autocompleteMultiselect, log, select } from '@clack/prompts';
import { countOf, formatCount, printable } from '../output/format.js';
import type { Choice } from './answers.js';
import type { Talk } from './talk.js';

/** Somebody who can be chosen. */
export interface Candidate {
  readonly address: string;
  /** What tells it from others: its size, or where it goes. */
  readonly hint: string;
}

/** A terminal of 24 lines holds the question as a whole. */
const MOST_LINES = 10;

/** Asks which of the candidates are meant. One alone is not asked for. */
export async function askChoice(
  talk: Talk,
  message: string,
  noun: string,
  candidates: readonly Candidate[],
): Promise<Choice> {
  if (candidates.length < 2) return { mode: 'all', addresses: [] };
  const mode = await talk.ask<Choice['mode']>(message, (earlier) =>
    select<Choice['mode']>({
      message,
      options: [
        { value: 'all', label: `All ${countOf(candidates.length, noun)}` },
        { value: 'only', label: 'Only some', hint: 'for a trial, or one department at a time' },
        { value: 'except', label: 'All but some' },
      ],
      ...(earlier === undefined ? {} : { initialValue: earlier }),
    }),
  );
  if (mode === 'all') return { mode, addresses: [] };
  const question = mode === 'only' ? 'Tick those that come along' : 'Tick those that stay behind';
  const addresses = await talk.ask<string[]>(question, (earlier) =>
    autocompleteMultiselect({
      message: `${question} (Tab ticks, typing finds)`,
      options: candidates.map(({ address, hint }) => ({
        value: address,
        label: printable(address),
        hint: printable(hint),
      })),
      maxItems: MOST_LINES,
      required: true,
      ...(earlier === undefined ? {} : { initialValues: earlier }),
    }),
  );
  const shown = addresses.slice(0, MOST_LINES).map(printable).join(', ');
  const more = addresses.length > MOST_LINES ? ', …' : '';
  talk.say(() => log.info(`${formatCount(addresses.length)} of ${countOf(candidates.length, noun)}: ${shown}${more}`));
  return { mode, addresses };
}
