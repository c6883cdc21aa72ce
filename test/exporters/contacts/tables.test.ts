import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { CsvBuffer, csvCell } from '../../../src/core/csv.js';
import { card, exportContacts, stored } from './support.js';

const jan = card(
  'UID:jan',
  'N:Novák;Jan;Karel;Dr.;Jr.',
  'FN:Dr. Jan Novák',
  'NICKNAME:Honza',
  'X-FILE-AS:Novák\\, Jan',
  'ORG:Acme\\, Inc.;IT;Support',
  'TITLE:CTO',
  'ROLE:Engineer',
  'BDAY;VALUE=DATE:19701231',
  'NOTE:He said "hi"\\nand left\\, quickly',
  'EMAIL;TYPE=INTERNET,HOME:jan@home.cz',
  'EMAIL;TYPE=WORK;TYPE=PREF:jan@acme.cz',
  'EMAIL:third@acme.cz',
  'EMAIL:fourth@acme.cz',
  'TEL;TYPE=CELL:+420 600 000 000',
  'TEL;TYPE=WORK,VOICE:1',
  'TEL;TYPE=HOME,FAX:2',
  'item1.TEL:3',
  'item1.X-ABLabel:Cottage',
  'ADR;TYPE=WORK:PO 5;2nd floor;Main 1;Praha;;110 00;Czechia',
  'ADR;TYPE=HOME:;;Dlouhá 2\\nzadní vchod;Plzeň;;;',
  'URL;TYPE=WORK:https://acme.cz',
  'CATEGORIES:Kerio,VIP ::: x',
  'X-ANNIVERSARY:2001-02-03',
  'X-SPOUSE:Jana',
  'X-SKYPE:jan.novak',
);

const googleColumns =
  'First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Website 1 - Label,Website 1 - Value';
const outlookColumns =
  "First Name,Middle Name,Last Name,Title,Suffix,Initials,Web Page,Gender,Birthday,Anniversary,Location,Language,Internet Free Busy,Notes,E-mail Address,E-mail 2 Address,E-mail 3 Address,Primary Phone,Home Phone,Home Phone 2,Mobile Phone,Pager,Home Fax,Home Address,Home Street,Home Street 2,Home Street 3,Home Address PO Box,Home City,Home State,Home Postal Code,Home Country,Spouse,Children,Manager's Name,Assistant's Name,Referred By,Company Main Phone,Business Phone,Business Phone 2,Business Fax,Assistant's Phone,Company,Job Title,Department,Office Location,Organizational ID Number,Profession,Account,Business Address,Business Street,Business Street 2,Business Street 3,Business Address PO Box,Business City,Business State,Business Postal Code,Business Country,Other Phone,Other Fax,Other Address,Other Street,Other Street 2,Other Street 3,Other Address PO Box,Other City,Other State,Other Postal Code,Other Country,Callback,Car Phone,ISDN,Radio Phone,TTY/TDD Phone,Telex,User 1,User 2,User 3,User 4,Keywords,Mileage,Hobby,Billing Information,Directory Server,Sensitivity,Priority,Private,Categories";

type Row = Record<string, string>;

/** The rows of a table, each with its filled cells only. */
function rowsOf(csv: string): Row[] {
  const rows = parse(csv, { columns: true, record_delimiter: '\r\n' });
  return rows.map((row) => Object.fromEntries(Object.entries(row as Row).filter(([, value]) => value !== '')));
}

async function tables(
  ...cards: readonly string[]
): Promise<{ google: string; outlook: string; problems: readonly string[] }> {
  const { read, problems } = await exportContacts(cards.map((one) => stored(one)));
  return { google: read('.google.csv'), outlook: read('.outlook.csv'), problems };
}

