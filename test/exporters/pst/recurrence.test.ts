import { describe, expect, test } from 'vitest';
import {
  appointmentRecurrence,
  type Pattern,
  recurrencePattern,
} from '../../../src/exporters/pst/mapi/calendar/recurrence-blob.js';
import { ruleInPattern } from '../../../src/exporters/pst/mapi/calendar/pattern.js';
import {
  zoneDefinition,
  zoneRule,
  zoneRules,
  zoneStruct,
} from '../../../src/exporters/pst/mapi/calendar/zone-blobs.js';
import { ianaZone } from '../../../src/pim/zones/iana.js';
import { parseRule } from '../../../src/pim/recurrence.js';
import { parseStamp, type Stamp } from '../../../src/pim/datetime.js';
import { minutesOf } from '../../../src/exporters/pst/mapi/calendar/minutes.js';

const at = (text: string): Stamp => parseStamp(text) ?? { wall: NaN, form: 'floating' };
const minutes = (text: string): number => minutesOf(at(text).wall);
const plain = { interval: 1, weekStart: 0, weekdays: 0, nth: null, monthDay: 0 };
const hex = (...pieces: readonly string[]): string => pieces.join('');

describe('recurrence data', () => {
  test('every Tuesday without an end, one deleted and two changed, as Outlook 15 wrote it', () => {
    const pattern: Pattern = { ...plain, frequency: 'weekly', weekdays: 4 };
    const deleted = [minutes('20160809T080000')];
    const changed = [
      {
        start: minutes('20160830T100000'),
        end: minutes('20160830T103000'),
        original: minutes('20160830T080000'),
        hasBody: true,
      },
      {
        start: minutes('20160823T090000'),
        end: minutes('20160823T093000'),
        original: minutes('20160823T080000'),
        hasBody: true,
      },
    ];
    const recurrence = { pattern, start: minutes('20160802T080000'), end: null, deleted };
    expect(appointmentRecurrence(recurrence, 30, changed).toString('hex')).toBe(
      hex(
        '043004300b2001000000c0210000010000000000000004000000232000000a00000000000000',
        '03000000805c070d40ab070da0d2070d0200000040ab070da0d2070d2035070ddf80e95a',
        '0630000009300000e0010000fe0100000200',
        '5cad070d7aad070d20ad070d0002f8d4070d16d5070d80d4070d0002',
        '00000000040000000000000000000000040000000000000000000000',
        '00000000',
      ),
    );
  });

  test('the tenth of each month, ten times: as the example of [MS-OXOCAL] 4.1.1.2 is laid out', () => {
    const pattern: Pattern = { ...plain, frequency: 'monthly', monthDay: 10 };
    const end = { by: 'count', occurrences: 10, lastDay: minutes('20081110T000000') } as const;
    const blob = recurrencePattern({ pattern, start: minutes('20080210T090000'), end, deleted: [] }).toString('hex');
    expect(blob).toBe(
      hex(
        '04300430' + '0c20' + '0200' + '0000',
        '00000000' + '01000000' + '00000000' + '0a000000',
        '22200000' + '0a000000' + '00000000' + '00000000' + '00000000',
        minutesHex('20080210T000000') + minutesHex('20081110T000000'),
      ),
    );
  });

  test.each([
    ['FREQ=DAILY;INTERVAL=3', 'daily', { interval: 3 }],
    ['FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR', 'weekly', { weekdays: 62 }],
    ['FREQ=WEEKLY;BYDAY=MO,WE;INTERVAL=2;WKST=SU', 'weekly', { weekdays: 10, interval: 2, weekStart: 0 }],
    ['FREQ=WEEKLY', 'weekly', { weekdays: 2 }],
    ['FREQ=MONTHLY', 'monthly', { monthDay: 4 }],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', 'monthly', { monthDay: 31 }],
    ['FREQ=MONTHLY;BYDAY=1MO', 'monthly', { weekdays: 2, nth: 1 }],
    ['FREQ=MONTHLY;BYDAY=-1FR', 'monthly', { weekdays: 32, nth: 5 }],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 'monthly', { weekdays: 62, nth: 5 }],
    ['FREQ=YEARLY', 'yearly', { monthDay: 4 }],
    ['FREQ=YEARLY;BYMONTH=3;BYDAY=1MO', 'yearly', { weekdays: 2, nth: 1 }],
  ] as const)('%s', (text, frequency, expected) => {
    const found = ruleInPattern(parseRule(text) ?? fail(), at('20240304T100000'), null);
    expect(found).toMatchObject({
      pattern: { ...plain, weekStart: 1, ...expected, frequency },
      last: null,
      count: 0,
      extra: [],
    });
  });

  test.each([
    'FREQ=HOURLY',
    'FREQ=MONTHLY;BYMONTHDAY=1,15',
    'FREQ=MONTHLY;BYDAY=1MO,3MO',
    'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
    'FREQ=YEARLY;BYYEARDAY=100',
    'FREQ=YEARLY;BYMONTH=1,7',
    'FREQ=DAILY;BYHOUR=9,15',
  ])('%s is nothing that Outlook repeats', (text) => {
    expect(ruleInPattern(parseRule(text) ?? fail(), at('20240304T100000'), null)).toBeNull();
  });

  test('the 31st: shorter months have none, Outlook would take their last day', () => {
    const found = ruleInPattern(parseRule('FREQ=MONTHLY;BYMONTHDAY=31;COUNT=4') ?? fail(), at('20240131T090000'), null);
    expect(found?.count).toBe(7);
    expect(found?.extra).toEqual(
      ['20240229T090000', '20240430T090000', '20240630T090000'].map((text) => at(text).wall),
    );
    expect(found?.last).toBe(at('20240731T090000').wall);
  });
});

describe('time zones', () => {
  test('Pacific time of 2016, as Outlook 15 wrote it', () => {
    const rule = zoneRule(ianaZone('America/Los_Angeles'), 2016);
    expect(zoneStruct(rule).toString('hex')).toBe(
      'e001000000000000c4ffffff000000000b00000001000200000000000000000000000300000002000200000000000000',
    );
    expect(zoneDefinition('Pacific Standard Time', [{ ...rule, year: 2007 }], 2016).toString('hex')).toBe(
      hex(
        '0201300002001500500061006300690066006900630020005300740061006e0064006100720064002000540069006d006500',
        '010002013e000200d7070100000001000000000000000000e001000000000000c4ffffff',
        '00000b00000001000200000000000000' + '00000300000002000200000000000000',
      ),
    );
  });

  test('the last Sunday is told from the fourth', () => {
    expect(zoneRule(ianaZone('Europe/Prague'), 2021)).toEqual({
      bias: -60,
      daylightBias: -60,
      standard: { month: 10, weekday: 0, nth: 5, hour: 3, minute: 0 },
      daylight: { month: 3, weekday: 0, nth: 5, hour: 2, minute: 0 },
    });
  });

  test('a zone without summer time, and one that gave it up', () => {
    expect(zoneRule(ianaZone('Asia/Tokyo'), 2024)).toEqual({
      bias: -540,
      daylightBias: -60,
      standard: null,
      daylight: null,
    });
    expect(zoneRules('America/Sao_Paulo', 2016, 2022).map(({ year, daylight }) => [year, daylight !== null])).toEqual([
      [2016, true],
      [2018, true],
      [2019, false],
    ]);
  });
});

function minutesHex(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(minutes(text));
  return bytes.toString('hex');
}

function fail(): never {
  throw new Error('no rule');
}
