import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64Bytes, decodeBase64 } from '../../src/message/base64.js';

const pieces = fc.constantFrom(
  'QUJD',
  'QQ==',
  'QUI=',
  'Q',
  '=',
  '-',
  '_',
  '\r\n',
  ' ',
  '!',
  '\0',
  'é',
  '+/',
  'YWJj\r\nZGVm',
  '~',
);

test('the bytes alone are those of the careful decoding, whatever stands in the text', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (list) => {
      const text = list.join('');
      expect(base64Bytes(text).toString('hex')).toBe(decodeBase64(text).bytes.toString('hex'));
    }),
    { numRuns: 2000 },
  );
});
