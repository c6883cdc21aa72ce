import type { WrittenFile } from './account-file.js';
import type { LeftOut } from './plan-types.js';

/** What `writeAccounts` made, and what it could not. */
export interface AccountsSummary {
  readonly counts: {
    readonly users: number;
    readonly groups: number;
    readonly aliases: number;
    readonly lists: number;
    readonly resources: number;
    /** Mailboxes on disk that no file names. */
    readonly unlisted: number;
    /** Records that could not be read. */
    readonly unreadable: number;
  };
  /** Sorted by path. */
  readonly files: readonly WrittenFile[];
  readonly leftOut: readonly LeftOut[];
  readonly changes: readonly string[];
  /** What the person who uses the files should know, one sentence each. */
  readonly advice: readonly string[];
}
