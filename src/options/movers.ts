/** Who moves, and where it is remembered, as the options of `migrate` say it. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../core/errors.js';
import { DISK, type InputFiles } from '../core/input-files.js';
import { isServerAddress, formatServerAddress } from '../protocols/imap/address.js';
import { type StateDir, stateDir } from '../transfer/state/state-dir.js';
import { parseUsersFile, type UsersFile } from '../transfer/plan/users-file.js';
import { usersOfPlan } from '../transfer/plan/plan-users.js';
import { refuseInside } from '../core/inside.js';
import { destinationNames } from './destination-flags.js';
import { type MigrateFlags, readEndpoint } from './migrate-flags.js';

/** The same for each way to write it, so that running again finds its journal. */
function sourceName(flags: MigrateFlags): string {
  return isServerAddress(flags.from) ? formatServerAddress(readEndpoint(flags).address) : resolve(flags.from);
}

/** Where the state of a migration is kept. Throws a UserError. */
export function stateOf(flags: MigrateFlags): StateDir {
  // By the first: others may join it later, and what was done stays known.
  const [target = ''] = destinationNames(flags);
  const place = stateDir(flags.stateDir ?? null, sourceName(flags), target);
  if (existsSync(flags.from)) refuseInside(place.state, flags.from, '--state-dir');
  return place;
}

/** Who moves: by `--plan`, else by `--users`. Throws a UserError when neither says it. */
export function readMovers({ users, plan }: Pick<MigrateFlags, 'users' | 'plan'>, files: InputFiles = DISK): UsersFile {
  const file = users === undefined ? null : readUsers(users, files);
  if (plan !== undefined) return usersOfPlan(plan, file, files);
  if (file === null) throw new UserError('nobody is named: give --users with a file of who moves, or --plan');
  return file;
}

/** The users file of `--users`. Throws a UserError when it cannot be read, or names nobody. */
export function readUsers(file: string, files: InputFiles = DISK): UsersFile {
  let bytes: Buffer;
  try {
    bytes = files.read(file);
  } catch (error) {
    throw new UserError(`--users ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? ''})`);
  }
  return parseUsersFile(bytes, file);
}
