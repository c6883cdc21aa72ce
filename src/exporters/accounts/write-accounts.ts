import { append } from '../../core/lists.js';
import type { ReadAccounts } from '../../users-cfg/read-accounts.js';
import type { OutputFiles } from '../output.js';
import { type CsvSeparator, writeAccountFile, type WrittenFile } from './account-file.js';
import { gamBatchFile, gamShellScript } from './gam-scripts.js';
import { googleFiles } from './google.js';
import { type ImapHosts, imapFiles } from './imap.js';
import { ldifEntries, ldifPath } from './ldap.js';
import { microsoftFiles } from './microsoft.js';
import {
  accountsCsv,
  accountsCsvPath,
  accountsJson,
  accountsJsonPath,
  passwordsCsv,
  passwordsCsvPath,
} from './plain.js';
import { type PlanOptions, planAccounts } from './plan.js';
import type { LeftOut, Plan } from './plan-types.js';
import { domainRename } from './rename.js';
import { accountsReport } from './report.js';
import { setupScript } from './setup-ps1.js';
import type { SharedTree } from './sharing/grants.js';
import { sharingFiles } from './sharing/write.js';
import type { AccountsSummary } from './summary.js';

export interface AccountsOptions extends PlanOptions {
  readonly hosts: ImapHosts;
  /** The entry everything in the LDIF file hangs below; the main domain's (`dc=company,dc=com`) when null. */
  readonly ldapBase: string | null;
  /** Between the columns of the files for people; a comma unless told. */
  readonly separator?: CsvSeparator | undefined;
  /** The mailboxes of the store, with who has rights on their folders; null or absent where no store was looked into. */
  readonly sharing?: readonly SharedTree[] | null | undefined;
}

/** The folder of the output that all files of this writer lie in. */
export const accountsFolder = 'accounts';

/**
 * Writes the files of every destination, `accounts.json`, `accounts.csv` and `report.json` below `accounts/`. Files with a
 * password column are made readable for their owner alone.
 */
export function writeAccounts(read: ReadAccounts, options: AccountsOptions, files: OutputFiles): AccountsSummary {
  const plan = planAccounts(read.accounts, options);
  const sharing = sharingFiles(options.sharing ?? null, plan, read.accounts, domainRename(options.renames));
  const leftOut: LeftOut[] = [...plan.leftOut, ...sharing.leftOut];
  const written: WrittenFile[] = [];
  for (const file of [...googleFiles, ...microsoftFiles, ...imapFiles(options.hosts), ...sharing.files]) {
    const result = writeAccountFile(file, plan, accountsFolder, files);
    append(written, result.written);
    append(leftOut, result.leftOut);
  }
  const write = (path: string, texts: Iterable<string>, secret = false): void => {
    written.push(writeTexts(path, texts, secret, files));
  };
  write('google/gam.sh', [gamShellScript()]);
  write('google/gam.bat', [gamBatchFile()]);
  write('microsoft/setup.ps1', [setupScript()]);
  for (const [path, text] of sharing.scripts) write(path, [text]);
  write(ldifPath, ldifEntries(plan, options.ldapBase, leftOut), true);
  write(accountsJsonPath, accountsJson(read.accounts, options.includeUnlisted));
  write(accountsCsvPath, accountsCsv(plan, options.separator ?? ','));
  if (options.passwords.kind === 'generate')
    write(passwordsCsvPath, [passwordsCsv(plan, options.separator ?? ',')], true);
  const summary = {
    counts: countsOf(read),
    files: [...written].sort((a, b) => (a.path < b.path ? -1 : 1)),
    leftOut,
    changes: plan.changes,
    advice: adviceOn(plan, options),
  };
  write('report.json', [accountsReport(read, summary)]);
  return summary;
}

function writeTexts(path: string, texts: Iterable<string>, secret: boolean, files: OutputFiles): WrittenFile {
  const file = files.create(`${accountsFolder}/${path}`, { secret });
  let rows = 0;
  let batch = '';
  for (const text of texts) {
    rows += 1;
    batch += text;
    if (batch.length < 64 * 1024) continue;
    file.write(batch);
    batch = '';
  }
  if (batch !== '') file.write(batch);
  return { path, rows, bytes: file.size };
}

function countsOf({ accounts, problems }: ReadAccounts): AccountsSummary['counts'] {
  const unlisted = accounts.users.filter(({ source }) => source === 'mailbox').length;
  return {
    users: accounts.users.length - unlisted,
    groups: accounts.groups.length,
    aliases: accounts.aliases.length,
    lists: accounts.lists.length,
    resources: accounts.resources.length,
    unlisted,
    unreadable: problems.filter(({ kind }) => kind === 'unreadable').length,
  };
}

/** Aliases per user beyond which Google is said to refuse more. */
const manyAliases = 30;

function adviceOn(plan: Plan, { passwords, hosts }: AccountsOptions): readonly string[] {
  const advice: string[] = [];
  const without = plan.people.filter(({ password }) => password === '').length;
  if (passwords.kind === 'none') {
    advice.push('Password columns are empty: --passwords generate fills in one-time passwords.');
  } else if (without > 0)
    advice.push(`The file of passwords lacks ${without} of ${plan.people.length} users: those columns are empty.`);
  if (hosts.source === null || hosts.target === null) {
    advice.push('imap/imapsync.txt names no servers: --source-host and --target-host fill them in.');
  }
  for (const { address, aliases } of plan.people) {
    if (aliases.length > manyAliases) {
      advice.push(`${address} has ${aliases.length} aliases; Google is said to take ${manyAliases} a user.`);
    }
  }
  return advice;
}
