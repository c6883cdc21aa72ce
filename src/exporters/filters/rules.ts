/** The rules of a user's filter, as the server keeps them: each behind a comment `#!1 <name>`, or `#!0` when it is off. */
import { decodeFolderName } from '../../core/modified-utf7.js';
import { extensionsOf, missingAtServers } from './extensions.js';
import { currentNotify, isOldNotify } from './notify.js';
import { asksSpamFilter, isSpamRule, shownName } from './own-rules.js';
import { type Command, parseCommands, SieveError } from './parse.js';
import { quoted, readTokens, type Token } from './tokens.js';

/** One rule. */
export interface FilterRule {
  /** What people see it as; empty for what stands before the first name. */
  readonly name: string;
  readonly enabled: boolean;
  /** Its Sieve text, LF, folder names in UTF-8, without `require`. */
  readonly script: string;
  /** Empty when it could not be understood: see `problem`. */
  readonly commands: readonly Command[];
  readonly extensions: ReadonlySet<string>;
  /** Why it cannot be used as it is; null when it can. */
  readonly problem: string | null;
  /** The same, whatever the extensions of a server. */
  readonly broken: string | null;
  /** It belongs to the old server: another has its own in its place, and nothing is to be done. */
  readonly leftBehind: boolean;
}

/** Cuts a script into its rules. Text without any command or comment is no rule. */
export function readRules(script: string): FilterRule[] {
  const tokens = readTokens(script);
  const marks = tokens.filter(({ type, text }) => type === 'comment' && marker.test(text));
  const starts = [{ end: 0, text: '' }, ...marks];
  let next = 0;
  return starts.flatMap((mark, index) => {
    const end = marks[index]?.start ?? script.length;
    const [, flag = '1', name = ''] = marker.exec(mark.text) ?? [];
    while ((tokens[next]?.start ?? Infinity) < mark.end) next += 1;
    const first = next;
    while ((tokens[next]?.end ?? Infinity) <= end) next += 1;
    const inside = tokens.slice(first, next);
    if (inside.length === 0 && mark.text === '') return [];
    return [readRule(script.slice(mark.end, end), mark.end, inside, { stored: name.trim(), enabled: flag !== '0' })];
  });
}

const marker = /^#!\s*(\d)\s*(.*)$/;

function readRule(
  text: string,
  offset: number,
  tokens: readonly Token[],
  { stored, enabled }: { readonly stored: string; readonly enabled: boolean },
): FilterRule {
  const rule = { name: shownName(stored), enabled, leftBehind: false };
  try {
    const all = parseCommands(tokens);
    const commands = all.filter((command) => command.name !== 'require');
    const leftBehind = isSpamRule(stored, commands);
    if (asksSpamFilter(commands)) {
      const problem = leftBehind ? null : 'spamtest without a value is something that only Kerio knows';
      return { ...rule, script: tidy(text), commands, extensions: new Set(), problem, broken: problem, leftBehind };
    }
    const extensions = new Set(commands.flatMap((command) => [...extensionsOf(command)]));
    checkOrder(commands);
    const edits = [
      ...all.filter((command) => command.name === 'require').map(({ start, end }) => ({ start, end, text: '' })),
      ...commands.flatMap(rewritten),
    ];
    const script = tidy(edit(text, offset, edits));
    return { ...rule, script, commands, extensions, problem: missingAtServers(extensions), broken: null };
  } catch (error) {
    if (!(error instanceof SieveError)) throw error;
    const { message } = error;
    return { ...rule, script: tidy(text), commands: [], extensions: new Set(), problem: message, broken: message };
  }
}

/** `elsif` and `else` stand only behind an `if` or `elsif`; these and nothing else have a block. */
function checkOrder(commands: readonly Command[]): void {
  commands.forEach(({ name, block }, index) => {
    const before = commands[index - 1]?.name;
    const conditional = name === 'if' || name === 'elsif' || name === 'else';
    if ((name === 'elsif' || name === 'else') && before !== 'if' && before !== 'elsif')
      throw new SieveError(`${name} stands without an if`);
    if (conditional !== (block !== null)) throw new SieveError(`${name} ${conditional ? 'has no' : 'has a'} block`);
    if (block !== null) checkOrder(block);
  });
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Folder names in modified UTF-7 are put into UTF-8 (RFC 5228 section 4.1), old words into those that servers know. An answer
 * to every mail (`:days 0`) is what none of them gives: once a day is the most often (RFC 5230 section 4.1).
 */
function rewritten(command: Command): Edit[] {
  const { start, end } = command;
  if (isOldNotify(command)) return [{ start, end, text: currentNotify(command) }];
  if (command.name === 'vacation') return everyDay(command);
  const inner = (command.block ?? []).flatMap(rewritten);
  const token = command.name === 'fileinto' ? command.args.at(-1)?.tokens[0] : undefined;
  if (token === undefined) return inner;
  const name = decodeFolderName(token.value);
  if (name === token.value.normalize('NFC')) return inner;
  return [...inner, { start: token.start, end: token.end, text: quoted(name) }];
}

function everyDay({ args }: Command): Edit[] {
  const at = args.findIndex(({ type, values: [tag] }) => type === 'tag' && tag === ':days');
  const token = at < 0 ? undefined : args[at + 1]?.tokens[0];
  return token?.type === 'number' && /^0+[kmg]?$/i.test(token.text)
    ? [{ start: token.start, end: token.end, text: '1' }]
    : [];
}

function edit(text: string, offset: number, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end, text: replacement } of edits.toSorted((a, b) => a.start - b.start)) {
    pieces.push(text.slice(done, start - offset), replacement);
    done = end - offset;
  }
  return pieces.join('') + text.slice(done);
}

function tidy(text: string): string {
  const lines = text.split('\n').map((line) => line.slice(0, lengthWithout(line, ' \t')));
  const first = lines.findIndex((line) => line !== '');
  const last = lines.findLastIndex((line) => line !== '');
  return lines.slice(Math.max(first, 0), last + 1).join('\n');
}

/** How long the text is without such characters at its end. */
function lengthWithout(text: string, characters: string): number {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return end;
}
