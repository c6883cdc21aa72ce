/** Keeps what a comparison of an export came to: as a page, and on the page of the export. */
import { join } from 'node:path';
import { UserError } from '../core/errors.js';
import { refuseInside } from '../core/inside.js';
import type { VerifyResult } from '../files/verify/run.js';
import { OWN } from '../files/workspace/output-folder.js';
import { saveComparison } from './compared.js';
import { verifyPage } from './html/verify-page.js';
import { countOf, formatCount, isOrAre } from './numbers.js';
import { writePage } from './write-page.js';

/** Whether what is in the output is right, whole, and nobody has to decide on anything. */
export function isVerified({ total, notIncluded }: VerifyResult): boolean {
  return total.counts.difference + total.counts.new + notIncluded.length === 0;
}

/**
 * Writes the page and gives its path. A disk that refuses, such as one that may only be read, takes nothing from the result:
 * then there is no page, unless it was asked for by name (`html`). `warn` gets a sentence for what could not be written.
 */
export function saveVerification(
  result: VerifyResult,
  { html, sampled }: { readonly html: string | undefined; readonly sampled: boolean },
  warn: (text: string) => void,
): string | null {
  const file = html ?? join(result.out, 'verify.html');
  try {
    refuseInside(file, result.source, '--html');
    writePage(file, verifyPage(result, sampled));
    noteComparison(result, { sampled, page: html === undefined ? 'verify.html' : null }, warn);
    return file;
  } catch (error) {
    if (!(error instanceof UserError) || html !== undefined) throw error;
    warn(error.message);
    return null;
  }
}

/** Says on the page of the export what came of it. */
function noteComparison(
  { out, total, reportedAt }: VerifyResult,
  { sampled, page }: { readonly sampled: boolean; readonly page: string | null },
  warn: (text: string) => void,
): void {
  const { difference, new: waiting } = total.counts;
  try {
    saveComparison(out, join(out, OWN), {
      ...{ at: new Date().toISOString(), of: reportedAt, agrees: difference + waiting === 0 },
      ...{ sampled, items: total.items, compared: total.compared, difference, waiting, page },
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    warn(`report.html cannot say that verify ran (${code}).`);
  }
}

/** What it came to, in a sentence. */
export function verdictText({ total, unfinished }: VerifyResult): string {
  const { notExported } = total;
  const rest = notExported === 0 ? '' : `, ${formatCount(notExported)} not exported`;
  const compared = `${formatCount(total.compared)} of ${countOf(total.items, 'item')} compared${rest}`;
  const { difference, new: waiting } = total.counts;
  if (difference > 0) {
    const remedy = unfinished ? ' The last export did not come to its end: run it again first.' : '';
    return `${compared}: ${formatCount(difference)} ${difference === 1 ? 'does' : 'do'} not agree.${remedy}`;
  }
  if (waiting > 0)
    return `${compared}: what is in the output is right, but ${formatCount(waiting)} ${isOrAre(waiting)} not in it yet.`;
  return `${compared}: source and output agree.`;
}
