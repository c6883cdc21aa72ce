import { describe, expect, test } from 'vitest';
import { parseStatusFld } from '../../src/store/index/status-fld.js';

describe('parseStatusFld', () => {
  test('reads a line of 2005', () => {
    expect(
      parseStatusFld(
        'T2 G64590354-03bc-46fa-9d94-b5c19be217d7 V430adb2c U0000000c C00000001 M6 D0 R0 N0 S7514 Auser@domain.tld lrsw',
      ),
    ).toEqual({
      type: '2',
      kind: 'calendar',
      guid: '64590354-03bc-46fa-9d94-b5c19be217d7',
      uidValidity: 0x430adb2c,
      access: [{ subject: 'user@domain.tld', rights: 'lrsw' }],
      moreAccess: 0,
      letters: 'TGVUCMDRNSA',
    });
  });

  test('is content with T0 alone, with nothing, and with several lines', () => {
    expect(parseStatusFld('T0').kind).toBe('mail');
    expect(parseStatusFld('').kind).toBeNull();
    expect(parseStatusFld('T1\r\nAa@b.c lrs\r\nAanyone l\r\n').access).toEqual([
      { subject: 'a@b.c', rights: 'lrs' },
      { subject: 'anyone', rights: 'l' },
    ]);
  });

  test('gives no kind for a type nobody knows', () => {
    expect(parseStatusFld('T9')).toMatchObject({ type: '9', kind: null });
  });
});
