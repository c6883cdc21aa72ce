/** The commands of a Sieve script (RFC 5228 section 8.2). */
import type { Token } from './tokens.js';

/** A string, a list of strings, a number or a tag, with the tokens it is made of. */
export interface Argument {
  readonly type: 'strings' | 'number' | 'tag';
  /** The strings; the number or the tag (lower case) alone. */
  readonly values: readonly string[];
  readonly tokens: readonly Token[];
}

/** A command or a test. */
export interface Command {
  /** Lower case. */
  readonly name: string;
  readonly args: readonly Argument[];
  readonly tests: readonly Command[];
  /** Null: it ends with `;` and has no block. */
  readonly block: readonly Command[] | null;
  readonly start: number;
  readonly end: number;
}

/** Why a script cannot be understood; the message is for people. */
export class SieveError extends Error {}

const DEEPEST = 50;

/** Reads commands. Comments are passed over. Throws SieveError at the first thing that is no Sieve. */
export function parseCommands(tokens: readonly Token[]): Command[] {
  return new Parser(tokens.filter(({ type }) => type !== 'comment')).script();
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  script(): Command[] {
    const commands: Command[] = [];
    while (this.#at < this.#tokens.length) commands.push(this.#command());
    return commands;
  }

  #command(): Command {
    const head = this.#headed();
    const close = this.#next('the end of a command');
    if (close.text === ';') return { ...head, block: null, end: close.end };
    if (close.text !== '{') throw new SieveError(`${describe(close)} stands where ; or { should be`);
    const block: Command[] = [];
    this.#deeper();
    while (this.#peek()?.text !== '}') {
      if (this.#peek() === undefined) throw new SieveError('a } is missing');
      block.push(this.#command());
    }
    this.#depth -= 1;
    return { ...head, block, end: this.#next('}').end };
  }

  /** Name, arguments and tests: all of a test, and of a command what stands before `;` or `{`. */
  #headed(): Command {
    const name = this.#next('a command');
    if (name.type !== 'identifier') throw new SieveError(`${describe(name)} stands where a command should be`);
    const args: Argument[] = [];
    for (let arg = this.#argument(); arg !== null; arg = this.#argument()) args.push(arg);
    const tests = this.#tests();
    return { name: name.value.toLowerCase(), args, tests, block: null, start: name.start, end: name.end };
  }

  #argument(): Argument | null {
    const token = this.#peek();
    if (token?.type === 'broken') throw new SieveError(`${describe(token)} cannot be read`);
    if (token === undefined || (token.type === 'punctuation' && token.text !== '[') || token.type === 'identifier')
      return null;
    this.#at += 1;
    if (token.type === 'tag') return { type: 'tag', values: [token.value.toLowerCase()], tokens: [token] };
    if (token.type === 'number') return { type: 'number', values: [token.value], tokens: [token] };
    if (token.type === 'string') return { type: 'strings', values: [token.value], tokens: [token] };
    return this.#list();
  }

  #list(): Argument {
    const tokens: Token[] = [];
    for (;;) {
      const item = this.#next('a string');
      if (item.text === ']' && tokens.length === 0) break;
      if (item.type !== 'string') throw new SieveError(`${describe(item)} stands in a list of strings`);
      tokens.push(item);
      const separator = this.#next(']');
      if (separator.text === ']') break;
      if (separator.text !== ',') throw new SieveError(`${describe(separator)} stands in a list of strings`);
    }
    return { type: 'strings', values: tokens.map(({ value }) => value), tokens };
  }

  #tests(): Command[] {
    const token = this.#peek();
    if (token?.type === 'identifier') return [this.#test()];
    if (token?.text !== '(') return [];
    this.#at += 1;
    const tests = [this.#test()];
    for (;;) {
      const separator = this.#next(')');
      if (separator.text === ')') return tests;
      if (separator.text !== ',') throw new SieveError(`${describe(separator)} stands in a list of tests`);
      tests.push(this.#test());
    }
  }

  #test(): Command {
    this.#deeper();
    const test = this.#headed();
    this.#depth -= 1;
    return test;
  }

  #deeper(): void {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new SieveError('it is nested too deeply');
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #next(wanted: string): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new SieveError(`it ends where ${wanted} should be`);
    this.#at += 1;
    return token;
  }
}

function describe(token: Token): string {
  return JSON.stringify(token.text.slice(0, 40));
}
