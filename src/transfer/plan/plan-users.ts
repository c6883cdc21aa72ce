/** Who moves by the table of who goes where, in place of a users file; a users file beside it only gives passwords. */
import { UserError } from '../../core/errors.js';
import { DISK, type InputFiles } from '../../core/input-files.js';
import { addressKey } from '../../users-cfg/account-types.js';
import { readMoves, STAYS_BEHIND } from '../../users-cfg/move-plan.js';
import { type Account, refuseShared, type UsersFile } from './users-file.js';

/**
 * The accounts of a plan, with the passwords of `users` (null for none): by the source, else by the target. Throws a UserError
 * when the file cannot be read, moves nobody, or moves two mailboxes into one.
 */
export function usersOfPlan(file: string, users: UsersFile | null, files: InputFiles = DISK): UsersFile {
  const bySource = new Map(users?.accounts.map((account) => [addressKey(account.source), account]));
  const byTarget = new Map(users?.accounts.map((account) => [addressKey(account.target), account]));
  const accounts: Account[] = [];
  const lines: number[] = [];
  const staying: string[] = [];
  for (const { mailbox, target, line } of readMoves(file, files)) {
    if (target === STAYS_BEHIND) staying.push(mailbox);
    if (target === '' || target === STAYS_BEHIND) continue;
    const source = bySource.get(addressKey(mailbox));
    // A password belongs to the account that it opens.
    const there =
      source !== undefined && addressKey(source.target) === addressKey(target)
        ? source
        : byTarget.get(addressKey(target));
    accounts.push({
      ...{ source: mailbox, target, sourcePassword: source?.sourcePassword ?? null },
      ...{ targetPassword: there?.targetPassword ?? null, fullName: (source ?? there)?.fullName ?? null },
      line: there?.line ?? 0,
    });
    lines.push(line);
  }
  if (accounts.length === 0)
    throw new UserError(`${file} moves nobody: fill in goes_to, an address or - for a mailbox that stays behind`);
  refuseShared(
    accounts.map((account, at) => ({ ...account, line: lines[at] ?? 0 })),
    file,
  );
  return { accounts, staying, problems: users?.problems ?? [] };
}
