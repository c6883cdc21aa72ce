import { expect, test } from 'vitest';
import { decodeText } from '../../src/users-cfg/text.js';

const decode = (bytes: Uint8Array | string): { text: string; encoding: string; problems: string[] } => {
  const { problems, ...rest } = decodeText(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, 'users.cfg');
  return { ...rest, problems: problems.map(({ kind, line, message }) => `${kind} ${line ?? '-'} ${message}`) };
};

test('UTF-8 is UTF-8, with or without a byte order mark', () => {
  expect(decode('Novák')).toEqual({ text: 'Novák', encoding: 'utf-8', problems: [] });
  expect(decode('\ufeffNovák')).toEqual({ text: 'Novák', encoding: 'utf-8', problems: [] });
});

test('UTF-16 is known by its byte order mark', () => {
  const little = Buffer.from('\ufeff<config/> ž', 'utf16le');
  expect(decode(little)).toEqual({ text: '<config/> ž', encoding: 'utf-16le', problems: [] });
  expect(decode(Buffer.from(little).swap16())).toEqual({ text: '<config/> ž', encoding: 'utf-16be', problems: [] });
});

test('a declared encoding is honoured', () => {
  const bytes = Buffer.concat([
    Buffer.from('<?xml version="1.0" encoding="windows-1250"?>'),
    Buffer.from([0xe8, 0xef, 0x9e]),
  ]);
  expect(decode(bytes)).toMatchObject({ encoding: 'windows-1250', problems: [] });
  expect(decode(bytes).text.endsWith('čďž')).toBe(true);
});

test('a declaration that cannot be true is passed over and told', () => {
  for (const encoding of ['utf-16', 'klingon-8']) {
    const { text, problems } = decode(`<?xml version='1.0' encoding='${encoding}'?>ž`);
    expect(text.endsWith('ž')).toBe(true);
    expect(problems).toEqual([
      `note 1 declares the encoding ${encoding}, which it is not in or nobody knows: read as UTF-8`,
    ]);
  }
});

test('a line that is no UTF-8 is windows-1252 and spoils no other', () => {
  const bytes = Buffer.concat([Buffer.from('Novák\n'), Buffer.from([0x4d, 0xfc, 0x6c, 0x0a]), Buffer.from('Žák\n')]);
  expect(decode(bytes)).toEqual({
    text: 'Novák\nMül\nŽák\n',
    encoding: 'utf-8, windows-1252',
    problems: ['repaired 2 1 line is no UTF-8, read as windows-1252 (the first is this one)'],
  });
});

test('control characters are dropped, line breaks and tabs stay', () => {
  expect(decode('a\n\u0000b\u0007\tc\r\n\uffff')).toEqual({
    text: 'a\nb\tc\r\n',
    encoding: 'utf-8',
    problems: ['repaired 2 3 control characters dropped, the first in this line'],
  });
});
