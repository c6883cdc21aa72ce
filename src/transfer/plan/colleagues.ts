/** Under which addresses the old side knew the people who move: meetings name them by any of these. */
import { planAccounts } from '../../exporters/accounts/plan.js';
import { addressKey } from '../../users-cfg/account-types.js';
import type { MailSource } from '../source.js';
import type { Account } from './users-file.js';

export type Moves = Pick<Account, 'source' | 'target'>;

/** The movers with whole addresses: the users file may name a mailbox without its domain. */
export function withDomains(source: MailSource, movers: readonly Moves[]): Moves[] {
  const users = new Map((source.listed ?? []).map(({ user, address }) => [user.toLowerCase(), address]));
  return movers.map(({ source: old, target }) => ({
    source: old.includes('@') ? old : (users.get(old.toLowerCase()) ?? old),
    target,
  }));
}

/**
 * Every old address of everybody who moves: aliases and names of a domain are known where the source knows its accounts. Of an
 * address that comes twice the last counts: what the users file says itself.
 */
export function colleagues(source: MailSource, movers: readonly Moves[]): Moves[] {
  const whole = withDomains(source, movers);
  const accounts = source.accounts?.() ?? null;
  if (accounts === null) return whole;
  const targets = new Map(whole.map(({ source: old, target }) => [addressKey(old), target]));
  const others = new Map(accounts.domains.map(({ name, aliases }) => [addressKey(name), aliases]));
  const { people } = planAccounts(accounts, { passwords: { kind: 'none' }, renames: new Map(), includeUnlisted: true });
  const further = people.flatMap((person): Moves[] => {
    const target = targets.get(addressKey(person.source));
    if (target === undefined) return [];
    return [person.source, ...person.aliases].flatMap((address) => {
      const at = address.lastIndexOf('@') + 1;
      const names = others.get(addressKey(address.slice(at))) ?? [];
      return [address, ...names.map((name) => address.slice(0, at) + name)].map((old) => ({ source: old, target }));
    });
  });
  return [...further, ...whole];
}
