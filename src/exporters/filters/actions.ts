/** What the rules of a filter do to the outside: answers and forwards. */
import type { Command } from './parse.js';
import type { FilterRule } from './rules.js';

/** A `redirect`. */
export interface Forward {
  readonly rule: string;
  readonly enabled: boolean;
  readonly address: string;
  /** The user gets the mail as well. */
  readonly keepsCopy: boolean;
}

/** A `vacation` (RFC 5230). */
export interface Vacation {
  readonly rule: string;
  readonly enabled: boolean;
  readonly text: string;
  /** Null: not told. */
  readonly subject: string | null;
  readonly days: number | null;
  readonly from: string | null;
  readonly addresses: readonly string[];
}

/** The addresses that a rule sends mail on to. */
export function forwardsIn(rule: FilterRule): Forward[] {
  return blocksIn(rule.commands).flatMap((block) => {
    const keeps = block.some(({ name }) => name === 'keep' || name === 'fileinto');
    return block.flatMap((command) => {
      if (command.name !== 'redirect') return [];
      const address = command.args.findLast(({ type }) => type === 'strings')?.values[0] ?? '';
      return [{ rule: rule.name, enabled: rule.enabled, address, keepsCopy: keeps || hasTag(command, ':copy') }];
    });
  });
}

/** The answers that a rule gives. */
export function vacationsIn(rule: FilterRule): Vacation[] {
  return blocksIn(rule.commands)
    .flat()
    .filter(({ name }) => name === 'vacation')
    .map((command) => ({
      rule: rule.name,
      enabled: rule.enabled,
      text: command.args.at(-1)?.values[0] ?? '',
      subject: tagged(command, ':subject')[0] ?? null,
      days: tagged(command, ':days')[0] === undefined ? null : Number(tagged(command, ':days')[0]),
      from: tagged(command, ':from')[0] ?? null,
      addresses: tagged(command, ':addresses'),
    }));
}

function blocksIn(commands: readonly Command[]): (readonly Command[])[] {
  return [commands, ...commands.flatMap(({ block }) => (block === null ? [] : blocksIn(block)))];
}

function hasTag(command: Command, tag: string): boolean {
  return command.args.some(({ type, values }) => type === 'tag' && values[0] === tag);
}

/** The values behind a tag. */
function tagged(command: Command, tag: string): readonly string[] {
  const at = command.args.findIndex(({ type, values }) => type === 'tag' && values[0] === tag);
  return at < 0 ? [] : (command.args[at + 1]?.values ?? []);
}
