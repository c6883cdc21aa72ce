import { describe, expect, it } from 'vitest';
import { readEntity } from '../../../src/message/entity.js';
import { textOf } from '../../../src/core/octets.js';
import { itemCards } from '../../../src/pim/vcard/cards.js';

/** The lines of each card of an item, and what was noted. */
function read(item: string): { cards: string[][]; notes: readonly string[] } {
  const { cards, notes } = itemCards(readEntity(Buffer.from(item)));
  return { cards: cards.map(({ lines }) => lines.map(({ raw }) => textOf(raw))), notes };
}

const missing = 'BEGIN:VCARD was missing: the lines of the card were put together';
const prodid = 'PRODID:-//kerio.com/Contacts//NONSGML v1.0//EN';

describe('a card without its frame', () => {
  it.each([
    ['below an empty line', 'Subject: John Smith\nDate: x\n\n', [prodid, 'FN:John Smith', 'X-FILE-AS:Smith, John']],
    [
      'straight below the header',
      'Subject: John Smith\nX-MimeOLE: x\n',
      [prodid, 'FN:John Smith', 'X-FILE-AS:Smith, John'],
    ],
    [
      'below the header, names last',
      'Subject: x\n',
      ['UID:1', 'item1.EMAIL;TYPE=PREF:a@b.cz', 'X-A:1', 'N:Smith;John;;;', 'FN:John Smith'],
    ],
    ['in a part that is declared to be one', 'Content-Type: text/vcard\n\n', ['EMAIL:a@b.cz', 'FN:x']],
  ])('is put together: %s', (_, head, lines) => {
    for (const eol of ['\n', '\r\n', '\r'])
      expect(read(`${head}${lines.join('\n')}\n`.replaceAll('\n', eol))).toEqual({ cards: [lines], notes: [missing] });
  });

  it('is put together from what is left of BEGIN and END', () => {
    for (const begin of ['', 'BEGIN:\n', 'EGIN:VCARD\n', 'N:VCARD\n', 'VCARD\n'])
      for (const end of ['END:VCARD\n', 'END:VCARD', 'END:VCA'])
        expect(read(`Subject: x\n\n${begin}N:a;b;;;\nFN:b a\n${end}`)).toEqual({
          cards: [['N:a;b;;;', 'FN:b a']],
          notes: [missing, ...(end === 'END:VCA' ? ['END:VCA without a BEGIN'] : [])],
        });
    for (const end of ['E', 'EN', 'END'])
      expect(read(`\nN:a;b;;;\nFN:b a\n${end}`).cards).toEqual([['N:a;b;;;', 'FN:b a']]);
    expect(read('\nBEGIN:VCA\nFN:b a\nEND:VCARD\n')).toEqual({
      cards: [['FN:b a']],
      notes: ['BEGIN:VCA was read as the beginning of a card', 'END:VCARD was read as the end it begins with'],
    });
  });

  it('stands beside whole ones', () => {
    const text = 'Content-Type: text/vcard\n\nFN:a\nEND:VCARD\nBEGIN:VCARD\nFN:b\nEND:VCARD\nFN:c\nEND:VCARD\nTEL:5\n';
    expect(read(text).cards).toEqual([['FN:b'], ['FN:a'], ['FN:c']]);
  });

  it.each([
    'Subject: x\n\nHello\nDear N: x\n',
    'Subject: x\n\nTEL:5\n',
    'Content-Type: text/html\n\nN:a\n',
    'Subject: x\nVersion: 1\n',
  ])('is not what any text is: %j', (item) => {
    expect(read(item)).toEqual({ cards: [], notes: [] });
  });
});

