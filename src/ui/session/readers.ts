/** What comes in from the page is looked at before it is believed: each reader gives a value of its kind, or refuses. */
import { UserError } from '../../core/errors.js';

/** A mailbox or a text of one line; longer ones are none. */
const LONGEST = 4096;

export type Reader<Value> = (value: unknown, name: string) => Value;

/** A value that means nothing. */
export function refused(name: string, remedy: string): UserError {
  return new UserError(`${name} is not understood: ${remedy}.`);
}

/** An object with names of its own. */
export function record(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refused(name, 'give an object');
  return value as Readonly<Record<string, unknown>>;
}

/** One line of text. */
export function text(value: unknown, name: string): string {
  if (typeof value !== 'string' || value.length > LONGEST || /[\0-\x1f\x7f]/.test(value))
    throw refused(name, 'give one line of text');
  return value;
}

/** One of these. */
export function oneOf<const Choice extends string | boolean | null>(choices: readonly Choice[]): Reader<Choice> {
  return (value, name) => {
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw refused(name, `give one of ${choices.map(String).join(', ')}`);
    return found;
  };
}

/** Each of a list. */
export function listOf<Value>(reader: Reader<Value>): Reader<readonly Value[]> {
  return (value, name) => {
    if (!Array.isArray(value) || value.length > LONGEST) throw refused(name, 'give a list');
    return value.map((each: unknown) => reader(each, name));
  };
}
