/** The proof of a whole migration: every account at both ends. */
import { UserError } from '../../core/errors.js';
import { writeWhole } from '../../core/whole-file.js';
import { inParallel } from '../../core/in-parallel.js';
import { findLeftBehind, type LeftBehind } from '../plan/left-behind.js';
import { type MigrateOptions, ownAccounts, tellMovers } from '../run/migration.js';
import { refuseUnknownNames } from '../plan/name-check.js';
import { openRunLog } from '../state/run-log.js';
import { lockState, ownFile, refuseLost } from '../state/state-dir.js';
import type { Account } from '../plan/users-file.js';
import { type AccountProof, nameOf, verifyAccount, type VerifySetup } from './verify.js';
import type { VerifyEvents, Watch } from './watched.js';

/** What `verify.json` holds. */
export interface MigrationProof {
  readonly tool: 'kerio-exit';
  readonly format: 1;
  readonly command: 'migrate --verify';
  readonly accounts: readonly AccountProof[];
  /** As in the report of a migration: what nobody moves and nobody left out. */
  readonly unlisted: LeftBehind['unlisted'];
  readonly notIncluded: LeftBehind['notIncluded'];
}

/**
 * Compares both sides message by message and sends nothing. Writes `verify.json`. Throws a UserError when another run is
 * at work in the state folder, and one with exit code 130 when the signal of the options aborts before all is compared: then nothing
 * is written, and the proof of before stays.
 */
export async function verifyMigration(options: MigrateOptions, events: VerifyEvents = {}): Promise<MigrationProof> {
  await refuseUnknownNames(options);
  tellMovers(options);
  const lock = lockState(options.stateDir, options.shard);
  const log = openRunLog(options.stateDir.logs);
  const accounts: AccountProof[] = [];
  const own = ownAccounts(options);
  const signal = AbortSignal.any([options.signal, lock.lost]);
  try {
    events.onAccounts?.(own);
    await inParallel(own, options.connections.total, async (account, at) => {
      if (signal.aborted) return;
      const trace = (line: string): void => log.debug(`${account.target}: ${line}`);
      const setup = { ...options, state: options.stateDir.state, grantees: null, trace };
      const watch: Watch = {
        signal,
        onPlan: (items) => events.onBegin?.(account, items),
        onItems: (items) => events.onItems?.(account, items),
      };
      const proof = await proveAccount(setup, account, watch);
      // What was left in the middle is not proved.
      if (proof === null) return;
      accounts[at] = proof;
      log.report(`${account.source}: ${JSON.stringify(proof)}`);
      events.onEnd?.(account, proof.problem);
      events.onReport?.(sentenceOf(proof));
    });
    refuseLost(lock, options.stateDir);
    if (signal.aborted)
      throw new UserError('interrupted before everything was compared; run the same command again.', { exitCode: 130 });
    const { unlisted, notIncluded } = findLeftBehind(
      options,
      accounts.map(({ account, recoverable }) => ({ address: account.source, recoverable })),
    );
    const proof: MigrationProof = {
      ...{ tool: 'kerio-exit', format: 1, command: 'migrate --verify' },
      ...{ accounts, unlisted, notIncluded },
    };
    writeWhole(ownFile(options.stateDir, options.shard, 'verify.json'), `${JSON.stringify(proof, null, 1)}\n`);
    return proof;
  } finally {
    await log.close();
    lock.release();
  }
}

/** What came of one account, in numbers. */
export interface ProofSums {
  readonly expected: number;
  readonly there: number;
  readonly differences: number;
  readonly doubled: number;
}

/** The sums of some accounts. */
export function proofSums({ accounts }: Pick<MigrationProof, 'accounts'>): ProofSums & Record<string, number> {
  const boxes = accounts.flatMap(({ boxes: own }) => own);
  const sum = (of: (box: (typeof boxes)[number]) => number): number =>
    boxes.reduce((before, box) => before + of(box), 0);
  return {
    ...{ accounts: accounts.length, problems: accounts.filter(({ problem }) => problem !== null).length },
    expected: sum(({ expected }) => expected),
    there: sum(({ there }) => there),
    differences: sum(({ differences }) => differences.length),
    doubled: sum(({ doubled }) => doubled.length),
  };
}

function sentenceOf(proof: AccountProof): string {
  const { expected, there, differences, doubled } = proofSums({ accounts: [proof] });
  const what =
    proof.problem ?? `${there} of ${expected} there, ${differences} different or missing, ${doubled} more than once`;
  return `${proof.account.source}: ${what}`;
}

/** One account that cannot be looked at must not hide the others. Null where somebody wanted it to end. */
async function proveAccount(setup: VerifySetup, account: Account, watch: Watch): Promise<AccountProof | null> {
  try {
    return await verifyAccount(setup, account, watch);
  } catch (error) {
    if (watch.signal.aborted) return null;
    return {
      account: nameOf(account),
      problem: error instanceof Error ? error.message : String(error),
      recoverable: 0,
      boxes: [],
    };
  }
}
