/** Runs `migrate --only accounts`: users, groups and rooms are made at the destination before anything is sent to them. */
import { makeAccounts } from '../../options/make-accounts.js';
import type { MigrateFlags } from '../../options/migrate-flags.js';
import type { AccountStep } from '../../transfer/destination.js';
import { countOf, formatTable, printable } from '../output/format.js';
import type { ExitCode } from '../terminal.js';
import type { Run } from '../run-options.js';

/** Makes the accounts. Throws a UserError for what is wrong with the options and files. */
export async function makeTheAccounts(flags: MigrateFlags, { terminal, tell, sum }: Run): Promise<ExitCode> {
  const { destination, steps, passwords, warnings } = await makeAccounts(flags);
  for (const warning of warnings) terminal.err(`kerio-exit: ${printable(warning)}\n`);
  for (const { what, name, state: became, words } of steps)
    tell(printable(`${what} ${name}: ${became} ${words}`.trim()));
  sum({ to: destination, totals: countsOf(steps), undecided: [] });
  if (flags.json === true) terminal.out(`${JSON.stringify(steps, null, 1)}\n`);
  else if (flags.quiet !== true) terminal.out(stepsText(steps, flags.dryRun === true, passwords));
  return steps.some(({ state: became }) => became === 'failed') ? 1 : 0;
}

/** How many things became what, for who is told of it. */
function countsOf(steps: readonly AccountStep[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of steps) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

function stepsText(steps: readonly AccountStep[], dryRun: boolean, passwords: string | null): string {
  const rows = steps.map(({ what, name, state, words }) => [what, printable(name), state, printable(words)]);
  const count = (wanted: AccountStep['state']): number => steps.filter(({ state }) => state === wanted).length;
  const table = formatTable(['what', 'who', '', ''], rows, new Set());
  const other = steps.filter(({ state, words }) => state === 'there' && words !== '').length;
  const look =
    other === 0
      ? ''
      : `${countOf(other, 'thing')} there otherwise than on the old server, and left so: see the table.\n`;
  if (dryRun)
    return `${table}${countOf(count('to make'), 'thing')} to make, ${count('there')} there. Nothing was made.\n${look}`;
  const where =
    passwords === null ? '' : `New passwords are in ${passwords}; each has to be changed at the first login.\n`;
  return `${table}${count('made')} made, ${count('there')} there, ${count('failed')} failed.\n${look}${where}`;
}
