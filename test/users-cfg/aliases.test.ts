import { expect, test } from 'vitest';
import { problemText } from '../../src/users-cfg/problem.js';
import type { ReadAccounts } from '../../src/users-cfg/read-accounts.js';
import { accountsFrom } from './config.js';

const texts = ({ problems }: ReadAccounts): string[] => problems.map(problemText);
const jan = { Name: 'jan', Domain: 'company.com' };
const eva = { Name: 'eva', Domain: 'company.com' };

test('aliases: several records of one name count, chains are followed, every kind of target is known', () => {
  const alias = (Lhs: string, Rhs: string): Record<string, string> => ({ Domain: 'company.com', Lhs, Rhs });
  const { accounts, problems } = accountsFrom(
    {
      User: [{ ...jan, MailAddress: 'novak' }, eva, { Name: 'petr', Domain: 'other.example' }],
      Group: [{ Name: 'Sales', Domain: 'company.com', MailAddress: 'sales' }],
      Alias: [
        alias('info', 'jan'),
        alias('help', 'info'),
        alias('info', 'eva'),
        alias('all', 'help'),
        alias('all', 'sales'),
        alias('petr', 'petr@other.example'),
        alias('out', 'x@elsewhere.example'),
        alias('folder', '#public/Info Box'),
        alias('byname', 'novak'),
        alias('letters', 'news'),
        alias('room', 'Room1@company.com'),
        alias('spam-*', 'jan'),
        alias('twice', 'jan,eva'),
        alias('net', 'jan@company.example'),
      ],
    },
    {
      Domain: [
        { Domain: 'company.com', Type: '0', Alias: 'company.example, company.net' },
        { Domain: 'other.example', Type: '0' },
      ],
      MailingList: [{ Domain: 'company.com', Name: 'news', Member: ['jan', 'x@y.example'], Moderator: 'eva' }],
      Resource: [{ Domain: 'company.com', Name: 'Room1', Type: '0' }],
    },
  );
  expect(problems).toEqual([]);
  expect(
    accounts.aliases.map(({ name, deliveries }) => [name, deliveries.map(({ kind, to }) => `${kind} ${to}`)]),
  ).toEqual([
    ['info', ['user jan@company.com', 'user eva@company.com']],
    ['help', ['user jan@company.com', 'user eva@company.com']],
    ['all', ['user jan@company.com', 'user eva@company.com', 'group sales@company.com']],
    ['petr', ['user petr@other.example']],
    ['out', ['outside x@elsewhere.example']],
    ['folder', ['public folder #public/Info Box']],
    ['byname', ['user jan@company.com']],
    ['letters', ['list news@company.com']],
    ['room', ['resource Room1@company.com']],
    ['spam-*', ['user jan@company.com']],
    ['twice', ['user jan@company.com', 'user eva@company.com']],
    ['net', ['user jan@company.com']],
  ]);
  expect(accounts.aliases.find(({ name }) => name === 'spam-*')?.pattern).toBe(true);
  expect(accounts.domains[0]).toEqual({
    name: 'company.com',
    primary: true,
    aliases: ['company.example', 'company.net'],
    description: '',
  });
  expect(accounts.lists[0]?.members).toEqual([
    { address: 'jan@company.com', moderator: false },
    { address: 'x@y.example', moderator: false },
    { address: 'eva@company.com', moderator: true },
  ]);
});

test('an alias of itself means the user of that name; circles and dead ends are told once', () => {
  const alias = (Lhs: string, Rhs: string): Record<string, string> => ({ Domain: 'company.com', Lhs, Rhs });
  const read = accountsFrom({
    User: [jan],
    Alias: [
      alias('jan', 'info'),
      alias('jan', 'jan'),
      alias('info', 'x@out.example'),
      alias('a', 'b'),
      alias('b', 'c'),
      alias('c', 'a'),
      alias('c', 'jan'),
      alias('me', 'me'),
      alias('gone', 'nobody'),
    ],
  });
  const deliveries = new Map(read.accounts.aliases.map((found) => [found.name, found.deliveries.map(({ to }) => to)]));
  expect(deliveries.get('jan')).toEqual(['x@out.example', 'jan@company.com']);
  expect(deliveries.get('a')).toEqual(['x@out.example', 'jan@company.com']);
  expect(deliveries.get('me')).toEqual([]);
  expect(texts(read)).toEqual([
    expect.stringContaining(
      'aliases go round in a circle: a@company.com → b@company.com → c@company.com → a@company.com',
    ),
    expect.stringContaining('aliases go round in a circle: me@company.com → me@company.com'),
    expect.stringContaining('the alias gone@company.com delivers to nobody, which no record describes'),
  ]);
});

test('a chain of aliases is followed; one without end is told and costs no time', () => {
  const chain = (length: number, last: string): Record<string, string>[] =>
    Array.from({ length }, (_, at) => ({ Domain: 'a.b', Lhs: `n${at}`, Rhs: at === length - 1 ? last : `n${at + 1}` }));
  const User = [{ Name: 'jan', Domain: 'a.b' }];
  const short = accountsFrom({ User, Alias: chain(40, 'jan') });
  expect(short.accounts.aliases[0]?.deliveries).toEqual([{ kind: 'user', to: 'jan@a.b' }]);
  const round = accountsFrom({ User, Alias: chain(5000, 'n0') });
  expect(texts(round)).toHaveLength(5000);
  expect(texts(round)[0]).toContain('the alias n0@a.b leads over too many other aliases');
});

test('the target of aliases and the groups of users are inferred from their values', () => {
  const read = accountsFrom({
    User: [
      { ...jan, Memb: 'Sales;All', Note: 'Sales department' },
      { ...eva, Memb: 'all@company.com' },
    ],
    Group: [
      { Name: 'Sales', Domain: 'company.com' },
      { Name: 'All', Domain: 'company.com' },
    ],
    Alias: [
      { Domain: 'company.com', Lhs: 'info', Goes: 'jan', Flag: '1', Description: 'eva' },
      { Domain: 'company.com', Lhs: 'web', Goes: '#public/Web', Flag: '1' },
    ],
  });
  expect(read.problems).toEqual([]);
  expect(read.accounts.users.map(({ groups }) => groups)).toEqual([
    ['sales@company.com', 'all@company.com'],
    ['all@company.com'],
  ]);
  expect(read.accounts.aliases.map(({ targets }) => targets)).toEqual([['jan'], ['#public/Web']]);
  expect(read.understanding.used.filter(({ how }) => how === 'inferred')).toEqual([
    { list: 'User', variable: 'Memb', meaning: 'group membership', how: 'inferred', records: 2 },
    { list: 'Alias', variable: 'Goes', meaning: 'where it delivers', how: 'inferred', records: 2 },
  ]);
  expect(read.understanding.unknown).toEqual([
    { list: 'User', variable: 'Note', records: 1, shape: 'a a' },
    { list: 'Alias', variable: 'Flag', records: 2, shape: '9' },
  ]);
});

test('two variables that fit equally well are both left alone', () => {
  const read = accountsFrom({
    User: [jan, eva],
    Alias: [{ Domain: 'company.com', Lhs: 'info', One: 'jan', Two: 'eva' }],
  });
  expect(read.accounts.aliases[0]?.targets).toEqual([]);
  expect(texts(read)).toEqual([
    'users.cfg:14: the alias info@company.com delivers to nobody that could be found in it',
  ]);
  expect(read.understanding.unknown.map(({ variable }) => variable)).toEqual(['One', 'Two']);
});