describe('the Google CSV', () => {
  it('has the columns of Google for a plain contact', async () => {
    const { google } = await tables(card('UID:1', 'FN:Jan', 'N:Novák;Jan;;;'));
    expect(google).toBe(`${googleColumns}\r\nJan,,Novák,,,,,,,,,,,,,,* myContacts${','.repeat(19)}\r\n`);
  });

  it('has all fields, and as many numbered columns as the folder needs', async () => {
    const { google } = await tables(jan, card('UID:2', 'FN:Acme', 'N:;;;;', 'ORG:Acme', 'BDAY:--1010'));
    const [header = ''] = google.split('\r\n');
    expect(header).toContain('E-mail 4 - Value,Phone 1 - Label');
    expect(header).toContain(
      'Address 2 - Extended Address,Relation 1 - Label,Relation 1 - Value,Website 1 - Label,Website 1 - Value,Event 1 - Label,Event 1 - Value,Custom Field 1 - Label,Custom Field 1 - Value',
    );
    const [first, second] = rowsOf(google);
    expect(first).toEqual({
      ...{
        'First Name': 'Jan',
        'Middle Name': 'Karel',
        'Last Name': 'Novák',
        'Name Prefix': 'Dr.',
        'Name Suffix': 'Jr.',
      },
      ...{ Nickname: 'Honza', 'File As': 'Novák, Jan', 'Organization Name': 'Acme, Inc.', 'Organization Title': 'CTO' },
      ...{ 'Organization Department': 'IT, Support', Birthday: '1970-12-31' },
      ...{ Notes: 'He said "hi"\nand left, quickly', Labels: '* myContacts ::: Kerio ::: VIP : x' },
      ...{ 'E-mail 1 - Label': 'Work', 'E-mail 1 - Value': 'jan@acme.cz' },
      ...{ 'E-mail 2 - Label': 'Home', 'E-mail 2 - Value': 'jan@home.cz' },
      ...{ 'E-mail 3 - Label': 'Other', 'E-mail 3 - Value': 'third@acme.cz' },
      ...{ 'E-mail 4 - Label': 'Other', 'E-mail 4 - Value': 'fourth@acme.cz' },
      ...{ 'Phone 1 - Label': 'Mobile', 'Phone 1 - Value': '+420 600 000 000' },
      ...{ 'Phone 2 - Label': 'Work', 'Phone 2 - Value': '1', 'Phone 3 - Label': 'Home Fax', 'Phone 3 - Value': '2' },
      ...{ 'Phone 4 - Label': 'Cottage', 'Phone 4 - Value': '3' },
      ...{ 'Address 1 - Label': 'Work', 'Address 1 - Street': 'Main 1', 'Address 1 - City': 'Praha' },
      ...{ 'Address 1 - PO Box': 'PO 5', 'Address 1 - Postal Code': '110 00', 'Address 1 - Country': 'Czechia' },
      ...{ 'Address 1 - Extended Address': '2nd floor' },
      'Address 1 - Formatted': '2nd floor\nMain 1\nPO 5\n110 00 Praha\nCzechia',
      ...{ 'Address 2 - Label': 'Home', 'Address 2 - Street': 'Dlouhá 2\nzadní vchod', 'Address 2 - City': 'Plzeň' },
      'Address 2 - Formatted': 'Dlouhá 2\nzadní vchod\nPlzeň',
      ...{ 'Website 1 - Label': 'Work', 'Website 1 - Value': 'https://acme.cz' },
      ...{ 'Relation 1 - Label': 'Spouse', 'Relation 1 - Value': 'Jana' },
      ...{ 'Event 1 - Label': 'Anniversary', 'Event 1 - Value': '2001-02-03' },
      ...{ 'Custom Field 1 - Label': 'Skype', 'Custom Field 1 - Value': 'jan.novak' },
    });
    expect(second).toEqual({ 'Organization Name': 'Acme', Birthday: ' --10-10', Labels: '* myContacts' });
  });

  it('makes labels of distribution lists, whatever they call their members', async () => {
    const { google, problems } = await tables(
      card('UID:urn:uuid:A1', 'FN:Anna', 'N:A;;;;', 'EMAIL:anna@b.cz'),
      card(
        'UID:b1',
        'FN:Board',
        'N:Board;;;;',
        'X-ADDRESSBOOKSERVER-KIND:group',
        'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:a1',
      ),
      card(
        'UID:t1',
        'FN:Team',
        'N:Team;;;;',
        'KIND:group',
        'MEMBER:mailto:ANNA@b.cz',
        'EMAIL:new@b.cz',
        'EMAIL:boris@b.cz',
      ),
      card('UID:2', 'FN:Boris', 'N:B;;;;', 'EMAIL:boris@b.cz', 'CATEGORIES:Team'),
    );
    expect(rowsOf(google).map((row) => [row['Last Name'], row['E-mail 1 - Value'], row['Labels']])).toEqual([
      ['A', 'anna@b.cz', '* myContacts ::: Board ::: Team'],
      ['B', 'boris@b.cz', '* myContacts ::: Team'],
      [undefined, 'new@b.cz', '* myContacts ::: Team'],
    ]);
    expect(problems).toEqual([
      '1 addresses of distribution lists are no contacts: they have rows of their own in the Google CSV',
    ]);
  });
});

