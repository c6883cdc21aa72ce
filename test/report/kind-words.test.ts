import { expect, test } from 'vitest';
import { itemsText, kindsText } from '../../src/report/kind-words.js';

test.each([
  [{}, '0 items', ''],
  [{ mail: 0 }, '0 items', ''],
  [{ mail: 1 }, '1 message', '1 message'],
  [{ contacts: 1204 }, '1,204 contacts', '1,204 contacts'],
  [
    { filters: 1, journal: 2, calendar: 40, mail: 12, tasks: 0 },
    '55 items (12 messages, 40 events, 2 journal entries, 1 filter)',
    '12 messages, 40 events, 2 journal entries, 1 filter',
  ],
])('%j is %s', (counts, items, kinds) => {
  expect([itemsText(counts), kindsText(counts)]).toEqual([items, kinds]);
});
