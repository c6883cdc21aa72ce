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
    'X-KERIO_ID;X-A="b;c:d";type=Home:a\\,b\\q',
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