describe('the subject of an item', () => {
  const cutNote = 'FN was cut: the subject of the item stands in its place';
  const missingNote = 'FN was missing: the subject of the item stands in its place';
  it.each([
    ['FN:Jan Dvo', 'FN:Jan Dvořák', [cutNote]],
    ['FN:J', 'FN:Jan Dvořák', [cutNote]],
    ['FN:', 'FN:Jan Dvořák', [missingNote]],
    ['FN', 'FN:Jan Dvořák', [missingNote]],
    ['F', 'FN:Jan Dvořák', [missingNote]],
    ['FN:Petr', 'FN:Petr', []],
    ['FN:Jan Dvořák', 'FN:Jan Dvořák', []],
  ])('is the name of a card that breaks off in %j', (end, name, notes) => {
    const item = `Subject: =?utf-8?q?Jan_Dvo=C5=99=C3=A1k?=\n\nBEGIN:VCARD\nVERSION:3.0\nTEL:5\n${end}`;
    expect(read(item)).toEqual({ cards: [['VERSION:3.0', 'TEL:5', name]], notes });
  });

  it('is the name of one that breaks off in the middle of a character', () => {
    const item = Buffer.concat([Buffer.from('Subject: Jan Dvořák\n\nBEGIN:VCARD\nFN:Jan Dvo'), Buffer.from([0xc5])]);
    expect(itemCards(readEntity(item)).cards.map(({ lines }) => lines.map(({ raw }) => textOf(raw)))).toEqual([
      ['FN:Jan Dvořák'],
    ]);
  });

  it('changes nothing in a whole card, nor in one of several', () => {
    expect(read('Subject: Jan Novak\n\nBEGIN:VCARD\nN:x\nFN:Jan\nEND:VCARD\n').cards).toEqual([['N:x', 'FN:Jan']]);
    expect(read('Subject: Jan Novak\n\nBEGIN:VCARD\nFN:a\nEND:VCARD\nBEGIN:VCARD\nFN:Jan').cards).toEqual([
      ['FN:a'],
      ['FN:Jan'],
    ]);
  });
});

describe('the folds of vCard 2.1', () => {
  const old = (text: string): string[] | undefined => read(`\nBEGIN:VCARD\n${text}END:VCARD\n`).cards[0];

  it('keep their blank, those of later versions do not', () => {
    expect(old('VERSION:2.1\nNOTE:a long\n note,\n\ttab\nFN:x\n')).toEqual([
      'VERSION:2.1',
      'NOTE:a long note,\ttab',
      'FN:x',
    ]);
    expect(old('NOTE:a long\r\n note\r\nVERSION:2.1\r\n')).toEqual(['NOTE:a long note', 'VERSION:2.1']);
    expect(old('VERSION:3.0\nNOTE:a lo\n ng note\n')).toEqual(['VERSION:3.0', 'NOTE:a long note']);
  });

  it('are not those of quoted-printable, and do no harm in base64', () => {
    expect(old('VERSION:2.1\nNOTE;ENCODING=QUOTED-PRINTABLE:a=\n b=\nc\n')?.[1]).toBe(
      'NOTE;ENCODING=QUOTED-PRINTABLE:a bc',
    );
    expect(
      old('VERSION:2.1\nPHOTO;BASE64:\n  QUJD\n  REVG\n\nFN:x\n')
        ?.slice(1)
        .map((line) => line.replaceAll(' ', '')),
    ).toEqual(['PHOTO;BASE64:QUJDREVG', 'FN:x']);
  });

  it('are told apart in one text, and in any charset', () => {
    const item =
      'Content-Type: text/vcard\n\nBEGIN:VCARD\nVERSION:3.0\nNOTE:a\n b\nEND:VCARD\nBEGIN:VCARD\nVERSION:2.1\nNOTE:a\n b\nEND:VCARD\n';
    expect(read(item).cards).toEqual([
      ['VERSION:3.0', 'NOTE:ab'],
      ['VERSION:2.1', 'NOTE:a b'],
    ]);
    const latin = Buffer.from(
      'Content-Type: text/vcard; charset=iso-8859-1\n\nBEGIN:VCARD\nVERSION:2.1\nNOTE:caf\xe9\n au lait\nEND:VCARD\n',
      'latin1',
    );
    expect(itemCards(readEntity(latin)).cards[0]?.lines.map(({ raw }) => textOf(raw))[1]).toBe('NOTE:café au lait');
    const utf16 = Buffer.from('\ufeffBEGIN:VCARD\nVERSION:2.1\nNOTE:a\n b\nEND:VCARD\n', 'utf16le');
    expect(itemCards(readEntity(utf16)).cards[0]?.lines.map(({ raw }) => textOf(raw))[1]).toBe('NOTE:a b');
  });
});