describe('the Outlook CSV', () => {
  it('has the columns of Outlook and all fields that there are columns for', async () => {
    const { outlook } = await tables(jan);
    expect(outlook.split('\r\n')[0]).toBe(outlookColumns);
    expect(rowsOf(outlook)).toEqual([
      {
        ...{ 'First Name': 'Jan', 'Middle Name': 'Karel', 'Last Name': 'Novák', Title: 'Dr.', Suffix: 'Jr.' },
        ...{ Company: 'Acme, Inc.', 'Job Title': 'CTO', Department: 'IT, Support', Profession: 'Engineer' },
        ...{
          Birthday: '12/31/1970',
          Anniversary: '2/3/2001',
          Notes: 'He said "hi"\nand left, quickly',
          Spouse: 'Jana',
        },
        ...{ 'E-mail Address': 'jan@acme.cz', 'E-mail 2 Address': 'jan@home.cz', 'E-mail 3 Address': 'third@acme.cz' },
        ...{ 'Mobile Phone': '+420 600 000 000', 'Business Phone': '1', 'Home Fax': '2', 'Other Phone': '3' },
        ...{ 'Business Street': 'Main 1', 'Business Street 2': '2nd floor', 'Business Address PO Box': 'PO 5' },
        ...{ 'Business City': 'Praha', 'Business Postal Code': '110 00', 'Business Country': 'Czechia' },
        'Business Address': '2nd floor\nMain 1\nPO 5\n110 00 Praha\nCzechia',
        ...{ 'Home Street': 'Dlouhá 2', 'Home Street 2': 'zadní vchod', 'Home City': 'Plzeň' },
        'Home Address': 'Dlouhá 2\nzadní vchod\nPlzeň',
        ...{ 'Web Page': 'https://acme.cz', Categories: 'Kerio;VIP ::: x' },
        ...{ 'User 1': 'E-mail: fourth@acme.cz', 'User 2': 'Skype: jan.novak' },
      },
    ]);
  });

  it('puts what finds no column of its own into the last ones', async () => {
    const phones = Array.from({ length: 9 }, (_, index) => `TEL;TYPE=WORK:${index}`);
    const { outlook } = await tables(card('UID:1', 'FN:A', 'N:A;;;;', ...phones));
    expect(rowsOf(outlook)[0]).toMatchObject({
      ...{ 'Business Phone': '0', 'Business Phone 2': '1', 'Other Phone': '2', 'Primary Phone': '3' },
      ...{ 'User 1': 'work: 4', 'User 2': 'work: 5', 'User 3': 'work: 6', 'User 4': 'work: 7; work: 8' },
    });
  });
});

