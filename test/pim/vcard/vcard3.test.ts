import { describe, expect, it } from 'vitest';
import { readEntity } from '../../../src/message/entity.js';
import { textOf, utf8Octets } from '../../../src/core/octets.js';
import { readComponents } from '../../../src/pim/components.js';
import { itemCards } from '../../../src/pim/vcard/cards.js';
import { completeCard, formatCard } from '../../../src/pim/vcard/complete.js';
import { toVCard3 } from '../../../src/pim/vcard/vcard3.js';

/** The lines of a card in vCard 3.0, and what was noted. */
function convert(version: string, ...lines: readonly string[]): { lines: string[]; notes: readonly string[] } {
  const text = ['BEGIN:VCARD', `VERSION:${version}`, ...lines, 'END:VCARD'].join('\n');
  const [component] = readComponents(utf8Octets(text)).components;
  if (component === undefined) throw new Error('no card');
  const card = toVCard3(component);
  return { lines: card.lines.map(({ raw }) => textOf(raw)), notes: card.notes };
}

describe('toVCard3', () => {
  it.each([
    'item1.X-ABLabel:_$!<Anniversary>!$_',
    'X-KERIO-ID;X-A="b;c:d";type=Home:a\\,b\\q',
    'TEL;type=CELL;type=VOICE;type=pref:905-555-1234',
    'TEL;TYPE=WORK;PREF:1'.replace(';PREF', ''),
    'N:Doe;John;Richter,James;Mr.;Sr.',
    'BDAY;VALUE=text:circa 1800',
    'PHOTO;ENCODING=b;TYPE=JPEG:QUJD',
    'URL:http\\://a.cz',
    'ORG:Acme\\, Inc.;IT',
  ])('leaves %j of a 3.0 card as it is', (line) => {
    expect(convert('3.0', line)).toEqual({ lines: [line], notes: [] });
  });

  it.each([
    ['TEL;WORK;VOICE;PREF:1', 'TEL;TYPE=WORK;TYPE=VOICE;TYPE=PREF:1'],
    ['NOTE;QUOTED-PRINTABLE:a=0D=0Ab; c, =C5=99', 'NOTE:a\\nb\\; c\\, ř'],
    ['N;CHARSET=windows-1250;ENCODING=QUOTED-PRINTABLE:Dvo=F8=E1k;Jan, Jr.', 'N:Dvořák;Jan\\, Jr.'],
    ['N;CHARSET=UTF-8:Dvořák;Jan', 'N:Dvořák;Jan'],
    ['ADR;HOME:;;Main 1, box\\; 5;Plzen', 'ADR;TYPE=HOME:;;Main 1\\, box\\; 5;Plzen'],
    ['CATEGORIES:a,b', 'CATEGORIES:a,b'],
    ['NOTE:D:\\data\\x, y\\, z', 'NOTE:D:\\\\data\\\\x\\, y\\, z'],
    ['ORG:R\\D;a\\;b', 'ORG:R\\\\D;a\\;b'],
    ['URL;WORK:http://a.cz/?b,c;d', 'URL;TYPE=WORK:http://a.cz/?b,c;d'],
    ['NOTE;ENCODING=8BIT:a', 'NOTE:a'],
    ['PHOTO;JPEG;BASE64:QU\n JD', 'PHOTO;TYPE=JPEG;ENCODING=b:QUJD'],
    ['PHOTO;VALUE=URL:http://a.cz/b.jpg', 'PHOTO;VALUE=URL:http://a.cz/b.jpg'],
    ['X-ANDROID-CUSTOM:a;b;c,d', 'X-ANDROID-CUSTOM:a;b;c,d'],
    ['FBURL;ENCODING=QUOTED-PRINTABLE:a=0Cb', 'FBURL:a b'],
  ])('writes %j of a 2.1 card as %j', (old, line) => {
    expect(convert('2.1', old)).toEqual({ lines: [line], notes: [] });
  });

  it.each([
    [
      'TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418;ext=102',
      'TEL;TYPE=work,voice;PREF=1;TYPE=pref:+1-418;ext=102',
    ],
    ['PHOTO:data:image/png;base64,QUJD', 'PHOTO;ENCODING=b;TYPE=PNG:QUJD'],
    ['PHOTO;MEDIATYPE=image/gif:https://a.cz/b.gif', 'PHOTO;MEDIATYPE=image/gif;VALUE=uri:https://a.cz/b.gif'],
    ['GEO:geo:46.77,-71.28', 'GEO:46.77;-71.28'],
    ['EMAIL;PREF=2:a@b.cz', 'EMAIL;PREF=2:a@b.cz'],
    ['KIND:group', 'KIND:group'],
    ['MEMBER:urn:uuid:1', 'MEMBER:urn:uuid:1'],
  ])('writes %j of a 4.0 card as %j', (line4, line) => {
    expect(convert('4.0', line4)).toEqual({ lines: [line], notes: [] });
  });

  it.each([
    ['TEL;:5', 'TEL:5'],
    ['TEL;X-A=b"c":5', `TEL;X-A=b'c':5`],
    ['ADR;LABEL="x:;;Main 1', `ADR;LABEL='x:;;Main 1`],
    ['NOTE;ENCODING=x:a', 'NOTE;X-ENCODING=x:a'],
    ['ORG:Acme, Inc.;IT', 'ORG:Acme\\, Inc.;IT'],
    ['a.b.TEL:5', 'a-b.TEL:5'],
    ['PHOTO;ENCODING=b:https://a.cz/b', 'PHOTO;VALUE=uri:https://a.cz/b'],
    ['PHOTO;ENCODING=b:data:image/png;base64,QUJD', 'PHOTO;ENCODING=b:QUJD'],
  ])('makes %j legal: %j', (wrong, line) => {
    expect(convert('3.0', wrong)).toEqual({ lines: [line], notes: [] });
  });

  it('notes what it had to repair', () => {
    expect(convert('3.0', 'N:a', 'N:b', 'NOTE:one', 'two', 'TEL:5', 'stray, one', 'KEY;ENCODING=b:QUJDR')).toEqual({
      lines: ['N:a', 'X-N:b', 'NOTE:one\\ntwo', 'TEL:5', 'X-STRAY-LINE:stray\\, one', 'KEY;ENCODING=b:QUJD'],
      notes: [
        'a second N became X-N',
        'a line that is no property was joined to NOTE',
        'a line that is no property became X-STRAY-LINE',
        'KEY is cut in the middle of its base64',
      ],
    });
  });

  it.each([
    ['FN', ['FN:a', 'FN:b'], ['FN:a', 'X-FN:b']],
    ['FN that says nothing first', ['FN:', 'FN:b'], ['FN:b']],
    ['KIND', ['KIND:individual', 'item1.KIND;X-A=1:org'], ['KIND:individual', 'item1.X-KIND;X-A=1:org']],
    ['GENDER', ['GENDER:M', 'GENDER:F'], ['GENDER:M', 'X-GENDER:F']],
    [
      'a list',
      ['X-ADDRESSBOOKSERVER-KIND:group', 'X-ADDRESSBOOKSERVER-KIND:group'],
      ['X-ADDRESSBOOKSERVER-KIND:group', 'X-ADDRESSBOOKSERVER-KIND-2:group'],
    ],
    ['BDAY', ['BDAY:20250425', 'BDAY;VALUE=date:20240424'], ['BDAY:20250425', 'X-BDAY:20240424']],
    ['BDAY, the first being none', ['BDAY:never', 'BDAY:20240424'], ['X-BDAY:never', 'BDAY:20240424']],
    ['TEL, which may stand often', ['TEL:1', 'TEL:1'], ['TEL:1', 'TEL:1']],
  ])('writes %s once', (_, lines, expected) => {
    const { lines: found, notes } = convert('3.0', ...lines);
    expect(found).toEqual(expected);
    expect(notes).toHaveLength(
      expected.filter((line) => /^(?:item1\.)?X-(?!ADDRESSBOOKSERVER-KIND:)/.test(line)).length,
    );
  });

  it.each([
    ['BDAY;VALUE=DATE:1990-1-5', 'BDAY;VALUE=DATE:1990-01-05', 'BDAY was written in another way: it became 1990-01-05'],
    ['BDAY;VALUE=text:May 12', 'BDAY:--05-12', 'BDAY was written in another way: it became --05-12'],
    [
      'ANNIVERSARY:2001/05/06',
      'ANNIVERSARY:2001-05-06',
      'ANNIVERSARY was written in another way: it became 2001-05-06',
    ],
    [
      'BDAY;VALUE=DATE:19900101123000',
      'BDAY:1990-01-01T12:30:00',
      'BDAY was written in another way: it became 1990-01-01T12:30:00',
    ],
    ['BDAY:1990-13-45', 'X-BDAY:1990-13-45', 'BDAY is no date: it became X-BDAY'],
    ['REV:yesterday', 'X-REV:yesterday', 'REV is no date: it became X-REV'],
    ['X-ENTOURAGE_UUID:1B', 'X-ENTOURAGE-UUID:1B', 'X-ENTOURAGE_UUID is no legal name: it became X-ENTOURAGE-UUID'],
    ['x-a;x-par_am=1:v', 'x-a;X-PAR-AM=1:v', 'a parameter of X-A had no legal name: - stands for what is none in it'],
  ])('mends %j: %j', (wrong, line, note) => {
    expect(convert('3.0', wrong)).toEqual({ lines: [line], notes: [note] });
  });

  it('leaves an empty date out', () => {
    expect(convert('3.0', 'BDAY;VALUE=DATE:', 'FN:a')).toEqual({ lines: ['FN:a'], notes: [] });
  });

  it.each([
    ['PHOTO:data:image/jpeg;base64\\,/9j/4AAQ', 'PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ'],
    ['PHOTO:data:image/jpeg\\;base64\\,/9j/4AAQ', 'PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ'],
    ['PHOTO:data:base64\\,iVBORw0KGgo=', 'PHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgo='],
    ['PHOTO;VALUE=uri:data:;base64,R0lGODlh', 'PHOTO;ENCODING=b;TYPE=GIF:R0lGODlh'],
    ['PHOTO;ENCODING=b;TYPE=JPEG:data:image/jpeg;base64\\,/9j/4AAQ', 'PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ'],
  ])('takes the picture out of %j', (wrong, line) => {
    expect(convert('3.0', wrong)).toEqual({ lines: [line], notes: [] });
  });

  it.each([
    [
      ['NOTE:a', 'b', 'c: d', 'Tel: 5', 'https://x.cz/?a=b', 'floor 3; room: 4', 'TEL:1'],
      ['NOTE:a\\nb\\nc: d\\nTel: 5\\nhttps://x.cz/?a=b\\nfloor 3\\; room: 4', 'TEL:1'],
    ],
    [
      ['note:a', 'Tel:5', 'b\\, c'],
      ['note:a', 'Tel:5', 'X-STRAY-LINE:b\\\\\\, c'],
    ],
    [['NOTE:a', 'b\\, c'], ['NOTE:a\\nb\\, c']],
    [
      ['NOTE:a', 'X-Abc:1', 'item1.ABC:2', 'ABC;X=1:3'],
      ['NOTE:a', 'X-Abc:1', 'item1.ABC:2', 'ABC;X=1:3'],
    ],
    [['ADR;TYPE=HOME:;;Main 1', 'Floor 2;Plzen;;30100;CZ'], ['ADR;TYPE=HOME:;;Main 1\\nFloor 2;Plzen;;30100;CZ']],
    [
      ['FN:Jan', 'Novak', 'X-FILE-AS:Novak', 'Jan', 'EMAIL:a@b.cz', 'x'],
      ['FN:Jan Novak', 'X-FILE-AS:Novak\\nJan', 'EMAIL:a@b.cz', 'X-STRAY-LINE:x'],
    ],
  ])('reads on in a text where lines have no name: %j', (lines, expected) => {
    expect(convert('3.0', ...lines).lines).toEqual(expected);
  });

  it('puts the card of an agent into its value', () => {
    expect(convert('2.1', 'AGENT:', 'BEGIN:VCARD', 'VERSION:2.1', 'FN:b, c', 'END:VCARD', 'FN:a').lines).toEqual([
      'AGENT:BEGIN:VCARD\\nVERSION:3.0\\nFN:b\\\\\\, c\\nEND:VCARD',
      'FN:a',
    ]);
  });
});

