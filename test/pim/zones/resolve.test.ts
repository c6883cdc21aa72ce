import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { ianaNames } from '../../../src/pim/zones/iana.js';
import { cdoZone, resolveTzid } from '../../../src/pim/zones/resolve.js';
import { displayNames, windowsKeys } from '../../../src/pim/zones/names.js';
import { formatVtimezone } from '../../../src/pim/zones/vtimezone.js';

describe('resolveTzid', () => {
  test('knows every IANA name as itself', () => {
    expect(ianaNames().filter((name) => resolveTzid(name) !== name)).toEqual([]);
  });

  test.each([
    ['Eastern Standard Time', 'America/New_York'],
    ['Eastern Time (US & Canada)', 'America/New_York'],
    ['(UTC-05:00) Eastern Time (US & Canada)', 'America/New_York'],
    ['"(GMT-05.00) Eastern Time (US & Canada)"', 'America/New_York'],
    ['Tokyo Standard Time', 'Asia/Tokyo'],
    ['(GMT+09:00) Osaka, Sapporo, Tokyo', 'Asia/Tokyo'],
    ['/freeassociation.sourceforge.net/Europe/Prague', 'Europe/Prague'],
    ['/freeassociation.sourceforge.net/Tzfile/Europe/Prague', 'Europe/Prague'],
    ['Europe/Prague  ', 'Europe/Prague'],
    ['GMT Standard Time', 'Europe/London'],
  ])('%j is %s', (tzid, zone) => {
    expect(resolveTzid(tzid)).toBe(zone);
  });

  test.each([
    '(GMT+01.00) Sarajevo/Warsaw/Zagreb',
    'Amsterdam, Belgrade, Berlin, Brussels, Budapest, Madrid, Paris, Prague, Stockholm',
    'Central Europe Standard Time',
    'Prague, Central Europe',
  ])('%j is a zone of central Europe', (tzid) => {
    expect(resolveTzid(tzid)).toMatch(/^Europe\//);
  });

  test('knows every Windows name of CLDR, and every display name of our own list', () => {
    // The package keeps its list to itself: its keys are read from the text of its build.
    const build = readFileSync(
      createRequire(import.meta.url)
        .resolve('windows-iana')
        .replace(/[^/\\]*$/, 'windows-iana.cjs.development.js'),
      'utf8',
    );
    const keys = new Set([...build.matchAll(/windowsName: ["']([^"']+)["']/g)].map(([, key = '']) => key));
    expect(keys.size).toBeGreaterThan(130);
    const names = [...keys, ...Object.keys(windowsKeys), ...Object.values(displayNames).flat()];
    expect(names.filter((name) => resolveTzid(name) === null)).toEqual([]);
  });

  test('writes every zone in few lines', () => {
    const long = ianaNames().filter(
      (name) => formatVtimezone(name, { first: 2024, last: 2026 }).split('\r\n').length > 30,
    );
    expect(long.filter((name) => !/Casablanca|El_Aaiun|Gaza|Hebron|Cairo/.test(name))).toEqual([]);
  });

  test('does not guess', () => {
    expect(resolveTzid('Customized Time Zone')).toBeNull();
    expect(resolveTzid('')).toBeNull();
  });

  test('knows the numbers of Microsoft CDO', () => {
    expect(cdoZone('10', '')).toBe('America/New_York');
  });
});
