/** Calendars of other people's software, wrapped as items: what ical.js reads before and after is the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveTzid } from '../../../src/pim/zones/resolve.js';
import { corpusDir, corpusFiles, corpusNote } from '../../support/corpus.js';
import { type Instants, readInstants } from '../../support/instants.js';
import { lintCalendar } from '../../support/lint-calendar.js';
import { asItem, exportCalendar } from './support.js';

const files = corpusFiles('icalendar', ['.ics']);

/** Files that ical.js refuses: here only what stands in the output is checked. */
const refused = ['google_aus_holidays.ics', 'zidestoreical4jbomb.ics'];

describe('instants', () => {
  test(corpusNote(files), () => {
    expect(new Set(files).size).toBe(files.length);
  });

  test.each(files)('%s', (file) => {
    const source = readFileSync(join(corpusDir, file));
    const exported = exportCalendar([asItem(source)]);
    const calendars = exported.paths.filter((path) => path.endsWith('.ics'));
    for (const path of calendars) expect(lintCalendar(exported.bytes(path))).toEqual([]);
    const after = calendars.flatMap((path) => readInstants(exported.text(path)));
    if (refused.some((name) => file.endsWith(name))) {
      expect(after).toHaveLength(source.toString('latin1').match(/^BEGIN:VEVENT/gm)?.length ?? 0);
      return;
    }
    const before = readInstants(source.toString('utf8').trim(), resolveTzid);
    // Of several versions one is written, and a start that is not there is invented.
    const kept = before.filter((one) => one.start !== null && before.filter((other) => isTwin(one, other)).length < 2);
    const lost = kept.filter((one) => !after.some((other) => isSame(one, other)));
    expect(lost).toEqual([]);
    expect(after.length).toBeLessThanOrEqual(before.length);
  });
});

function isTwin(a: Instants, b: Instants): boolean {
  return a.name === b.name && a.uid === b.uid && a.recurrenceId === b.recurrenceId && a.uid !== '';
}

/** The same occurrences, under the same UID: one that was missing was made, that of an orphaned override goes on. */
function isSame(a: Instants, b: Instants): boolean {
  const named = a.uid === '' || a.uid === b.uid || (a.recurrenceId !== null && b.uid.startsWith(`${a.uid}-`));
  const sameEnd = a.end === null || b.end === null || a.end === b.end || a.end <= (a.start ?? 0);
  return a.name === b.name && named && sameEnd && JSON.stringify(a.occurrences) === JSON.stringify(b.occurrences);
}
