import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problemText } from '../../src/users-cfg/problem.js';
import { type ConfigRecord, parseRecords } from '../../src/users-cfg/record.js';
import { outlineOf } from '../../src/users-cfg/scan.js';

function parse(text: string): { records: readonly ConfigRecord[]; problems: readonly string[] } {
  const outline = outlineOf(text, 'users.cfg');
  const { records, problems } = parseRecords(text, outline.fragments, 'users.cfg');
  return { records, problems: [...outline.problems, ...problems].map(problemText) };
}

/** `User(Name=jan, Name=petr) [Groups: x=1 | x=2]` */
function brief({ of, kind, variables, lists }: ConfigRecord): string {
  const pairs = (all: ConfigRecord['variables']): string => all.map(({ name, value }) => `${name}=${value}`).join(', ');
  const nested = lists.map(({ name, records }) => ` [${name}: ${records.map(pairs).join(' | ')}]`);
  return `${kind === 'table' ? 'table ' : ''}${of}(${pairs(variables)})${nested.join('')}`;
}

const user = (variables: string): string =>
  `<config><list name="User"><listitem>${variables}</listitem></list></config>`;

test('a file as the server writes it', () => {
  const { records, problems } = parse(`<?xml version="1.0" encoding="UTF-8"?>
<config>
  <list name="User" identityCounter="2">
    <listitem>
      <variable name="Name">jsmith</variable>
      <variable name="Password">NUL:</variable>
      <variable name="Rights">0</variable>
    </listitem>
    <listitem>
      <variable name="Name">eva</variable>
      <variable name="FullName"></variable>
    </listitem>
  </list>
  <table name="Directories">
    <variable name="StoreDir">C:\\Kerio\\store</variable>
  </table>
</config>
`);
  expect(problems).toEqual([]);
  expect(records.map(brief)).toEqual([
    'User(Name=jsmith, Password=NUL:, Rights=0)',
    'User(Name=eva, FullName=)',
    'table Directories(StoreDir=C:\\Kerio\\store)',
  ]);
  expect(records.map(({ line }) => line)).toEqual([4, 9, 14]);
});

test('nothing is coerced and blanks are kept', () => {
  const { records } = parse(
    user(
      '<variable name="A">007</variable><variable name="B">1e5</variable><variable name="C"> 0x1F </variable><variable name="D">true</variable>',
    ),
  );
  expect(records.map(brief)).toEqual(['User(A=007, B=1e5, C= 0x1F , D=true)']);
});

test('references are decoded once, unknown ones stay, CDATA is text', () => {
  const { records, problems } = parse(
    user(
      '<variable name="A">&amp;lt; &#345;&#x159; &quot;&apos;</variable><variable name="B">&other;</variable><variable name="C"><![CDATA[a<b&c]]></variable>',
    ),
  );
  expect(problems).toEqual([]);
  expect(records.map(brief)).toEqual([`User(A=&lt; řř "', B=&other;, C=a<b&c)`]);
});

test('repeated names, other attributes, other quotes, comments and nested lists are kept or passed over', () => {
  const { records, problems } = parse(
    `<config version='9'><!-- <listitem> --><list id="7" name='User'><listitem id='1'><variable type="s" name='Groups'>a</variable><variable name="Groups">b</variable><list name="Mail"><listitem><variable name="Address">x</variable></listitem><listitem><variable name="Address">y</variable></listitem></list><variable name="E"/></listitem><listitem/></list></config>`,
  );
  expect(problems).toEqual([]);
  expect(records.map(brief)).toEqual(['User(Groups=a, Groups=b, E=) [Mail: Address=x | Address=y]', 'User()']);
});

test('a table around a list: its own variables are one record, before and behind', () => {
  const { records } = parse(
    '<config><table name="T"><variable name="A">1</variable><list name="L"><listitem><variable name="B">2</variable></listitem></list><variable name="C">3</variable></table></config>',
  );
  expect(records.map(brief)).toEqual(['table T(A=1)', 'L(B=2)', 'table T(C=3)']);
});

test('a bare & and a stray < are repaired, with the line', () => {
  const { records, problems } = parse(`<config><list name="User">
<listitem><variable name="FullName">Müller & Söhne <office></variable></listitem>
<listitem><variable name="FullName">good</variable></listitem>
</list></config>`);
  expect(records.map(brief)).toEqual(['User(FullName=Müller & Söhne <office>)', 'User(FullName=good)']);
  expect(problems).toEqual(['users.cfg:2: a record of User was not well-formed and has been repaired']);
});

