import { describe, expect, test } from 'vitest';
import { parseUsersFile, selectAccounts, type UsersFile } from '../../src/transfer/plan/users-file.js';

const read = (text: string | Buffer): UsersFile => parseUsersFile(Buffer.from(text), 'users.csv');
const rows = (text: string | Buffer) =>
  read(text).accounts.map(({ source, sourcePassword, target, targetPassword, fullName }) => [
    source,
    sourcePassword,
    target,
    targetPassword,
    fullName,
  ]);

const jan = ['jan@a.cz', 'pass', 'jan@a.cz', 'pass', 'Jan Novák'];

describe("the file of Kerio's own tool", () => {
  test.each<[string, string]>([
    ['as it is', 'jan@a.cz;pass;Jan Novák\n'],
    ['with CRLF and a byte order mark', '\ufeffjan@a.cz;pass;Jan Novák\r\n'],
    ['without a last line end', 'jan@a.cz;pass;Jan Novák'],
    ['with blanks and empty lines', '\r\n  jan@a.cz ; pass ;  Jan Novák \r\n\r\n;;\r\n'],
    ['with a header line', 'user;password;Full Name\njan@a.cz;pass;Jan Novák\n'],
    ['with quotes', '"jan@a.cz";"pass";"Jan Novák"\n'],
    ['with a comment', '# who moves on Friday\njan@a.cz;pass;Jan Novák\n'],
  ])('%s', (_, text) => {
    expect(rows(text)).toEqual([jan]);
  });

  test('in UTF-16, as spreadsheets save it', () => {
    expect(rows(Buffer.from('\ufeffjan@a.cz;pass;Jan Novák\n', 'utf16le'))).toEqual([jan]);
  });

  test('quotes keep a semicolon, quotes and blanks in a password', () => {
    expect(rows('jan@a.cz;"a;b "" c ";Jan\n')[0]?.[1]).toBe('a;b " c ');
  });

  test('a password that only begins with a quote is not taken apart', () => {
    expect(rows('jan@a.cz;"abc;Jan\neva@a.cz;x;Eva\n').map(([, password]) => password)).toEqual(['"abc', 'x']);
  });

  test('passwords and names may be missing', () => {
    expect(rows('jan@a.cz\neva@a.cz;;Eva\n')).toEqual([
      ['jan@a.cz', null, 'jan@a.cz', null, null],
      ['eva@a.cz', null, 'eva@a.cz', null, 'Eva'],
    ]);
  });
});

describe('a CSV with a header', () => {
  test.each([
    ['commas', 'target,source,target_password,full_name\nnew@b.cz,jan@a.cz,"p,w",Jan\n'],
    ['semicolons', 'Source;Target;Target Password;Full-Name\njan@a.cz;new@b.cz;p,w;Jan\n'],
    ['tabs', 'source\ttarget\ttarget_password\tfull_name\njan@a.cz\tnew@b.cz\tp,w\tJan\n'],
    ['other columns too', 'id,source,target,target_password,x,full_name\n1,jan@a.cz,new@b.cz,"p,w",y,Jan\n'],
  ])('%s', (_, text) => {
    expect(rows(text)).toEqual([['jan@a.cz', null, 'new@b.cz', 'p,w', 'Jan']]);
  });

  test('source alone or target alone is both', () => {
    expect(rows('source\njan@a.cz\n')[0]).toEqual(['jan@a.cz', null, 'jan@a.cz', null, null]);
    expect(rows('target,target_password\njan@a.cz,p\n')[0]).toEqual(['jan@a.cz', null, 'jan@a.cz', 'p', null]);
  });

  test('a line that names nobody is told', () => {
    const { accounts, problems } = read('source,target_password\njan@a.cz,p\n,q\n');
    expect(accounts).toHaveLength(1);
    expect(problems).toEqual(['users.csv line 3: no mailbox is named there']);
  });
});

test('nobody in the file, or two in one mailbox, is refused', () => {
  expect(() => read('')).toThrow('users.csv names nobody');
  expect(() => read('user;password;name\n')).toThrow('users.csv names nobody');
  expect(() => read('source,target\na@a,X@b\nb@a,x@B\n')).toThrow('lines 2 and 3 both fill x@B');
});

test('one mailbox on two lines is refused: it has one ledger', () => {
  expect(() => read('source,target\nInfo@a.cz,jan@b\nx@a.cz,x@b\ninfo@A.cz,eva@b\n')).toThrow(
    'users.csv lines 2 and 4 both move info@A.cz: take one of them out; a second copy is a migration of its own, with another users file and another --state-dir',
  );
});

test('globs choose by source or target', () => {
  const { accounts } = read('source,target\njan@a.cz,jan@b.cz\neva@a.cz,eva@b.cz\nadmin@a.cz,root@b.cz\n');
  const sources = (select: string[], exclude: string[]) =>
    selectAccounts(accounts, select, exclude).map(({ source }) => source);
  expect(sources([], [])).toHaveLength(3);
  expect(sources(['j*', 'ROOT@*'], [])).toEqual(['jan@a.cz', 'admin@a.cz']);
  expect(sources(['*@a.cz'], ['ev?@*'])).toEqual(['jan@a.cz', 'admin@a.cz']);
});
