import { expect, test } from 'vitest';
import { withWholeFileAs } from '../../../src/destinations/dav/mended.js';

const card = (...lines: readonly string[]): string =>
  ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n');

test.each([
  ['X-FILE-AS:Novak, Jan', 'X-FILE-AS:Novak\\, Jan'],
  ['X-FILE-AS:Novak\\, Jan, junior', 'X-FILE-AS:Novak\\, Jan\\, junior'],
  ['X-FILE-AS:C\\\\, D', 'X-FILE-AS:C\\\\\\, D'],
  ['item1.X-FILE-AS;CHARSET=UTF-8:a,b', 'item1.X-FILE-AS;CHARSET=UTF-8:a\\,b'],
  ['CATEGORIES:X-FILE-AS,b', 'CATEGORIES:X-FILE-AS,b'],
])('%s is filed whole: %s', (line, whole) => {
  expect(withWholeFileAs(card('N:Novak;Jan;;;', line))).toBe(card('N:Novak;Jan;;;', whole));
});
