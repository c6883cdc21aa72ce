/** What all questions share: leaving, checks whose sentence is shown at the question, paths as people type them. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isCancel, text } from '@clack/prompts';
import { UserError } from '../../core/errors.js';

/** The person left the dialogue with Ctrl-C, Ctrl-D or Esc. */
export class Left extends Error {}

/** The answer to a prompt. Throws `Left` when there is none. */
export function answered<Answer>(answer: Answer): Exclude<Answer, symbol> {
  if (isCancel(answer)) throw new Left();
  return answer as Exclude<Answer, symbol>;
}

/** The sentence that the command would end with; undefined when the check has nothing to say against it. */
export function complaint(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** What a shell makes of a path that is typed or dropped into a terminal: quotes and `~` are gone. */
export function typedPath(typed: string, home: string = homedir()): string {
  const path = typed.trim().replace(/^(['"])(.*)\1$/, '$2');
  if (path === '~') return home;
  return /^~[/\\]/.test(path) ? join(home, path.slice(2)) : path;
}

/** A question for a path, asked until `check` lets it pass. */
export interface PathQuestion {
  readonly message: string;
  readonly placeholder?: string;
  readonly initialValue?: string;
  /** Throws a UserError whose message is shown. */
  readonly check: (path: string) => unknown;
}

/** Asks for a path. */
export async function askPath({ message, placeholder, initialValue, check }: PathQuestion): Promise<string> {
  const given = await text({
    message,
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(initialValue === undefined ? {} : { initialValue }),
    validate: (typed) => {
      const path = typedPath(typed ?? '');
      return path === '' ? 'Give a path.' : complaint(() => check(path));
    },
  });
  return typedPath(answered(given));
}
