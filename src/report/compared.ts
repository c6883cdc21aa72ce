/** Whether a comparison agreed: written down beside a report, and told by its page. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { partialName, writeWhole } from '../core/whole-file.js';
import { type Comparison, withComparison } from './html/comparison.js';

const RECORD = 'compared.json';

/**
 * Writes down in `own`, the program's own folder, what a comparison came to, and says it on the page `report.html` of `folder`.
 * Where only outputs were kept, there is nothing to say it on. Throws what node:fs throws.
 */
export function saveComparison(folder: string, own: string, comparison: Comparison): void {
  if (!existsSync(own)) return;
  writeWhole(join(own, RECORD), `${JSON.stringify(comparison)}\n`);
  const file = join(folder, 'report.html');
  if (!existsSync(file)) return;
  const before = readFileSync(file, 'utf8');
  const after = withComparison(before, comparison);
  if (after !== null && after !== before) writeWhole(file, after, join(own, partialName('report.html', 'compared')));
}

/** The last comparison of a run that ended at this time; null when there was none, or it ran again since. */
export function readComparison(own: string, endedAt: string): Comparison | null {
  try {
    const comparison = JSON.parse(readFileSync(join(own, RECORD), 'utf8')) as Comparison;
    return comparison.of === endedAt ? comparison : null;
  } catch {
    return null;
  }
}