describe('itemCards', () => {
  it('reads values in the charsets that they name themselves', () => {
    const item = Buffer.from(
      'Content-Type: text/x-vcard\n\nBEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=windows-1250:Dvo\xf8\xe1k\nN;CHARSET=koi8-r:\xf0\nEND:VCARD',
      'latin1',
    );
    const { cards, mixed } = itemCards(readEntity(item));
    const lines = cards.flatMap((card) => toVCard3(card, mixed).lines.map(({ raw }) => textOf(raw)));
    expect(lines).toEqual(['FN:Dvořák', 'N:П']);
  });

  it('puts blanks for control characters, in any version', () => {
    const item = 'Content-Type: text/vcard\n\nBEGIN:VCARD\nVERSION:3.0\nFN:a\0\x01b\nNOTE:c\x0bd\te\x7f\nEND:VCARD';
    const lines = itemCards(readEntity(Buffer.from(item))).cards.flatMap((card) => card.lines.map(({ raw }) => raw));
    expect(lines).toEqual(['VERSION:3.0', 'FN:a  b', 'NOTE:c d\te ']);
  });
});

describe('completeCard', () => {
  const complete = (...lines: readonly string[]): string[] => {
    const [component] = readComponents(utf8Octets(['BEGIN:VCARD', ...lines, 'END:VCARD'].join('\n'))).components;
    const card = completeCard(component?.lines ?? [], { uid: 'new', photo: null });
    return card.lines.map(({ raw }) => textOf(raw));
  };

  it.each([
    [
      ['FN:Jan Karel Novák', 'UID:1'],
      ['N:Novák;Jan Karel;;;', 'FN:Jan Karel Novák', 'UID:1'],
    ],
    [
      ['FN:Novák\\, Jan', 'UID:1'],
      ['N:Novák;Jan;;;', 'FN:Novák\\, Jan', 'UID:1'],
    ],
    [
      ['N:Novák;Jan;Karel;Dr.;Jr.', 'UID:1'],
      ['FN:Dr. Jan Karel Novák Jr.', 'N:Novák;Jan;Karel;Dr.;Jr.', 'UID:1'],
    ],
    [
      ['N:;;;;', 'FN:', 'ORG:Acme\\, Inc.;IT', 'UID:1'],
      ['N:;;;;', 'FN:Acme\\, Inc.', 'ORG:Acme\\, Inc.;IT', 'UID:1'],
    ],
    [
      ['EMAIL:a@b.cz', 'UID:1'],
      ['FN:a@b.cz', 'N:a@b.cz;;;;', 'EMAIL:a@b.cz', 'UID:1'],
    ],
    [
      ['NOTE:x', 'UID:1'],
      ['FN:No name', 'N:No name;;;;', 'NOTE:x', 'UID:1'],
    ],
    [
      ['FN:a', 'N:a', 'UID:'],
      ['FN:a', 'N:a', 'UID:new'],
    ],
  ])('gives %j what it lacks', (lines, completed) => {
    expect(complete(...lines)).toEqual(completed);
  });

  it('is written with CRLF and folded', () => {
    const card = completeCard([], { uid: 'x'.repeat(80), photo: null });
    expect(formatCard(card.lines)).toBe(
      `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:No name\r\nN:No name;;;;\r\nUID:${'x'.repeat(71)}\r\n ${'x'.repeat(9)}\r\nEND:VCARD\r\n`,
    );
  });
});