describe('what Kerio and others write', () => {
  const robin = card(
    ...['N:Robin;Paul;Ph,Jean;Ing.,Dr.;Jr.\\, MBA', 'FN:M. Paul Robin', 'X-FILE-AS:Robin, Paul Jr.\\nFirm'],
    ...['TEL;TYPE=VOICE,WORK:+1', 'TEL;TYPE=X-ASSISTANT:+2', 'TEL;TYPE=X-COMPANY:+3', 'TEL;TYPE=PREF:+4'],
    ...['TEL;TYPE=VOICE:+5', 'TEL;TYPE=FAX:+6', 'TEL;TYPE=MSG:+7', 'TEL;TYPE=CAR:+8', 'TEL;TYPE=ISDN:+9'],
    ...['TEL;TYPE=X-CALLBACK:+10', 'TEL;TYPE=X-RADIO:+11', 'TEL;TYPE=X-TELEX:+12', 'TEL;TYPE=X-TTYTDD:+13'],
    ...['EMAIL;TYPE=PREF:paul@example.net', 'ORG:Firm;Dept', 'TITLE:Boss', 'X-ANNIVERSARY;VALUE=DATE:20121021'],
    ...['BDAY;VALUE=DATE:18800102', 'X-HOBBIES:chess,rowing', 'X-SPOUSE-NAME:Pat', 'X-CHILDREN:Ann', 'X-CHILDREN:Bob'],
    ...['X-MANAGER:Max', 'X-ASSISTANT:Sue', 'IMPP:xmpp:paul@im.example', 'URL;TYPE=WORK:firm.example', 'CLASS:PRIVATE'],
    ...['GENDER:M', 'LANG:fr', 'X-SOCIALPROFILE;type=twitter:https://twitter.com/paul', 'UID:x1'],
  );

  it('goes into the columns of Outlook', async () => {
    const { outlook } = await tables(robin);
    expect(rowsOf(outlook)).toEqual([
      {
        ...{
          'First Name': 'Paul',
          'Middle Name': 'Ph Jean',
          'Last Name': 'Robin',
          Title: 'Ing. Dr.',
          Suffix: 'Jr. MBA',
        },
        ...{ 'Business Phone': '+1', "Assistant's Phone": '+2', 'Company Main Phone': '+3', 'Primary Phone': '+4' },
        ...{ 'Other Phone': '+5', 'Other Fax': '+6', 'Car Phone': '+8', ISDN: '+9', Callback: '+10' },
        ...{ 'Radio Phone': '+11', Telex: '+12', 'TTY/TDD Phone': '+13', 'E-mail Address': 'paul@example.net' },
        ...{
          Company: 'Firm',
          Department: 'Dept',
          'Job Title': 'Boss',
          Birthday: '1/2/1880',
          Anniversary: '10/21/2012',
        },
        ...{ Hobby: 'chess, rowing', Spouse: 'Pat', Children: 'Ann, Bob', "Manager's Name": 'Max' },
        ...{ "Assistant's Name": 'Sue', 'Web Page': 'firm.example', Sensitivity: 'Private', Private: 'True' },
        ...{ Gender: 'Male', Language: 'fr' },
        ...{ 'User 1': 'other: +7', 'User 2': 'xmpp: paul@im.example', 'User 3': 'twitter: https://twitter.com/paul' },
      },
    ]);
  });

  it('goes into the columns of Google', async () => {
    const { google } = await tables(robin);
    const [row = {}] = rowsOf(google);
    const pairs = (family: string): string[] =>
      Object.keys(row)
        .filter((column) => column.startsWith(`${family} `) && column.endsWith('Value'))
        .map((column) => `${row[column.replace('Value', 'Label')] ?? ''}: ${row[column] ?? ''}`);
    expect(row).toMatchObject({
      ...{ 'First Name': 'Paul', 'Middle Name': 'Ph Jean', 'Last Name': 'Robin', 'Name Prefix': 'Ing. Dr.' },
      ...{ 'Name Suffix': 'Jr. MBA', 'File As': 'Robin, Paul Jr. Firm', Birthday: '1880-01-02' },
    });
    expect(pairs('Phone')).toEqual([
      ...['Main: +4', 'Work: +1', 'Assistant: +2', 'Company Main: +3', 'Other: +5', 'Fax: +6', 'Other: +7', 'Car: +8'],
      ...['ISDN: +9', 'Callback: +10', 'Radio: +11', 'Telex: +12', 'TTY: +13'],
    ]);
    expect(pairs('Relation')).toEqual(['Spouse: Pat', 'Child: Ann', 'Child: Bob', 'Manager: Max', 'Assistant: Sue']);
    expect(pairs('Event')).toEqual(['Anniversary: 2012-10-21']);
    expect(pairs('Custom Field')).toEqual([
      ...['xmpp: paul@im.example', 'twitter: https://twitter.com/paul', 'Hobby: chess, rowing'],
    ]);
  });

  it.each([
    ['--05-12', '5/12/1604', ' --05-12'],
    ['--0512', '5/12/1604', ' --05-12'],
    ['1604-05-12', '5/12/1604', ' --05-12'],
    ['12.5.1980', '5/12/1980', '1980-05-12'],
    ['Jan 1, 1970', '1/1/1970', '1970-01-01'],
    ['circa 1800', undefined, undefined],
  ])('a day of the year: %s', async (value, american, iso) => {
    const { google, outlook } = await tables(
      card('UID:1', 'FN:A', 'N:A;;;;', `BDAY:${value}`, `X-ANNIVERSARY:${value}`),
    );
    const [[ours = {}], [theirs = {}]] = [rowsOf(outlook), rowsOf(google)];
    expect([ours['Birthday'], ours['Anniversary']]).toEqual([american, american]);
    expect([theirs['Birthday'], theirs['Event 1 - Value']]).toEqual([iso, iso]);
  });

  it('gives a number its own column before another one takes it for want of room', async () => {
    const phones = [
      'TEL;TYPE=CELL:1',
      'TEL;TYPE=CELL:2',
      'TEL;TYPE=CELL:3',
      'TEL;TYPE=CELL:4',
      'TEL;TYPE=VOICE:5',
      'TEL;TYPE=FAX:6',
      'TEL;TYPE=FAX:7',
    ];
    const { outlook } = await tables(card('UID:1', 'FN:A', 'N:A;;;;', ...phones));
    expect(rowsOf(outlook)[0]).toEqual({
      ...{ 'Last Name': 'A', 'Mobile Phone': '1', 'Other Phone': '5', 'Primary Phone': '2', 'Other Fax': '6' },
      ...{ 'Business Fax': '7', 'User 1': 'mobile: 3', 'User 2': 'mobile: 4' },
    });
  });

  it('follows lists that are on lists, in circles too', async () => {
    const list = (uid: string, ...members: readonly string[]): string =>
      card(`UID:${uid}`, `FN:${uid}`, 'N:x;;;;', 'KIND:group', ...members.map((member) => `MEMBER:${member}`));
    const { google } = await tables(
      list('all', 'urn:uuid:board', 'urn:uuid:staff'),
      list('board', 'anna@b.cz', 'all'),
      list('staff', 'mailto:Boris <boris@b.cz>'),
      card('UID:1', 'FN:Anna', 'N:A;;;;', 'EMAIL:anna@b.cz'),
      card('UID:2', 'FN:Boris', 'N:B;;;;', 'EMAIL:boris@b.cz'),
    );
    expect(rowsOf(google).map((row) => [row['Last Name'], row['Labels']])).toEqual([
      ['A', '* myContacts ::: board ::: all'],
      ['B', '* myContacts ::: staff ::: all ::: board'],
    ]);
  });
});

