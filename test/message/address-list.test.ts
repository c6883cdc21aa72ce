import { expect, test } from 'vitest';
import { readAddresses } from '../../src/message/address-list.js';

const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

test.each([
  ['jan@example.com', [['', 'jan@example.com']]],
  ['Jan Novak <jan@example.com>', [['Jan Novak', 'jan@example.com']]],
  [
    '"Novak, Jan" <jan@example.com>, eva@example.org',
    [
      ['Novak, Jan', 'jan@example.com'],
      ['', 'eva@example.org'],
    ],
  ],
  ['"a \\"b\\" c" <d@e>', [['a "b" c', 'd@e']]],
  ['=?utf-8?q?Anna_M=C3=BCller?= <anna@example.com>', [['Anna Müller', 'anna@example.com']]],
  [utf8('Žofie Nová <zofie@example.com>'), [['Žofie Nová', 'zofie@example.com']]],
  ['jan@example.com (Jan (the elder) Novak)', [['Jan (the elder) Novak', 'jan@example.com']]],
  [
    'Team: a@x.cz, "B" <b@x.cz>; c@x.cz',
    [
      ['', 'a@x.cz'],
      ['B', 'b@x.cz'],
      ['', 'c@x.cz'],
    ],
  ],
  ['undisclosed-recipients:;', []],
  ['"john doe"@example.com', [['', '"john doe"@example.com']]],
  ['<@relay.example,@b:jan@example.com>', [['', 'jan@example.com']]],
  ["'Jan' <jan@example.com>", [['Jan', 'jan@example.com']]],
  ['Jan Novak', [['Jan Novak', '']]],
  [
    'a@x.cz b@y.cz',
    [
      ['', 'a@x.cz'],
      ['', 'b@y.cz'],
    ],
  ],
  ['jan @ example . com', [['', 'jan@example.com']]],
  ['Jan <jan@example.com', [['Jan', 'jan@example.com']]],
  ['mailto:jan@example.com', [['', 'jan@example.com']]],
  ['', []],
])('%j', (written, addresses) => {
  expect(readAddresses(written).map(({ name, address }) => [name, address])).toEqual(addresses);
});
