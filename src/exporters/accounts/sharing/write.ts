/** The files and scripts that share folders again, for each destination that can. */
import type { Accounts } from '../../../users-cfg/account-types.js';
import type { AccountFile } from '../account-file.js';
import type { LeftOut, Plan } from '../plan-types.js';
import type { Rename } from '../rename.js';
import { googleSharing, sharingBatchFile, sharingShellScript } from './google.js';
import { planSharing, type SharedTree } from './grants.js';
import { doveadmScript, imapSharing } from './imap.js';
import { microsoftSharing } from './microsoft.js';
import { sharingScript } from './sharing-ps1.js';

/** What there is to write about shared folders. */
export interface SharingFiles {
  readonly files: readonly AccountFile[];
  /** Scripts by their paths below the accounts folder: the same for everybody. */
  readonly scripts: readonly (readonly [path: string, text: string])[];
  /** What reaches no destination. */
  readonly leftOut: readonly LeftOut[];
}

/** Plans the files; none where no store was looked into (`trees` is null). */
export function sharingFiles(
  trees: readonly SharedTree[] | null,
  plan: Plan,
  accounts: Pick<Accounts, 'domains'>,
  rename: Rename,
): SharingFiles {
  if (trees === null) return { files: [], scripts: [], leftOut: [] };
  const sharing = planSharing(trees, plan, accounts, rename);
  return {
    files: [googleSharing(sharing), microsoftSharing(sharing), imapSharing(sharing)],
    scripts: [
      ['google/sharing.sh', sharingShellScript()],
      ['google/sharing.bat', sharingBatchFile()],
      ['microsoft/sharing.ps1', sharingScript()],
      ['imap/sharing.sh', doveadmScript()],
    ],
    leftOut: sharing.leftOut,
  };
}
