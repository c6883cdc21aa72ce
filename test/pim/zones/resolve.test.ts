import fc from 'fast-check';
import { WINDOWS_TO_IANA_MAP } from 'windows-iana';
import { describe, expect, test } from 'vitest';
import { cities } from '../../../src/pim/zones/cities.js';
import { ianaName, ianaNames } from '../../../src/pim/zones/iana.js';
import { cdoZones, currentNames, displayNames, legacyNames, windowsKeys } from '../../../src/pim/zones/names.js';
import { cdoZone, resolveTzid } from '../../../src/pim/zones/resolve.js';

const displayed = Object.entries(displayNames).flatMap(([zone, names]) => names.map((name) => [name, zone] as const));

describe('the tables', () => {
  test('name zones that exist, under the name they are written with', () => {
    const zones = [
      ...Object.values(currentNames),
      ...Object.values(legacyNames),
      ...Object.values(windowsKeys),
      ...Object.values(cities),
      ...Object.keys(displayNames),
      ...cdoZones.filter((zone) => zone !== ''),
    ];
    expect(zones.filter((zone) => ianaName(zone) !== zone)).toEqual([]);
  });

  test('every key of the Windows registry in CLDR resolves', () => {
    const keys = new Set(WINDOWS_TO_IANA_MAP.map(({ windowsName }) => windowsName));
    expect(keys.size).toBeGreaterThan(130);
    expect([...keys].filter((key) => resolveTzid(key) === null)).toEqual([]);
    expect([...keys].filter((key) => resolveTzid(key.toLowerCase()) !== resolveTzid(key))).toEqual([]);
  });

  test('every IANA name of CLDR resolves', () => {
    const names = WINDOWS_TO_IANA_MAP.flatMap(({ iana }) => [...iana]);
    expect(names.filter((name) => resolveTzid(name) === null)).toEqual([]);
  });

  test.each(displayed)('%s', (name, zone) => {
    expect(resolveTzid(name)).toBe(zone);
    expect(resolveTzid(`(UTC+01:00) ${name}`)).toBe(zone);
    expect(resolveTzid(`"(GMT-05.00) ${name}  "`)).toBe(zone);
  });

  test('the order and the separators of a list of cities do not matter', () => {
    const lists = displayed.filter(([name]) => /, /.test(name) && !/[;:()]/.test(name));
    fc.assert(
      fc.property(
        fc.constantFrom(...lists),
        fc.constantFrom(',', ', ', '/', '; '),
        fc.integer(),
        ([name, zone], by, seed) => {
          const places = name.split(', ');
          const turned = places.map((_, index) => places[(index + Math.abs(seed % places.length)) % places.length]);
          expect(resolveTzid(turned.join(by))).toBe(zone);
        },
      ),
    );
  });
});

describe('what really stands in calendars', () => {
  test.each([
    ['Europe/Prague', 'Europe/Prague'],
    ['europe/prague', 'Europe/Prague'],
    ['America/New York', 'America/New_York'],
    ['US/Pacific', 'America/Los_Angeles'],
    ['Japan', 'Asia/Tokyo'],
    ['EST5EDT', 'America/New_York'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Etc/GMT', 'UTC'],
    ['GMT', 'UTC'],
    ['/freeassociation.sourceforge.net/Tzfile/Europe/Prague', 'Europe/Prague'],
    ['/freeassociation.sourceforge.net/America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['/softwarestudio.org/Tzfile/America/Chicago', 'America/Chicago'],
    ['/softwarestudio.org/Olson_20011030_5/Europe/Vienna', 'Europe/Vienna'],
    ['/citadel.org/20190914_1/Europe/Prague', 'Europe/Prague'],
    ['tzone://Microsoft/Utc', 'UTC'],
    ['Eastern Standard Time', 'America/New_York'],
    ['W. Europe Daylight Time', 'Europe/Berlin'],
    ['Western/Central Europe', 'Europe/Berlin'],
    ['W. Europe Standard Time 1', 'Europe/Berlin'],
    ['Eastern', 'America/New_York'],
    ['Amsterdam, Belgrade, Berlin, Brussels, Budapest, Madrid,\n  Paris, Prague, Stockholm', 'Europe/Prague'],
    ['(GMT+01.00) Sarajevo/Warsaw/Zagreb  ', 'Europe/Sarajevo'],
    ['(UTC-05:00) Eastern Time (US & Canada)', 'America/New_York'],
    ['(UTC-05:00) Eastern Time (US and Canada)', 'America/New_York'],
    ['Kuala Lumpur\\, Singapore', 'Asia/Kuala_Lumpur'],
    ['(UTC+01:00) Praha, Bratislava, Budapešť, Lublaň, Bělehrad', 'Europe/Prague'],
    ['(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien', 'Europe/Amsterdam'],
    ['(UTC+12:00) Petropavlovsk-Kamchatsky - Old', 'Asia/Kamchatka'],
    ['GMT+01:00', 'Etc/GMT-1'],
    ['UTC-5', 'Etc/GMT+5'],
    ['+0000', 'UTC'],
  ])('%s', (tzid, zone) => {
    expect(resolveTzid(tzid)).toBe(zone);
  });

  test.each([
    '',
    'Customized Time Zone',
    'tzone://Microsoft/Custom',
    'Nowhere/Middle',
    'Fictitious',
    'GMT+05:30',
    '/',
    '()',
  ])('%j names no zone', (tzid) => {
    expect(resolveTzid(tzid)).toBeNull();
  });

  test('anything at all is answered', () => {
    const names = new Set(ianaNames());
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (tzid) => {
        const zone = resolveTzid(tzid);
        expect(zone === null || names.has(zone)).toBe(true);
      }),
    );
  });
});

test.each([
  ['6', 'x', 'Europe/Prague'],
  ['10', 'x', 'America/New_York'],
  ['2', 'Lisbon', 'Europe/Lisbon'],
  ['2', 'Sarajevo, Skopje, Warsaw, Zagreb', 'Europe/Warsaw'],
  ['52', 'x', null],
  ['99', 'x', null],
  ['many', 'x', null],
])('X-MICROSOFT-CDO-TZID:%s beside %s', (number, tzid, zone) => {
  expect(cdoZone(number, tzid)).toBe(zone);
});