test('a record that cannot be repaired costs itself alone', () => {
  const { records, problems } = parse(`<config><list name="User">
<listitem><variable name="Name">a</variable></listitem>
<listitem><variable name="Name">b</variable>
<variable name="FullName">x</FullName></listitem>
<listitem><variable name="Name">c</variable></listitem>
</list></config>`);
  expect(records.map(brief)).toEqual(['User(Name=a)', 'User(Name=c)']);
  expect(problems).toEqual([
    'users.cfg:4: a record of User is not well-formed (b): it is lost (</FullName> where </variable> should be)',
  ]);
});

test('a record without an end ends where the next one begins', () => {
  const { records, problems } = parse(`<config><list name="User"><listitem><variable name="Name">a</variable>
<listitem><variable name="Name">b</variable></listitem></list></config>`);
  expect(records.map(brief)).toEqual(['User(Name=a)', 'User(Name=b)']);
  expect(problems).toEqual(['users.cfg:1: a record of User was not well-formed and has been repaired']);
});

test('a file that is cut off keeps every whole record and names the lost one', () => {
  const { records, problems } = parse(`<config><list name="User">
<listitem><variable name="Name">a</variable></listitem>
<listitem><variable name="Name">b</variable><variable name="Domain">company.com</variable><variable na`);
  expect(records.map(brief)).toEqual(['User(Name=a)']);
  expect(problems).toEqual([
    'users.cfg:3: the file ends too early, inside config in list User in listitem: it looks cut off',
    'users.cfg:3: a record of User has no end (b@company.com): it is lost',
  ]);
});

test('a closing tag without an opening one is told and passed over', () => {
  const { records, problems } = parse('<config></list><list name="User"><listitem/></list></config>');
  expect(records.map(brief)).toEqual(['User()']);
  expect(problems).toEqual(['users.cfg:1: </list> closes nothing']);
});

test('a comment or CDATA section that never ends swallows the rest, not the time', () => {
  const head = user('<variable name="Name">a</variable>').replace('</list></config>', '');
  for (const tail of ['<!-- ', '<![CDATA[ ', '<? ']) {
    const { records, problems } = parse(`${head}${tail}${'<listitem>'.repeat(20_000)}`);
    expect(records.map(brief)).toEqual(['User(Name=a)']);
    expect(problems).toHaveLength(1);
  }
});

test('hostile files cost no time and no stack', () => {
  const deep = parse(`<config>${'<list name="User">'.repeat(200_000)}${'</listitem>'.repeat(200_000)}</config>`);
  expect(deep.problems).toEqual([
    'users.cfg:1: elements are nested too deep: the inner ones are passed over',
    'users.cfg:1: </listitem> closes nothing',
    'users.cfg:1: 199999 more closing tags close nothing',
  ]);
  const many = parse(user('<variable name="A">x</variable>'.repeat(200_000)));
  expect(many.records[0]?.variables).toHaveLength(200_000);
  const long = 'x'.repeat(5_000_000);
  expect(parse(user(`<variable name="A">${long}&amp;</variable><!--${long}-->`)).records[0]?.variables).toEqual([
    { name: 'A', value: `${long}&` },
  ]);
  const nested = parse(user(`${'<x>'.repeat(200)}${'</x>'.repeat(200)}`) + user('<variable name="A">1</variable>'));
  expect(nested.records.map(brief)).toEqual(['User(A=1)']);
  expect(nested.problems).toEqual([
    'users.cfg:1: a record of User is not well-formed: it is lost (Maximum nested tags exceeded)',
  ]);
});

test('what is written is read: any text in any variable', () => {
  // What XML cannot hold at all is no text of a configuration.
  const text = fc
    .string({ unit: 'grapheme' })
    .map((value) => value.replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff\ud800-\udfff]/gu, ''));
  const variables = fc.array(fc.record({ name: fc.constantFrom('Name', 'Groups', 'X_1'), value: text }), {
    maxLength: 5,
  });
  const escape = (value: string): string => value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  fc.assert(
    fc.property(fc.array(variables, { maxLength: 30 }), (items) => {
      const xml = items.map(
        (item) =>
          `<listitem>${item.map(({ name, value }) => `<variable name="${name}">${escape(value)}</variable>`).join('')}</listitem>`,
      );
      const { records, problems } = parse(`<config><list name="User">${xml.join('\n')}</list></config>`);
      expect(problems).toEqual([]);
      expect(records.map((record) => record.variables)).toEqual(items);
    }),
  );
});

test('what stands in a table beside its lists is read once', () => {
  const table =
    '<table name="T"><variable name="A">1</variable><list/><variable name="B">2</variable><list name="L"/></table>';
  const { records, problems } = parse(`<config>${table}</config>`);
  expect(records.map(brief)).toEqual(['table T(A=1)', 'table T(B=2)']);
  expect(problems).toEqual([]);
});
