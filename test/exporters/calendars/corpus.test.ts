import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveTzid } from '../../../src/pim/zones/resolve.js';
import { corpusDir, corpusFiles, corpusNote } from '../../support/corpus.js';
import { type Instants, readInstants } from '../../support/instants.js';
import { asItem, exportCalendar } from './support.js';

const files = corpusFiles('icalendar', ['.ics']);

describe('instants of other people’s calendars', () => {
  test(corpusNote(files), () => {
    expect(new Set(files).size).toBe(files.length);
  });

  test.each(files)('%s', (file) => {
    const source = readFileSync(join(corpusDir, file));
    const exported = exportCalendar([asItem(source)]);
    const after = exported.paths
      .filter((path) => path.endsWith('.ics'))
      .flatMap((path) => readInstants(exported.text(path)));
    let before;
    try {
      before = readInstants(source.toString('utf8').trim(), resolveTzid);
    } catch {
      // The other reader cannot read the source: that it could read the output is all there is to show.
      return;
    }
    const missing: unknown[] = [];
    for (const component of before) {
      if (component.start === null || before.filter((other) => isTwin(component, other)).length > 1) continue;
      const same = after.filter((other) => isSame(component, other));
      if (!same.some((other) => JSON.stringify(other.occurrences) === JSON.stringify(component.occurrences)))
        missing.push([component, same]);
    }
    expect(missing).toEqual([]);
  });
});

function isTwin(a: Instants, b: Instants): boolean {
  return a.name === b.name && a.uid === b.uid && a.recurrenceId === b.recurrenceId && a.uid !== '';
}

function isSame(a: Instants, b: Instants): boolean {
  return (
    a.name === b.name &&
    (a.uid === '' || b.uid.startsWith(a.uid)) &&
    (a.recurrenceId === b.recurrenceId || b.uid !== a.uid)
  );
}