describe('cells', () => {
  it.each([
    ['', ''],
    ['a b', 'a b'],
    ['=1+1', '=1+1'],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['a\nb', '"a\nb"'],
    [' a', '" a"'],
    ['a ', '"a "'],
    ['a\0b', '"a b"'],
    ['x'.repeat(9_000), 'x'.repeat(9_000)],
  ])('are quoted where they have to be: %j', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
    const buffer = new CsvBuffer();
    buffer.cell(value);
    buffer.commas(2);
    buffer.endRow();
    expect(Buffer.from(buffer.bytes).toString('latin1')).toBe(`${cell},,\r\n`);
  });
});

describe('contacts with more than a table should have columns for', () => {
  it('keep all addresses: those beyond the fiftieth stand in its cell', async () => {
    const emails = Array.from({ length: 52 }, (_, at) => `EMAIL:a${at}@b.cz`);
    const { read } = await exportContacts([stored(card('UID:1', 'FN:a', 'N:a;;;;', ...emails))]);
    const [row] = parse<Record<string, string>>(read('.google.csv'), { columns: true });
    expect(row?.['E-mail 49 - Value']).toBe('a48@b.cz');
    expect(row?.['E-mail 50 - Value']).toBe('a49@b.cz ::: a50@b.cz ::: a51@b.cz');
    expect(Object.keys(row ?? {})).not.toContain('E-mail 51 - Value');
  });

  it('name the first two hundred of their lists, and the folder says so', async () => {
    const lists = Array.from({ length: 201 }, (_, at) =>
      card(`UID:l${at}`, `FN:List ${at}`, `N:${at};;;;`, 'KIND:group', 'MEMBER:mailto:a@b.cz'),
    );
    const { read, problems } = await exportContacts(
      [...lists, card('UID:1', 'FN:a', 'N:a;;;;', 'EMAIL:a@b.cz')].map((each) => stored(each)),
    );
    const [row] = parse<Record<string, string>>(read('.google.csv'), { columns: true });
    expect(row?.['Labels']?.split(' ::: ')).toHaveLength(201);
    expect(problems).toEqual([
      '1 contacts are on more than 200 distribution lists: the Google CSV has labels for the first',
    ]);
  });
});
