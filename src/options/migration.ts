/** What the options of `migrate` ask for, read into a request. */
import { existsSync } from 'node:fs';
import { UserError } from '../core/errors.js';
import { DISK, type InputFiles } from '../core/input-files.js';
import { parseShard } from './arguments.js';
import { type Shard } from '../core/shard.js';
import { readFolderRules } from '../naming/folder-rules.js';
import { isServerAddress } from '../protocols/imap/address.js';
import { imapSource } from '../sources/imap/imap-source.js';
import { storeSource } from '../sources/kerio/store-source.js';
import { openStore } from '../store/open.js';
import { parseRate, UNLIMITED } from '../transfer/limiter.js';
import type { Choice } from '../transfer/plan/left-behind.js';
import { type Account, selectAccounts, type UsersFile } from '../transfer/plan/users-file.js';
import { DEFAULT_RETRY } from '../transfer/retry.js';
import type { MigrateOptions } from '../transfer/run/migration.js';
import type { MailSource } from '../transfer/source.js';
import { ownFile } from '../transfer/state/state-dir.js';
import { readDestinations } from './destination-flags.js';
import {
  type MigrateFlags,
  readConnections,
  readEndpoint,
  readInclude,
  readKinds,
  readLogin,
  readSize,
  sourceSignIn,
  withoutPublic,
} from './migrate-flags.js';
import { readMovers, stateOf } from './movers.js';
import { modeWarnings } from './secrets.js';

/** How long a server that lost us may still be busy with what it had received. */
const SETTLE_MS = 1500;

/** What the options ask for that do not belong to `migrate` alone. */
export type MigrationRequest = Omit<MigrateOptions, 'source' | 'dryRun' | 'retryFailed' | 'signal'>;

/**
 * Reads the users file and secrets. `warnings` is what is odd about them, a sentence each. Throws a UserError; connects to
 * nobody.
 */
export async function readMigration(
  flags: MigrateFlags,
  files: InputFiles = DISK,
): Promise<{ readonly request: MigrationRequest; readonly warnings: readonly string[] }> {
  const users = readMovers(flags, files);
  const { destinations, warnings } = await readDestinations(flags, files);
  const accounts = selectAccounts(withoutPublic(users.accounts, flags), flags.select ?? [], flags.exclude ?? []);
  if (accounts.length === 0) throw new UserError('--select and --exclude leave nobody to move');
  return {
    request: {
      destinations,
      accounts,
      shard: shardOf(flags),
      choice: readChoice(users, flags),
      ...readWork(flags),
      stateDir: stateOf(flags),
      retry: destinations.find(({ retry }) => retry !== undefined)?.retry ?? DEFAULT_RETRY,
      settleMs: SETTLE_MS,
    },
    warnings: [...(flags.users === undefined ? [] : modeWarnings(flags.users, files)), ...users.problems, ...warnings],
  };
}

/** Where it comes from: a store, or a live server. Throws a UserError; connects to nobody. */
export function openSource(
  flags: MigrateFlags,
  files: InputFiles = DISK,
): { readonly source: MailSource; readonly warnings: readonly string[] } {
  if (!isServerAddress(flags.from)) {
    refuseSender(flags.from);
    const store = openStore(flags.from, { archive: true, recoverable: readInclude(flags) });
    return { source: storeSource(store), warnings: store.problems };
  }
  const { login, warnings } = readLogin('from', sourceSignIn(flags), files);
  const endpoint = readEndpoint(flags);
  const spoolDir = ownFile(stateOf(flags), shardOf(flags), 'spool');
  return { source: imapSource({ endpoint, login, retry: DEFAULT_RETRY, spoolDir }), warnings };
}

/** `--from anna@example.com`: elsewhere that is the sender of a mail. */
function refuseSender(from: string): void {
  if (/^[^/\\]+@[^/\\]+$/.test(from) && !existsSync(from))
    throw new UserError(
      `--from ${from} is an address: give the path of a store, or the address of a server such as imaps://mail.example.com; mail of one sender is chosen with --sender.`,
    );
}

/** What the user said about who moves. */
function readChoice({ accounts, staying }: UsersFile, flags: MigrateFlags): Choice {
  return {
    named: accounts.map(({ source, target }: Account) => ({ source, target })),
    staying,
    select: flags.select ?? [],
    exclude: flags.exclude ?? [],
    excludePublic: flags.public === 'skip',
    byPlan: flags.plan !== undefined,
    excludeArchive: flags.excludeArchive === true,
    excludeRecoverable: flags.excludeRecoverable === true,
  };
}

/** The options that say what is done, and how fast. */
function readWork(
  flags: MigrateFlags,
): Pick<MigrateOptions, 'map' | 'excludeFolders' | 'only' | 'maxSize' | 'rate' | 'connections'> {
  return {
    map: readFolderRules(flags.map ?? []),
    excludeFolders: flags.excludeFolder ?? [],
    only: flags.only === undefined ? null : readKinds(flags.only),
    maxSize: flags.maxSize === undefined ? null : readSize(flags.maxSize),
    rate: flags.rate === undefined ? UNLIMITED : parseRate(flags.rate),
    connections: readConnections(flags.connections),
  };
}

function shardOf({ shard }: MigrateFlags): Shard | null {
  return shard === undefined ? null : parseShard(shard);
}
