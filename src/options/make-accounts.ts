/** `migrate --only accounts`: users, groups and rooms are made at the destination before anything is sent to them. */
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { csvCell, csvRow } from '../core/csv.js';
import { UserError } from '../core/errors.js';
import { ConnectError } from '../core/failures.js';
import { DISK, type InputFiles } from '../core/input-files.js';
import { passwordGenerator } from '../exporters/accounts/passwords.js';
import type { Plan } from '../exporters/accounts/plan-types.js';
import { sourcesOf } from '../files/accounts/store-accounts.js';
import { readPasswordFile } from '../files/accounts/write-account-files.js';
import { openStore } from '../store/open.js';
import type { AccountStep, Destination } from '../transfer/destination.js';
import { movedPlan } from '../transfer/plan/sharing.js';
import { type Account, selectAccounts } from '../transfer/plan/users-file.js';
import { readAccounts } from '../users-cfg/read-accounts.js';
import { readDestinations } from './destination-flags.js';
import type { MigrateFlags } from './migrate-flags.js';
import { readMovers, stateOf } from './movers.js';

/** Where the passwords of new accounts are kept, below the state folder. */
const PASSWORDS = 'new-passwords.csv';

/** What became of each account, group and room. */
export interface AccountsMade {
  readonly destination: string;
  readonly steps: readonly AccountStep[];
  /** The file with the passwords of new accounts, readable by its owner alone; null where none was made, now or before. */
  readonly passwords: string | null;
  /** What was odd about the options, a sentence each. */
  readonly warnings: readonly string[];
}

/** Makes the accounts, or with `dryRun` looks which there are. Throws a UserError. */
export async function makeAccounts(flags: MigrateFlags, files: InputFiles = DISK): Promise<AccountsMade> {
  if (flags.only?.length !== 1)
    throw new UserError('--only accounts makes accounts and nothing else: run it by itself first');
  const { destinations, warnings } = await readDestinations(flags, files);
  const destination = destinations.find((each) => each.makeAccounts !== undefined);
  if (destination === undefined) throw new UserError('--only accounts: this destination has no way to make accounts');
  const passwords = join(stateOf(flags).state, PASSWORDS);
  const steps = await make(destination, readPlan(flags, files), flags.dryRun === true, passwords);
  return { destination: destination.name, steps, passwords: existsSync(passwords) ? passwords : null, warnings };
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
function readPlan(flags: MigrateFlags, files: InputFiles): Plan {
  const users = selectAccounts(readMovers(flags, files).accounts, flags.select ?? [], flags.exclude ?? []);
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
