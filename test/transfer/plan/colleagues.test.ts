import { expect, test } from 'vitest';
import type { Accounts } from '../../../src/users-cfg/account-types.js';
import { colleagues } from '../../../src/transfer/plan/colleagues.js';
import type { MailSource } from '../../../src/transfer/source.js';
import { accountsFrom } from '../../users-cfg/config.js';

/** A source of which only its accounts and users are asked. */
function sourceOf(accounts: Accounts | null): MailSource {
  return {
    listed: [{ user: 'anna', address: 'anna@old.com' }],
    accounts: () => accounts,
  } as unknown as MailSource;
}

test('people are known by every old address, those of other names of the domain among them', () => {
  const user = (Name: string, MailAddress: string): Record<string, string> => ({
    Name,
    Domain: 'old.com',
    MailAddress,
  });
  const { accounts } = accountsFrom(
    {
      User: [user('anna', 'a.smith'), user('ota', 'o.stays')],
      Alias: [{ Domain: 'old.com', Lhs: 'boss', Rhs: 'anna' }],
    },
    { Domain: [{ Domain: 'old.com', Type: '0', Alias: 'old.example' }] },
  );
  const known = colleagues(sourceOf(accounts), [{ source: 'anna', target: 'anna@company.com' }]);
  expect([...new Set(known.map(({ target }) => target))]).toEqual(['anna@company.com']);
  expect([...new Set(known.map(({ source }) => source))].sort()).toEqual([
    'a.smith@old.com',
    'a.smith@old.example',
    'anna@old.com',
    'anna@old.example',
    'boss@old.com',
    'boss@old.example',
  ]);
});

test('of a source that does not know its accounts people are known by what the users file calls them', () => {
  const movers = [{ source: 'Anna', target: 'anna@company.com' }];
  expect(colleagues(sourceOf(null), movers)).toEqual([{ source: 'anna@old.com', target: 'anna@company.com' }]);
});
