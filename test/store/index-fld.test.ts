import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type IndexRecord, parseIndexFld } from '../../src/store/index/index-fld.js';

const parse = (text: string) => parseIndexFld(Buffer.from(text, 'latin1'));

describe('parseIndexFld', () => {
  test('reads a line of 2005', () => {
    const table = parse('U00000001 F80000001 S1133 D43032abf M4305f1b7 I0001 CIPM.Appointment\n');
    expect(table.record(0)).toEqual({
      stem: '00000001',
      flags: 0x80000001,
      received: 0,
      created: 0x43032abf,
      messageClass: 'IPM.Appointment',
    });
  });

  test('reads a modern line', () => {
    const table = parse('U0000000a F00000005 S2048 D5f5e1000 T5f5e0f00 M5f5e1001 CIPM.Note\r\n');
    expect(table.record(0)).toEqual({
      stem: '0000000a',
      flags: 5,
      received: 0x5f5e0f00,
      created: 0x5f5e1000,
      messageClass: 'IPM.Note',
    });
  });

  test('takes tokens in any order, unknown ones, upper-case hexadecimal, no class, blank lines, a BOM and NULs', () => {
    const table = parse('\xef\xbb\xbfT5F5E0F00 Q9 U0000000b F1\n\n  \0\0U0000000c\0F00000002 C\n');
    expect([table.record(0), table.record(1)]).toEqual([
      { stem: '0000000b', flags: 1, received: 0x5f5e0f00, created: 0, messageClass: null },
      { stem: '0000000c', flags: 2, received: 0, created: 0, messageClass: null },
    ]);
    expect(table.diagnosis.badLines).toBe(0);
    expect(table.diagnosis.letters).toEqual({ C: 1, F: 2, Q: 1, T: 1, U: 2 });
  });

  test('takes nothing behind the class for a token', () => {
    const table = parse(
      'U0000000a F00000001 S9 CIPM.Note U0000000b F00000004 T5f5e0f00 Zdata C:other\nCIPM.Task U0000000c F2\n',
    );
    expect([table.record(0), table.record(1)]).toEqual([
      { stem: '0000000a', flags: 1, received: 0, created: 0, messageClass: 'IPM.Note' },
      { stem: '0000000c', flags: 2, received: 0, created: 0, messageClass: 'IPM.Task' },
    ]);
    expect(table.diagnosis.letters).toEqual({ C: 2, F: 2, S: 1, U: 2 });
    expect(table.diagnosis.classes).toEqual({ 'IPM.Note': 1, 'IPM.Task': 1 });
  });

  test('counts lines without a usable UID and goes on', () => {
    const table = parse('F1 S2\nU../../etc F1\ngarbage\nU00000002 F1\n');
    expect(table.rows).toBe(1);
    expect(table.diagnosis).toMatchObject({ lines: 4, badLines: 3, cut: false });
  });

  test('does not believe a UID that was cut off with the file', () => {
    const table = parse('U00000001 F1 CIPM.Note\nU0000');
    expect(table.rows).toBe(1);
    expect(table.diagnosis).toMatchObject({ badLines: 1, cut: true });
  });

  test('keeps what is whole of a last line that was cut later', () => {
    const table = parse('U00000002 F00000001 S77 D5f5e');
    expect(table.record(0)).toMatchObject({ stem: '00000002', flags: 1, created: 0 });
    expect(table.diagnosis.cut).toBe(true);
  });

  test.each([
    ['flags', 'U00000002 D5f5e1000 F000'],
    ['a time', 'U00000002 D5f5e1000 T5f5'],
  ])('does not believe %s that were cut off with the file', (_, text) => {
    expect(parse(text).record(0)).toMatchObject({ flags: null, received: 0, created: 0x5f5e1000 });
  });

  test('believes a last line without class whose last token is whole', () => {
    expect(parse('U00000002 F00000001 T5f5e1000').record(0)).toMatchObject({ flags: 1, received: 0x5f5e1000 });
  });

  test('lets the last of two records count', () => {
    const table = parse('U00000001 F00000000\nU00000002 F00000002\nU00000001 F00000001\nUabc F4\nUabc F8\n');
    expect(
      Array.from({ length: table.rows }, (_, row) => table.record(row)).map(({ stem, flags }) => [stem, flags]),
    ).toEqual([
      ['00000002', 2],
      ['00000001', 1],
      ['abc', 8],
    ]);
    expect(table.diagnosis.duplicates).toBe(2);
  });

  test('knows no flags from an unreadable F, and no time from all bits set', () => {
    const table = parse('U00000001 Fxyz Tffffffff D0 C\n');
    expect(table.record(0)).toMatchObject({ flags: null, received: 0, created: 0 });
  });

  test('reads what it would write', () => {
    const record = fc.record({
      stem: fc.integer({ min: 0, max: 0xffffffff }).map((uid) => uid.toString(16).padStart(8, '0')),
      flags: fc.option(fc.integer({ min: 0, max: 0xffffffff })),
      received: fc.integer({ min: 0, max: 0xfffffffe }),
      created: fc.integer({ min: 0, max: 0xfffffffe }),
      messageClass: fc.constantFrom(null, 'IPM.Note', 'IPM.Contact', 'REPORT.IPM.Note.NDR'),
    });
    const write = (item: IndexRecord): string =>
      `U${item.stem}${item.flags === null ? '' : ` F${item.flags.toString(16)}`} S1 D${item.created.toString(16)} T${item.received.toString(16)} M0 X1 C${item.messageClass ?? ''}\n`;
    fc.assert(
      fc.property(fc.uniqueArray(record, { selector: (item) => item.stem, maxLength: 300 }), (records) => {
        const table = parse(records.map(write).join(''));
        expect(Array.from({ length: table.rows }, (_, row) => table.record(row))).toEqual(records);
      }),
    );
  });

  test('survives any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => parseIndexFld(bytes).rows <= bytes.length));
  });
});
