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

/** Files that ical.js refuses, or whose EXRULE it passes over: here only what stands in the output is checked. */
const unread = ['google_aus_holidays.ics', 'zidestoreical4jbomb.ics', 'friday13-NOT.ics'];

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
    if (unread.some((name) => file.endsWith(name))) {
      expect(after).toHaveLength(source.toString('latin1').match(/^BEGIN:VEVENT/gm)?.length ?? 0);
      return;
    }
    const before = readInstants(source.toString('utf8').trim(), resolveTzid);
    // Of several versions one is written, a start that is not there is invented, and of a series without occurrences nothing is left.
    const twins = grouped(before, identityOf);
    const kept = before.filter((one) => isRead(one) && (one.uid === '' || twins.get(identityOf(one))?.length === 1));
    const candidates = grouped(after, timesOf);
    const lost = kept.filter((one) => candidates.get(timesOf(one))?.some((other) => isSame(one, other)) !== true);
    expect(lost).toEqual([]);
    // An added date with a length of its own becomes an override.
    const periods = source.toString('latin1').match(/VALUE=PERIOD/g)?.length ?? 0;
    expect(after.length).toBeLessThanOrEqual(before.length + periods);
  });
});

/** A start that ical.js finds; from a 29 February it goes on to 1 March in other years. */
function isRead({ start, occurrences }: Instants): boolean {
  return start !== null && occurrences.length > 0 && !/-02-29T/.test(new Date(start * 1000).toISOString());
}

function grouped(all: readonly Instants[], keyOf: (one: Instants) => string): Map<string, Instants[]> {
  const groups = new Map<string, Instants[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

function identityOf({ name, uid, recurrenceId }: Instants): string {
  return `${name} ${uid} ${recurrenceId ?? ''}`;
}

function timesOf({ name, occurrences }: Instants): string {
  return `${name} ${occurrences.join()}`;
}

/** The same occurrences, under the same UID: one that was missing was made, that of an orphaned override goes on. */
function isSame(a: Instants, b: Instants): boolean {
  const named = a.uid === '' || a.uid === b.uid || (a.recurrenceId !== null && b.uid.startsWith(`${a.uid}-`));
  const sameEnd = a.end === null || b.end === null || a.end === b.end || a.end <= (a.start ?? 0);
  return named && sameEnd;
}
