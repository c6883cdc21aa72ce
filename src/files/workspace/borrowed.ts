/**
 * Loans: an mbox that new mail is appended to leaves its place meanwhile, so that a half-written file is never at a final
 * name, and copying gigabytes is not the price of that. What it was is written down first: after a kill the next run puts
 * it back, at its old length.
 */
import { statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { moveSync, pathExistsSync } from 'fs-extra/esm';
import { writeWhole } from '../../core/whole-file.js';
import { patiently, removeTree } from '../../core/platform.js';

/** Where loans are written down: `<staging tree>` + this. */
export const LOAN_SUFFIX = '.loan.json';

export interface Loan {
  readonly jobId: string;
  /** The job's new fingerprint: when its part carries it, the loan was repaid. */
  readonly fingerprint: string;
  /** The file, relative to the output folder and to the staging tree, and its length before. */
  readonly path: string;
  readonly size: number;
}

/** Moves the file into the staging tree. */
export function takeLoan(loan: Loan, staging: string, out: string): void {
  writeWhole(`${staging}${LOAN_SUFFIX}`, JSON.stringify(loan));
  patiently(() => {
    moveSync(join(out, loan.path), join(staging, loan.path));
  });
}

/** Puts the file back as it was, from wherever it is by now. */
export function returnLoan(loan: Loan, staging: string, out: string): void {
  patiently(() => {
    if (pathExistsSync(join(staging, loan.path))) moveSync(join(staging, loan.path), join(out, loan.path));
  });
  if ((statSync(join(out, loan.path), { throwIfNoEntry: false })?.size ?? 0) > loan.size)
    patiently(() => {
      truncateSync(join(out, loan.path), loan.size);
    });
}

/** Ends a loan that was repaid or returned. */
export function forgetLoan(staging: string): void {
  removeTree(`${staging}${LOAN_SUFFIX}`);
}
