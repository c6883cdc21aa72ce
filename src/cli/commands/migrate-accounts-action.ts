/** Runs `migrate --only accounts`: users, groups and rooms are made at the destination before anything is sent to them. */
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { csvCell, csvRow } from '../../core/csv.js';
import { UserError } from '../../core/errors.js';
import { ConnectError } from '../../core/failures.js';
import { passwordGenerator } from '../../exporters/accounts/passwords.js';
import type { Plan } from '../../exporters/accounts/plan-types.js';
import { readPasswordFile } from '../../files/accounts/write-account-files.js';
import { sourcesOf } from '../../files/accounts/store-accounts.js';
import { openStore } from '../../store/open.js';
import type { AccountStep, Destination } from '../../transfer/destination.js';
import { movedPlan } from '../../transfer/plan/sharing.js';
import { type Account, selectAccounts } from '../../transfer/plan/users-file.js';
import { readAccounts } from '../../users-cfg/read-accounts.js';
import { readDestinations } from '../../options/destination-flags.js';
import type { MigrateFlags } from '../../options/migrate-flags.js';
import { countOf, formatTable, printable } from '../output/format.js';
import type { ExitCode } from '../terminal.js';
import type { Run } from '../run-options.js';
import { readMovers, stateOf } from '../../options/movers.js';

/** Where the passwords of new accounts are kept, below the state folder. */
const PASSWORDS = 'new-passwords.csv';

/** Makes the accounts. Throws a UserError for what is wrong with the options and files. */
export async function makeTheAccounts(flags: MigrateFlags, { terminal, tell, sum }: Run): Promise<ExitCode> {
  if (flags.only?.length !== 1)
    throw new UserError('--only accounts makes accounts and nothing else: run it by itself first');
  const { destinations, warnings } = await readDestinations(flags);
  for (const warning of warnings) terminal.err(`kerio-exit: ${printable(warning)}\n`);
  const destination = destinations.find((each) => each.makeAccounts !== undefined);
  if (destination === undefined) throw new UserError('--only accounts: this destination has no way to make accounts');
  const plan = readPlan(flags);
  const { state } = stateOf(flags);
  const dryRun = flags.dryRun === true;
  const steps = await make(destination, plan, dryRun, join(state, PASSWORDS));
  for (const { what, name, state: became, words } of steps)
    tell(printable(`${what} ${name}: ${became} ${words}`.trim()));
  sum({ to: destination.name, totals: countsOf(steps), undecided: [] });
  if (flags.json === true) terminal.out(`${JSON.stringify(steps, null, 1)}\n`);
  else if (flags.quiet !== true) terminal.out(stepsText(steps, dryRun, join(state, PASSWORDS)));
  return steps.some(({ state: became }) => became === 'failed') ? 1 : 0;
}

async function make(
  destination: Destination,
  plan: Plan,
  dryRun: boolean,
  passwords: string,
): Promise<readonly AccountStep[]> {
  const earlier = existsSync(passwords) ? readPasswordFile(passwords) : new Map<string, string>();
  const generate = passwordGenerator();
  const onPassword = (address: string, given: string): string => {
    const known = given === '' ? (earlier.get(address.toLowerCase()) ?? '') : given;
    if (known !== '') return known;
    const password = generate();
    mkdirSync(join(passwords, '..'), { recursive: true });
    appendFileSync(passwords, csvRow([csvCell(address), csvCell(password)]), { mode: 0o600, flush: true });
    return password;
  };
  try {
    return (await destination.makeAccounts?.({ plan, dryRun, onPassword }, undefined)) ?? [];
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    throw new UserError(error.message, { exitCode: 3, cause: error });
  }
}

/** Everybody of the users file under his new address, and the groups and rooms of the store. */
function readPlan(flags: MigrateFlags): Plan {
  const users = selectAccounts(readMovers(flags).accounts, flags.select ?? [], flags.exclude ?? []);
  const store = openStore(flags.from);
  if (store.usersCfg === null)
    throw new UserError('no users.cfg was found beside the store: nobody says which accounts there were');
  const { accounts } = readAccounts(sourcesOf(store, []));
  return withPasswords(movedPlan(accounts, users), users);
}

function withPasswords(plan: Plan, users: readonly Account[]): Plan {
  const passwords = new Map(users.map(({ source, targetPassword }) => [source.toLowerCase(), targetPassword ?? '']));
  const people = plan.people.map((person) => ({
    ...person,
    password: passwords.get(person.source.toLowerCase()) ?? '',
  }));
  return { ...plan, people };
}

/** How many things became what, for who is told of it. */
function countsOf(steps: readonly AccountStep[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of steps) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

function stepsText(steps: readonly AccountStep[], dryRun: boolean, passwords: string): string {
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
  const where = existsSync(passwords)
    ? `New passwords are in ${passwords}; each has to be changed at the first login.\n`
    : '';
  return `${table}${count('made')} made, ${count('there')} there, ${count('failed')} failed.\n${look}${where}`;
}
