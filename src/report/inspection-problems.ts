/** What an inspection found to be odd, in sentences. */
import { append } from '../core/lists.js';
import type { Inspection } from '../files/inspect.js';
import type { Store } from '../store/open.js';
import { countOf } from './numbers.js';

/** A line for each: of the store, of its mailboxes, of their folders, of what was passed over. */
export function inspectionProblems(store: Pick<Store, 'problems'>, { mailboxes }: Inspection): string[] {
  const lines = [...store.problems];
  for (const { mailbox, folders, problems, skips } of mailboxes) {
    append(
      lines,
      problems.map((problem) => `${mailbox.address}: ${problem}`),
    );
    for (const { path, sums, problems: own } of folders) {
      const all = [
        ...own,
        ...(sums.missing > 0 ? [`${countOf(sums.missing, 'record')} without a file`] : []),
        ...(sums.failed > 0
          ? [
              `${countOf(sums.failed, 'file')} ${sums.failed === 1 ? 'looks' : 'look'} encrypted or damaged, or cannot be read`,
            ]
          : []),
        ...(sums.skipped > 0 ? [countOf(sums.skipped, 'empty file')] : []),
      ];
      append(
        lines,
        all.map((problem) => `${mailbox.address} ${path.join('/')}: ${problem}`),
      );
    }
    for (const skip of skips)
      lines.push(`${mailbox.address}: ${countOf(skip.files, 'file')} passed over (${skip.rule})`);
  }
  return lines;
}
