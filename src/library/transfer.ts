/** `kerio-exit/transfer`: a store straight into live servers, exactly once (docs/library.md, docs/migrate.md). */
import { join } from 'node:path';
import { DISK } from '../core/input-files.js';
import { destinationKind } from '../destinations/index.js';
import type { DestinationOptions } from '../destinations/kind.js';
import { storeSource } from '../sources/kerio/store-source.js';
import { openStore } from '../store/open.js';
import { UNLIMITED } from '../transfer/limiter.js';
import type { Account } from '../transfer/plan/users-file.js';
import { DEFAULT_RETRY } from '../transfer/retry.js';
import { type MigrateEvents, type MigrateResult, runMigration } from '../transfer/run/migration.js';

export { UserError } from '../core/errors.js';
export type { DestinationOptions } from '../destinations/kind.js';
export type { Account } from '../transfer/plan/users-file.js';
export type { MigrateEvents as TransferEvents, MigrateResult as TransferResult } from '../transfer/run/migration.js';

/** A live server that mailboxes go to. */
export interface TransferTarget {
  /** `imaps://host:port` and the like (docs/migrate.md). */
  readonly address: string;
  /** How it is spoken to; without it passwords of the accounts, and certificates that are checked. */
  readonly options?: Partial<DestinationOptions>;
}

/** What moves where. */
export interface TransferRequest {
  /** A store on disk. */
  readonly from: string;
  /** Each kind of item goes to the first that takes it. */
  readonly to: readonly TransferTarget[];
  readonly accounts: readonly Pick<Account, 'source' | 'target' | 'targetPassword'>[];
  /** Where it is remembered what was sent: the same folder at every run. */
  readonly stateDir: string;
  /** Only plans. */
  readonly dryRun?: boolean;
  /** Octets; what is larger is not sent. */
  readonly maxSize?: number;
  readonly signal?: AbortSignal;
}

/** How long a server that lost us may still be busy with what it had received, milliseconds. */
const SETTLE_MS = 1500;
const SILENCE_MS = 300_000;

const SILENT: MigrateEvents = {
  onPlan: () => undefined,
  onBegin: () => undefined,
  onCounts: () => undefined,
  onWait: () => undefined,
  onEnd: () => undefined,
};

/**
 * Sends what is not there yet. What is wrong with one account is in the report and stops no other; after an abort the result says
 * `interrupted`, and the next call goes on. Rejects with a UserError when nothing can be done at all.
 */
export async function transfer(request: TransferRequest, events: Partial<MigrateEvents> = {}): Promise<MigrateResult> {
  const store = openStore(request.from, { archive: true });
  try {
    const accounts = request.accounts.map((account, at) => ({
      ...account,
      ...{ sourcePassword: null, fullName: null, line: at + 1 },
    }));
    const destinations = [];
    for (const target of request.to) destinations.push(await connected(target));
    return await runMigration(
      {
        ...{ source: storeSource(store), destinations, accounts, shard: null },
        choice: {
          named: accounts,
          ...{ staying: [], select: [], exclude: [], byPlan: false, excludeArchive: false, excludeRecoverable: false },
        },
        ...{ map: new Map(), excludeFolders: [], only: null, maxSize: request.maxSize ?? null, rate: UNLIMITED },
        connections: { perAccount: 1, total: 4 },
        stateDir: { state: request.stateDir, logs: join(request.stateDir, 'logs') },
        ...{ dryRun: request.dryRun === true, retryFailed: false, retry: DEFAULT_RETRY, settleMs: SETTLE_MS },
        signal: request.signal ?? new AbortController().signal,
      },
      { ...SILENT, ...events },
    );
  } finally {
    store.close();
  }
}

function connected({ address, options }: TransferTarget): ReturnType<ReturnType<typeof destinationKind>['connect']> {
  return destinationKind(address).connect(address, {
    login: ({ target, targetPassword }) => ({ kind: 'password', user: target, password: targetPassword ?? '' }),
    ...{ verifyCertificate: true, plaintext: false, trusted: null, timeoutMs: SILENCE_MS, own: {}, files: DISK },
    ...options,
  });
}
