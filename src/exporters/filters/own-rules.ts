/** Rules that the server writes by itself for what people tick in the webmail (docs/store-format.md, skip rules). */
import type { Command } from './parse.js';

/** What people see them as. */
const SHOWN: ReadonlyMap<string, string> = new Map([
  ['__WebmailJunk__', 'Spam'],
  ['__WebmailAutoreply__', 'Out of office'],
]);

/** What a rule is called in front of people. */
export function shownName(stored: string): string {
  return SHOWN.get(stored) ?? stored;
}

/** The rule hands on what the server's own spam filter found, and nothing else tells of that: it goes with the server. */
export function isSpamRule(stored: string, commands: readonly Command[]): boolean {
  return stored === '__WebmailJunk__' && asksSpamFilter(commands);
}

/** `spamtest` without arguments, Kerio's own way of asking; RFC 5235 has it with a value to compare with. */
export function asksSpamFilter(commands: readonly Command[]): boolean {
  return commands.some(
    ({ name, args, tests, block }) =>
      (name === 'spamtest' && args.length === 0) || asksSpamFilter(tests) || asksSpamFilter(block ?? []),
  );
}
