import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatStamp, parseStamp, type Stamp } from '../../src/pim/datetime.js';
import { occurrences } from '../../src/pim/occurrences.js';
import { formatRule, parseRule } from '../../src/pim/recurrence.js';
import { ensureDebian } from '../servers/debian.js';
import { python } from '../support/python.js';

const far = parseStamp('20350101T000000')?.wall ?? 0;

function walls(rule: string, start: string, count = 5): string[] | null {
  const parsed = parseRule(rule);
  const found = parsed === null ? null : occurrences(parsed, parseStamp(start) as Stamp, { count, last: far });
  return found === null ? null : found.map((wall) => formatStamp({ wall, form: 'floating' }));
}

describe('rules', () => {
  test.each([
    ['FREQ=monthly; byday=1MO', 'FREQ=MONTHLY;BYDAY=1MO'],
    ['FREQ=DAILY;INTERVAL=0;COUNT=3', 'FREQ=DAILY;COUNT=3'],
    ['FREQ=DAILY;;BYDAY=;X-A=1', 'FREQ=DAILY'],
    ['FREQ=WEEKLY;COUNT=3;COUNT=4', 'FREQ=WEEKLY;COUNT=3'],
    ['FREQ=WEEKLY;BYDAY=MO TU, Friday', 'FREQ=WEEKLY;BYDAY=MO,TU,FR'],
  ])('%s', (value, written) => {
    const rule = parseRule(value);
    expect(rule === null ? null : formatRule(rule, null)).toBe(written);
  });

  test('UNTIL is replaced or taken out', () => {
    const rule = parseRule('FREQ=DAILY;UNTIL=20130401;BYDAY=MO');
    expect(rule?.until).toEqual(parseStamp('20130401'));
    expect(rule === null ? null : formatRule(rule, '20130401T220000Z')).toBe(
      'FREQ=DAILY;UNTIL=20130401T220000Z;BYDAY=MO',
    );
    expect(rule === null ? null : formatRule(rule, null)).toBe('FREQ=DAILY;BYDAY=MO');
  });

  test.each(['', 'FREQ=OFTEN', 'BYDAY=MO', 'nonsense'])('%s is none', (value) => {
    expect(parseRule(value)).toBeNull();
  });
});

describe('occurrences', () => {
  test.each([
    ['FREQ=DAILY', '20130312T100000', ['20130312T100000', '20130313T100000', '20130314T100000']],
    ['FREQ=MONTHLY;BYMONTHDAY=31', '20130131T100000', ['20130131T100000', '20130331T100000', '20130531T100000']],
    ['FREQ=MONTHLY;BYDAY=-1FR', '20130329T090000', ['20130329T090000', '20130426T090000', '20130531T090000']],
    ['FREQ=YEARLY', '20120229T080000', ['20120229T080000', '20160229T080000', '20200229T080000']],
    ['FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU', '19810329T020000', ['19810329T020000', '19820328T020000', '19830327T020000']],
    [
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
      '20130329T170000',
      ['20130329T170000', '20130430T170000', '20130531T170000'],
    ],
    [
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU',
      '19970805T090000',
      ['19970805T090000', '19970817T090000', '19970819T090000'],
    ],
  ])('%s', (rule, start, expected) => {
    expect(walls(rule, start, 3)).toEqual(expected);
  });

  test.each(['FREQ=HOURLY', 'FREQ=MONTHLY;BYMONTHDAY=x', 'FREQ=WEEKLY;BYDAY=XX'])('%s cannot be followed', (rule) => {
    expect(walls(rule, '20130312T100000')).toBeNull();
  });

  // ical.js never ends on these.
  test.each([
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;INTERVAL=7;BYDAY=MO',
    'FREQ=WEEKLY;BYMONTH=12;BYWEEKNO=20;BYMONTHDAY=40',
    'FREQ=YEARLY;BYYEARDAY=400',
  ])('%s names nothing, and soon', (rule) => {
    expect(walls(rule, '20130312T100000', 1000)?.length).toBeLessThan(1001);
  });

  test('python-dateutil finds the same', () => {
    ensureDebian(['python3-dateutil']);
    const cases = fc.sample(rules, { numRuns: 100, seed: 5 });
    const ours = cases.map(([rule, start]) => walls(rule, start, 40));
    const theirs = JSON.parse(python(dateutil, [], JSON.stringify(cases))) as unknown[];
    const differing = cases.filter((_, index) => JSON.stringify(ours[index]) !== JSON.stringify(theirs[index]));
    expect(differing).toEqual([]);
  });
});

