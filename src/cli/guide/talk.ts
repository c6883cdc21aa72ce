/**
 * A conversation that can go back: its questions are asked by one function from the first to the last, and going back runs that
 * function again with the answers that stand, and asks from there.
 */
import type { Key } from 'node:readline';
import { isCancel } from '@clack/prompts';

/** The person left the dialogue with Ctrl-C or Ctrl-D, or went back beyond its first question. */
export class Left extends Error {}

/** One question back. */
class Back extends Error {}

/** An answer, and to which question: another way through the dialogue may ask others. */
interface Answer {
  readonly question: string;
  readonly value: unknown;
}

/** The last key that was pressed: a prompt tells only that it was cancelled. */
let lastKey = '';

/**
 * Begins to listen: Esc goes back, Ctrl-C leaves. Ctrl-D closes the line editor below a prompt, which would then wait for ever:
 * to the prompt it becomes Ctrl-C. What it gives ends it.
 */
export function watchKeys(): () => void {
  const { stdin } = process;
  const press = (_: unknown, { ctrl, name = '' }: Key): void => {
    lastKey = name;
    if (ctrl === true && name === 'd') stdin.emit('keypress', '\x03', { ctrl: true, name: 'c', sequence: '\x03' });
  };
  stdin.prependListener('keypress', press);
  return () => stdin.off('keypress', press);
}

/** One pass through the questions. */
export class Talk {
  readonly #known: readonly Answer[];
  readonly #earlier: readonly Answer[];
  readonly answers: Answer[] = [];

  /** `known`: answers that stand, and are not asked for again. `earlier`: those of the pass before, offered where they fit. */
  constructor(known: readonly Answer[], earlier: readonly Answer[]) {
    this.#known = known;
    this.#earlier = earlier;
  }

  /** Questions that were answered before are being passed. */
  get isReplaying(): boolean {
    return this.answers.length < this.#known.length;
  }

  /**
   * Asks. `question` names it, and `prompt` gets the answer of the pass before, where there was one to this question. Throws when
   * the person leaves or goes back.
   */
  async ask<Value>(
    question: string,
    prompt: (earlier: Value | undefined) => Promise<Value | symbol>,
  ): Promise<Exclude<Value, symbol>> {
    const known = this.#known[this.answers.length];
    if (known !== undefined) {
      this.answers.push(known);
      return known.value as Exclude<Value, symbol>;
    }
    const earlier = this.#earlier[this.answers.length];
    const value = await prompt(earlier?.question === question ? (earlier.value as Value) : undefined);
    if (isCancel(value)) throw lastKey === 'escape' ? new Back() : new Left();
    this.answers.push({ question, value });
    return value as Exclude<Value, symbol>;
  }

  /** Says something between two questions; only once, however often the dialogue comes past. */
  say(tell: () => void): void {
    if (!this.isReplaying) tell();
  }
}

/**
 * Holds a conversation to its end. `onBack` undoes what the pass had done beside asking. Throws `Left` when the person leaves, or
 * goes back at the first question.
 */
export async function converse<Result>(
  talk: (talk: Talk) => Promise<Result>,
  onBack: () => void = () => undefined,
): Promise<Result> {
  let known: readonly Answer[] = [];
  let earlier: readonly Answer[] = [];
  for (;;) {
    const pass = new Talk(known, earlier);
    try {
      return await talk(pass);
    } catch (error) {
      if (!(error instanceof Back)) throw error;
      if (pass.answers.length === 0) throw new Left();
      earlier = [...pass.answers, ...earlier.slice(pass.answers.length)];
      known = pass.answers.slice(0, -1);
      onBack();
    }
  }
}
