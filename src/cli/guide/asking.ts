/** What all questions share: checks whose sentence is shown at the question, paths as people type them. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from '@clack/prompts';
import { UserError } from '../../core/errors.js';
import { withCompletion } from './complete-path.js';
import { addressKey } from '../../users-cfg/account-types.js';
import { printable } from '../output/format.js';
import type { Talk } from './talk.js';

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

/** Asks for a path; Tab completes it. Gives it as an absolute one: commands are run from elsewhere on another day. */
export async function askPath(
  talk: Talk,
  { message, placeholder, initialValue, check }: PathQuestion,
): Promise<string> {
  const given = await talk.ask<string>(message, (earlier) => {
    const initial = earlier ?? initialValue;
    return withCompletion(
      initial ?? '',
      (typed) => typedPath(typed),
      () =>
        text({
          message: `${message} (Tab completes)`,
          ...(placeholder === undefined ? {} : { placeholder }),
          ...(initial === undefined ? {} : { initialValue: initial }),
          validate: (typed) => {
            const path = typedPath(typed ?? '');
            return path === '' ? 'Give a path.' : complaint(() => check(path));
          },
        }),
    );
  });
  return resolve(typedPath(given));
}

/** A question for the address of a mailbox. */
interface AddressQuestion {
  readonly message: string;
  readonly suggested?: string | undefined;
  /** Who fills a mailbox already, by its address in lower case: mail of two would be mixed for ever. */
  readonly taken: ReadonlyMap<string, string>;
}

/** Asks for the address of a mailbox that nobody else fills. */
export async function askAddress(talk: Talk, question: AddressQuestion): Promise<string> {
  const message = printable(question.message);
  const given = await talk.ask<string>(message, (earlier = question.suggested) =>
    text({
      message,
      ...(earlier === undefined ? {} : { initialValue: earlier }),
      validate: (typed) => {
        const target = (typed ?? '').trim();
        if (!/^[^\s,;"@]+@[^\s,;"@]+$/.test(target)) return 'Give an address: name@company.com.';
        const other = question.taken.get(addressKey(target));
        return other === undefined ? undefined : `${printable(other)} goes there: give the address of another mailbox.`;
      },
    }),
  );
  return given.trim();
}
