/**
 * What a comparison with the destination left out: records without a file, and what the user's filters or a rule skip. When one of them is
 * to be sent after all, it may be there without us like any other, however far the destination was compared.
 */
import type { Journal } from '../journal/journal.js';
import type { SourceMessage } from '../source.js';
import type { FillingFolder } from './filling-folder.js';

/** Has a folder compared from the beginning again, where what was left out the last time is not left out any more. */
export function compareLeftOut(journal: Journal, { box, number, record, messages }: FillingFolder): void {
  if (record.left === null || printOf(messages, record.left[0]).print === record.left[1]) return;
  journal.add({ b: box, s: number, scanned: 0 });
}

/** Notes what the comparison that ends now has left out. */
export function noteLeftOut(journal: Journal, { box, number, record, messages }: FillingFolder): void {
  const { highest, print } = printOf(messages, Infinity);
  if (print !== (record.left?.[1] ?? 0)) journal.add({ b: box, s: number, left: [highest, print] });
}

/** The UIDs up to `most` that are left out as one number, 0 for none, and the highest of them. Odd file names do not count. */
function printOf(
  messages: Iterable<SourceMessage>,
  most: number,
): { readonly highest: number; readonly print: number } {
  let [highest, print] = [0, 0];
  for (const { uid, missing, skip } of messages) {
    if (typeof uid !== 'number' || uid > most || (!missing && skip === null)) continue;
    print = (Math.imul(print, 0x01000193) ^ uid) + 1;
    highest = Math.max(highest, uid);
  }
  return { highest, print: print | 0 };
}
