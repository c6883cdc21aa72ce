import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainVariables } from '../../src/users-cfg/plain-record.js';
import { parseRecords } from '../../src/users-cfg/record.js';
import { outlineOf } from '../../src/users-cfg/scan.js';

test('a plain record is read, blanks and references included', () => {
  expect(
    plainVariables(
      '<listitem>\n  <variable name="Name">007</variable>\r\n<variable name="B"> a &amp;lt; &#345;&#x1F600; </variable></listitem>',
    ),
  ).toEqual([
    { name: 'Name', value: '007' },
    { name: 'B', value: ' a &lt; ř😀 ' },
  ]);
  expect(plainVariables('<listitem></listitem>')).toEqual([]);
});

const others = [
  '<listitem id="1"><variable name="A">1</variable></listitem>',
  `<listitem><variable name='A'>1</variable></listitem>`,
  '<listitem><variable name="A" type="s">1</variable></listitem>',
  '<listitem><variable name="A"/></listitem>',
  '<listitem><variable name="A">a & b</variable></listitem>',
  '<listitem><variable name="A">&other;</variable></listitem>',
  '<listitem><variable name="A">&#0;</variable></listitem>',
  '<listitem><variable name="A">&#xD800;</variable></listitem>',
  '<listitem><variable name="A"><![CDATA[x]]></variable></listitem>',
  '<listitem><!-- --><variable name="A">1</variable></listitem>',
  '<listitem><variable name="A">1</variable>text</listitem>',
  '<listitem><variable name="A">1</variable><list name="L"></list></listitem>',
  '<listitem><variable name="A">1</variable>',
  '<listitem/>',
];

for (const source of others) {
  test(`left to the parser: ${source}`, () => {
    expect(plainVariables(source)).toBeNull();
  });
}

test('the parser gives the same for every plain record', () => {
  const reference = fc.oneof(
    fc.constantFrom(
      '\r\n',
      '\r',
      '\n',
      '&amp;',
      '&lt;',
      '&gt;',
      '&quot;',
      '&apos;',
      '&#9;',
      '&#13;',
      '&#x85;',
      '&#128;',
      '&#xFFFD;',
    ),
    fc.integer({ min: 32, max: 0x10ffff }).map((code) => (code % 2 === 0 ? `&#${code};` : `&#x${code.toString(16)};`)),
  );
  const text = fc
    .string({ unit: 'grapheme', maxLength: 6 })
    .map((value) => value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff<&]/g, ''));
  const value = fc.array(fc.oneof(text, reference), { maxLength: 4 }).map((parts) => parts.join(''));
  const variable = fc.tuple(fc.constantFrom('Name', 'A_b', 'x y', 'ž'), value);
  fc.assert(
    fc.property(fc.array(variable, { maxLength: 6 }), (variables) => {
      const body = variables.map(([name, content]) => `\n <variable name="${name}">${content}</variable>`).join('');
      const plain = plainVariables(`<listitem>${body}\n</listitem>`);
      fc.pre(plain !== null);
      // An attribute that nobody knows sends the record to the parser.
      const xml = `<config><list name="User"><listitem x="">${body}\n</listitem></list></config>`;
      const { records } = parseRecords(xml, outlineOf(xml, 'users.cfg').fragments, 'users.cfg');
      expect(records[0]?.variables).toEqual(plain);
    }),
    { numRuns: 1000 },
  );
});
