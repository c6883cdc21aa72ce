/** Items as stores hold them, each odd in a way of its own: what every importer has to take all the same. */
import { uuencoded } from '../../support/uuencode.js';
import { card, stored } from './support.js';

/** Each item under what is odd about it. */
export const oddCards: Readonly<Record<string, Buffer>> = {
  ...datesInEverySpelling(),
  'two of everything that may stand once': threeZero(
    ...['FN:John Smith', 'N:;John Smith;;;', 'FN:John Smith', 'N:Smith;John;;;', 'PRODID:a', 'PRODID:b', 'UID:1'],
    ...['UID:2', 'VERSION:3.0', 'KIND:individual', 'KIND:org', 'GENDER:M', 'GENDER:F', 'REV:yesterday', 'REV:20200101'],
    ...['CLASS:PUBLIC', 'CLASS:PRIVATE', 'SORT-STRING:a', 'SORT-STRING:b', 'BDAY:20250425', 'BDAY:20240424'],
  ),
  'names with underscores': threeZero('FN:U', 'X-ENTOURAGE_UUID:1B2C', 'my_group.X-A_B;X-PAR_AM=1:v', 'my_group.TEL:5'),
  'lines without a name': threeZero(
    'NOTE:first',
    'second line',
    'third: with colon',
    'PIN: 1234#',
    'TEL;CELL:5',
    'FN:S',
  ),
  'a text below nothing': threeZero('TEL:1', 'stray', 'FN:S'),
  'Kerio’s own members': threeZero(
    ...['N:Robin;Paul;Ph;M.;Jr.', 'FN:M. Paul Robin', 'X-FILE-AS:Robin, Paul Jr.\\nFirm', 'TEL;TYPE=X-COMPANY:+3'],
    ...['TEL;TYPE=PREF:+4', 'X-ANNIVERSARY;VALUE=DATE:20121021', 'X-HOBBIES:chess,rowing', 'X-SPOUSE-NAME:Pat'],
    ...['X-CHILDREN:Ann', 'X-CHILDREN:Bob', 'IMPP:xmpp:paul@im.example', 'CLASS:PRIVATE'],
  ),
  'a picture as a URI whose comma is escaped': threeZero('FN:P', 'PHOTO:data:base64\\,iVBORw0KGgo='),
  'a picture with its type': threeZero('FN:P', 'PHOTO;VALUE=uri:data:image/jpeg\\;base64\\,/9j/4AAQ'),
  'social networks': threeZero('FN:S', 'X-SOCIALPROFILE;type=twitter;x-user=jan:https://twitter.com/jan'),
  'a distribution list': threeZero('FN:Team', 'KIND:group', 'MEMBER:mailto:a@b.cz', 'MEMBER:urn:uuid:x'),
  'vCard 2.1 with folds': stored(
    'BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8:Novák;Jan\nNOTE:a long\n note\nTEL;WORK;VOICE:5\nEND:VCARD\n',
    'Content-Type: text/x-vcard',
  ),
  'no frame': stored('PRODID:-//kerio.com/Contacts//NONSGML v1.0//EN\nFN:John Smith\nX-FILE-AS:Smith, John\n'),
  'no frame and no empty line': Buffer.from(
    'Subject: John Smith\r\nDate: Wed, 10 Oct 2012 15:31:08 +0200\r\nPRODID:-//kerio.com/Contacts//NONSGML v1.0//EN\r\n' +
      'EMAIL;TYPE=PREF:john@b.cz\r\nFN:John Smith\r\nX-FILE-AS:Smith, John\r\n',
  ),
  'a frame without BEGIN': stored('N:Nov;Jan;;;\nFN:Jan Nov\nEND:VCARD\n'),
  'a BEGIN that was cut': stored('GIN:VCARD\nVERSION:3.0\nFN:Jan Nov\nEND:VCARD\n'),
  'cut in its name': Buffer.from('Subject: Jan Dvorak\n\nBEGIN:VCARD\nVERSION:3.0\nTEL:5\nFN:Jan Dv'),
  uuencoded: Buffer.from(
    `Subject: Anna\r\n\r\n\r\n${uuencoded('Anna.txt', Buffer.from(card('N:Martin;Anna;;;', 'FN:Anna'))).replace(/\n/g, '\r\n')}`,
  ),
  'bare CR': Buffer.from(
    stored(card('FN:Cr', 'NOTE:a', 'TEL:1'))
      .toString('latin1')
      .replace(/\r\n/g, '\r'),
    'latin1',
  ),
  'parameters that are none': threeZero(
    'FN:P',
    'TEL;:5',
    'EMAIL;TYPE=:a@b.cz',
    'ADR;X-A=b"c:;;Main 1;;;;',
    'TEL;X-A=^n:6',
  ),
  'no name at all': threeZero('EMAIL:only@b.cz'),
};

function threeZero(...lines: readonly string[]): Buffer {
  return stored(card(...lines));
}

function datesInEverySpelling(): Record<string, Buffer> {
  const spellings = [
    ...['1990-01-01;', 'Jan 1, 1970', '1990-13-45', '19900101000000', '1990-1-5', '16040512', '18800512', '--05-12'],
    ...['--0512', '0000-00-00', '5.12.1980', '1990-01-01T12:30:00+0100', '', 'circa 1800', '1985-04'],
  ];
  return Object.fromEntries(
    spellings.map((value) => [`BDAY:${value}`, threeZero(`FN:B ${value}`, `BDAY:${value}`, `ANNIVERSARY:${value}`)]),
  );
}