const part = (name: string, values: readonly string[]) =>
  fc.option(fc.constantFrom(...values), { freq: 2 }).map((value) => (value === null ? '' : `;${name}=${value}`));

/** Rules that both sides understand in the same way: a week number alone names seven days there, one here. */
const rules = fc
  .constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY')
  .chain((frequency) => {
    const counted = frequency === 'MONTHLY' || frequency === 'YEARLY';
    const days = counted ? ['MO', '5MO', '-5SU', 'MO,TU', '1SU,-1SU', '2FR'] : ['MO', 'MO,WE,FR', 'SA,SU', 'TU'];
    return fc.tuple(
      fc.constant(`FREQ=${frequency}`),
      part('INTERVAL', ['1', '2', '3', '7', '40']),
      part('BYMONTH', ['2', '1,2', '12', '4', '3,10']),
      part('BYMONTHDAY', frequency === 'WEEKLY' ? [''] : ['30', '31', '-31', '29', '1', '31,-1', '13']),
      part('BYDAY', days),
      part('BYYEARDAY', frequency === 'YEARLY' ? ['366', '1', '-366', '100,200'] : ['']),
      part('BYHOUR', ['1', '9,10']),
      part('WKST', ['SU', 'MO']),
    );
  })
  .map((parts) => parts.join('').replace(/;BY\w+=(?=;|$)/g, ''))
  .chain((rule) =>
    fc.tuple(
      fc.constant(rule),
      fc.constantFrom('20130312T100000', '20120229T233000', '20191230T080000', '20201231T120000'),
    ),
  );

const dateutil = `
import json, sys
from datetime import datetime
from dateutil.rrule import rrulestr
found = []
for rule, start in json.load(sys.stdin):
    times = []
    for time in rrulestr(rule + ';UNTIL=20350101T000000', dtstart=datetime.strptime(start, '%Y%m%dT%H%M%S')):
        if len(times) >= 40:
            break
        times.append(time.strftime('%Y%m%dT%H%M%S'))
    found.append(times)
print(json.dumps(found))
`;

describe('rules that would never end', () => {
  test.each([
    [
      'FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=0,1;BYMINUTE=0,1;BYSECOND=58,59',
      ['20240101T000058', '20240101T000059'],
    ],
    [
      `FREQ=DAILY;BYHOUR=${Array.from({ length: 900 }, (_, at) => at).join(',')}`,
      ['20240101T000000', '20240101T010000'],
    ],
    [
      `FREQ=DAILY;BYHOUR=${'1,'.repeat(50_000)}2;BYMINUTE=${'3,'.repeat(50_000)}4`,
      ['20240101T010300', '20240101T010400'],
    ],
    [`FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=0,${'1,'.repeat(50_000)}-1,999`, ['20240101T000000', '20240130T000000']],
    ['FREQ=DAILY;COUNT=2147483648', ['20240101T000000', '20240102T000000']],
    ['FREQ=DAILY;UNTIL=99991231', ['20240101T000000', '20240102T000000']],
    ['FREQ=DAILY;INTERVAL=0', ['20240101T000000', '20240102T000000']],
    ['FREQ=DAILY;INTERVAL=99999999999999999999', ['20240101T000000']],
    ['FREQ=DAILY;BYMONTHDAY=32', []],
  ])('%#', (rule, found) => {
    expect(walls(rule, '20240101T000000', 2)).toEqual(found);
  });

  test('the 1500 years before 1900 are passed over', () => {
    expect(walls('FREQ=DAILY;INTERVAL=7', '04000101T000000', 1)).toEqual(['19000106T000000']);
  });
});
