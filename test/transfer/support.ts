import { join } from 'node:path';
import { parseServerAddress } from '../../src/protocols/imap/address.js';
import { imapDestination } from '../../src/destinations/imap/destination.js';
import type { Endpoint } from '../../src/protocols/imap/connect.js';
import type { Login } from '../../src/core/login.js';
import type { Destination } from '../../src/transfer/destination.js';
import { UNLIMITED } from '../../src/transfer/limiter.js';
import {
  type MigrateEvents,
  type MigrateOptions,
  type MigrateResult,
  runMigration,
} from '../../src/transfer/run/migration.js';
import { storeSource } from '../../src/sources/kerio/store-source.js';
import type { Account } from '../../src/transfer/plan/users-file.js';
import { openStore } from '../../src/store/open.js';
import type { Dovecot } from '../servers/dovecot.js';
import { type DovecotMessage, readWithDovecot } from '../servers/dovecot-reader.js';
import { tempDir } from '../support/temp.js';
import { buildStore, type FolderSpec } from '../support/store-builder.mjs';
import { NEVER } from '../support/never.js';

/** Password of every user of the test servers. */
export const PASSWORD = 'pass-word';

/** A store with one mailbox, `anna@example.com`. Gives its install folder. */
export function makeStore(folders: Readonly<Record<string, FolderSpec>>): string {
  const dir = tempDir('migrate-store');
  buildStore(dir, { domains: { 'example.com': { anna: { folders } } } });
  return dir;
}

/** The line of the users file that sends Anna to a user of the test server. */
export function account(target: string, more: Partial<Account> = {}): Account {
  return {
    source: 'anna@example.com',
    sourcePassword: null,
    target,
    targetPassword: PASSWORD,
    fullName: null,
    line: 1,
    ...more,
  };
}

/** A plain login with the password of the account. */
export function passwordLogin({ target, targetPassword }: Account): Login {
  return { kind: 'password', user: target, password: targetPassword ?? '' };
}

/** Says nothing. */
export const quiet: MigrateEvents = {
  onPlan: () => undefined,
  onBegin: () => undefined,
  onCounts: () => undefined,
  onWait: () => undefined,
  onEnd: () => undefined,
};

/** A port on loopback, in plain text. */
export function endpointAt(port: number): Endpoint {
  return {
    address: parseServerAddress(`imap://127.0.0.1:${port}`, true),
    verifyCertificate: false,
    trusted: null,
    timeoutMs: NEVER,
  };
}

/** Options for a run in plain text to a port on loopback; quick to try again, since nobody is far away. */
export function options(port: number, more: Partial<MigrateOptions> & Pick<MigrateOptions, 'source'>): MigrateOptions {
  return runOptions([imapDestination({ endpoint: endpointAt(port), login: passwordLogin })], more);
}

/** The same to any destinations. */
export function runOptions(
  destinations: readonly Destination[],
  more: Partial<MigrateOptions> & Pick<MigrateOptions, 'source'>,
): MigrateOptions {
  const state = tempDir('migrate-state');
  return {
    destinations,
    accounts: [account('anna')],
    shard: null,
    choice: {
      named: [],
      staying: [],
      select: [],
      exclude: [],
      byPlan: false,
      excludeArchive: false,
      excludeRecoverable: false,
    },
    map: new Map(),
    excludeFolders: [],
    only: null,
    maxSize: null,
    rate: UNLIMITED,
    connections: { perAccount: 1, total: 4 },
    stateDir: { state, logs: join(state, 'logs') },
    dryRun: false,
    retryFailed: false,
    retry: { firstMs: 20, longestMs: 200, tries: 30 },
    settleMs: 1500,
    signal: new AbortController().signal,
    ...more,
  };
}

/** Moves Anna's mailbox of a store to a user of the server; the same `state` goes on where the last run ended. */
export function migrateStore(
  store: string,
  server: Pick<Dovecot, 'port'>,
  user: string,
  more: Partial<MigrateOptions> = {},
): Promise<MigrateResult> {
  const source = storeSource(openStore(store));
  return runMigration(options(server.port, { source, accounts: [account(user)], ...more }), quiet);
}

/** Moves with any options, without a word. */
export function migrateQuietly(run: MigrateOptions): Promise<MigrateResult> {
  return runMigration(run, quiet);
}

/** What a user of the server has, read from disk, not over IMAP. */
export function contents(server: Dovecot, user: string): readonly DovecotMessage[] {
  return readWithDovecot(join(server.home(user), 'mdbox'), 'mdbox:%DIR');
}

/** One line a message: where it is, its flags, its date and what it says, in an order that no server decides. */
export function lines(messages: readonly DovecotMessage[]): string[] {
  return messages
    .map(({ mailbox, flags, receivedAt, bytes }) =>
      [mailbox, flags.join(' '), receivedAt, bytes.toString('latin1').replace(/\r\n/g, '\n')].join('|'),
    )
    .sort();
}
