/**
 * How a finished job becomes part of the output. Its files are flushed in the staging tree; then one record says what is
 * to be done; then it is done. A kill before the record leaves nothing of the job, a kill after it leaves the rest to the
 * next run: either way each job is wholly old or wholly new.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathExistsSync } from 'fs-extra/esm';
import { readJson } from '../../core/json-file.js';
import { forgetLoan, type Loan, LOAN_SUFFIX, returnLoan } from './borrowed.js';
import { type JobRecord, recordPaths } from './job-record.js';
import { removeStaleFiles } from '../earlier/stale-files.js';
import { moveTree } from './staging.js';
import { writeWhole } from '../../core/whole-file.js';
import { removeTree } from '../../core/platform.js';

/** Where the record lies: the staging tree's path + this. */
const COMMIT_SUFFIX = '.commit.json';

/** What to do when it cannot be known how far a killed run came. */
const BEGIN_ANEW = 'put it back as it was (from a backup of the output), or begin anew with --fresh or another --out';

/** What is still to be done when the files of a job are on disk. */
export interface CommitRecord {
  readonly jobId: string;
  readonly part: JobRecord;
}

/** Commits a job whose staging tree is flushed. */
export function commitJob(record: CommitRecord, out: string): void {
  writeWhole(join(out, `${recordPaths(record.jobId).staging}${COMMIT_SUFFIX}`), JSON.stringify(record));
  apply(record, out);
}

function apply(record: CommitRecord, out: string): void {
  const paths = recordPaths(record.jobId);
  const staging = join(out, paths.staging);
  if (pathExistsSync(staging)) moveTree(staging, out);
  removeStaleFiles(staging, out);
  writeWhole(join(out, paths.meta), JSON.stringify(record.part));
  forgetLoan(staging);
  removeTree(`${staging}${COMMIT_SUFFIX}`);
}

/**
 * Ends what a killed run had begun: recorded commits are done, other loans go back. `tmp` is where staging trees are. What
 * `isOurs` says no to, by its name, is another shard's.
 */
export function recover(tmp: string, out: string, isOurs: (name: string) => boolean): void {
  if (!pathExistsSync(tmp)) return;
  const names = readdirSync(tmp).filter(isOurs);
  for (const name of names.filter((candidate) => candidate.endsWith(COMMIT_SUFFIX))) {
    const record = readJson(join(tmp, name), BEGIN_ANEW) as CommitRecord | null;
    if (record !== null) apply(record, out);
  }
  for (const name of names.filter((candidate) => candidate.endsWith(LOAN_SUFFIX))) {
    // Null: repaid just now.
    const loan = readJson(join(tmp, name), BEGIN_ANEW) as Loan | null;
    if (loan !== null) returnLoan(loan, join(tmp, name.slice(0, -LOAN_SUFFIX.length)), out);
  }
}
