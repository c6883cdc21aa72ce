/** The proof of a whole migration: every account at both ends. */
import { writeWhole } from '../../core/whole-file.js';
import { inParallel } from '../../core/in-parallel.js';
import { type MigrateOptions, ownAccounts } from '../run/migration.js';
import { openRunLog } from '../state/run-log.js';
import { lockState, ownFile } from '../state/state-dir.js';
import type { Account } from '../plan/users-file.js';
import { type AccountProof, nameOf, verifyAccount, type VerifySetup } from './verify.js';

/**
 * Compares both sides message by message and sends nothing. Writes `verify.json`. Throws a UserError when another run is
 * at work in the state folder.
 */
export async function verifyMigration(options: MigrateOptions): Promise<readonly AccountProof[]> {
  const lock = lockState(options.stateDir, options.shard);
  const log = openRunLog(options.stateDir.logs);
  const proofs: AccountProof[] = [];
  try {
    await inParallel(ownAccounts(options), options.connections.total, async (account, at) => {
      const trace = (line: string): void => log.debug(`${account.target}: ${line}`);
      proofs[at] = await proveAccount({ ...options, state: options.stateDir.state, trace }, account);
      log.report(`${account.source}: ${JSON.stringify(proofs[at])}`);
    });
    writeWhole(ownFile(options.stateDir, options.shard, 'verify.json'), `${JSON.stringify(proofs, null, 1)}\n`);
  } finally {
    await log.close();
    lock.release();
  }
  return proofs;
}

/** One account that cannot be looked at must not hide the others. */
async function proveAccount(setup: VerifySetup, account: Account): Promise<AccountProof> {
  try {
    return await verifyAccount(setup, account);
  } catch (error) {
    return { account: nameOf(account), problem: error instanceof Error ? error.message : String(error), boxes: [] };
  }
}
