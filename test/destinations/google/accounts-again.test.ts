/** Accounts that a run was killed over, or that somebody else has: what the next run makes of them. */
import { expect, test } from 'vitest';
import type { Person, Plan, PlannedGroup } from '../../../src/exporters/accounts/plan-types.js';
import type { AccountStep } from '../../../src/transfer/destination.js';
import { refuse } from '../../servers/google/reply.js';
import type { FakeGoogle } from '../../servers/google/fake-google.js';
import { destinationAt, eachWithGoogle } from './support.js';

let google: FakeGoogle;
eachWithGoogle((fresh) => {
  google = fresh;
});

function person(name: string, aliases: readonly string[] = []): Person {
  return {
    ...{ source: `${name}@old.com`, address: `${name}@company.com`, fullName: name, firstName: name, lastName: 'X' },
    ...{ description: '', enabled: true, mailbox: true, password: 'known to her', sourcePassword: '', oneTime: true },
    ...{ aliases, forward: null },
  };
}

function group(name: string, more: Partial<PlannedGroup> = {}): PlannedGroup {
  const address = `${name}@company.com`;
  return {
    ...{ key: address, name, domain: 'company.com', description: 'Sells things', address, aliases: [], members: [] },
    posting: { who: 'anyone', approval: 'none' },
    ...more,
  };
}

function plan(people: readonly Person[], groups: readonly PlannedGroup[]): Plan {
  return { people, groups, shared: [], open: [], mainDomain: 'company.com', leftOut: [], changes: [] };
}

async function make(what: Plan, dryRun = false): Promise<string[]> {
  const destination = destinationAt(google, { admin: 'admin@company.com', pauses: [] });
  const onPassword = (_: string, given: string): string => given;
  const steps = (await destination.makeAccounts?.({ plan: what, dryRun, onPassword }, undefined)) ?? [];
  return steps.map(({ what: kind, name, state, words }: AccountStep) => `${kind} ${name}: ${state} ${words}`.trim());
}

const WHOLE = plan(
  [person('anna', ['a@company.com'])],
  [
    group('sales', {
      aliases: ['s@company.com'],
      members: [{ kind: 'person', address: 'anna@company.com', moderator: false }],
    }),
  ],
);

test.each(['before', 'after'] as const)(
  'killed %s any of its requests, the next run ends as one that was not',
  async (when) => {
    for (let skip = 0; ; skip += 1) {
      google.faults.add({ on: /./, skip, times: 1e9, when, reply: null });
      const isWhole = await make(WHOLE).then(
        () => true,
        () => false,
      );
      google.faults.clear();
      const again = await make(WHOLE);
      const { directory, groups } = google;
      expect([skip, again.filter((step) => step.includes(': failed'))]).toEqual([skip, []]);
      expect([skip, directory.groups.get('sales@company.com')?.['description']]).toEqual([skip, 'Sells things']);
      expect(groups.settings.get('sales@company.com')).toMatchObject({
        whoCanPostMessage: 'ANYONE_CAN_POST',
        messageModerationLevel: 'MODERATE_NONE',
      });
      expect([...directory.aliases]).toEqual([
        ['a@company.com', 'anna@company.com'],
        ['s@company.com', 'sales@company.com'],
      ]);
      expect([...(directory.members.get('sales@company.com') ?? [])]).toEqual([['anna@company.com', 'MEMBER']]);
      expect(directory.users.size).toBe(1);
      if (isWhole) break;
      for (const map of [directory.users, directory.groups, directory.aliases, directory.members, groups.settings])
        map.clear();
    }
  },
);

test('a plan says that a group is not set yet; a group of somebody else is left as it is', async () => {
  google.faults.add({ on: /^GET \/groups\/v1/, times: 1e9, when: 'before', reply: null });
  await expect(make(WHOLE)).rejects.toThrow('GET Groups Settings sales');
  google.faults.clear();
  google.directory.groups.set('all@company.com', { email: 'all@company.com', description: 'Everybody' });
  const planned = await make(plan([], [group('sales'), group('all')]), true);
  expect(planned.filter((step) => step.startsWith('posting'))).toEqual([
    'posting sales@company.com: to make an earlier run did not come to it: anyone may write to it',
    expect.stringMatching(/^posting all@company\.com: there it is ALL_IN_DOMAIN_CAN_POST/),
  ]);
  await make(plan([], [group('sales'), group('all')]));
  expect(google.groups.settings.has('all@company.com')).toBe(false);
  expect(google.directory.groups.get('all@company.com')?.['description']).toBe('Everybody');
});

test('what was made a moment ago may not be known everywhere yet', async () => {
  const late = refuse(404, 'notFound', 'Resource Not Found: groupKey');
  google.faults.add({ on: /^POST .*members$/, times: 2, when: 'before', reply: late });
  google.faults.add({
    on: /^POST .*users.*aliases$/,
    times: 1,
    when: 'before',
    reply: refuse(409, 'conflict', 'User creation is not complete.'),
  });
  const busy = refuse(403, 'quotaExceeded', 'Quota exceeded for this operation.');
  google.faults.add({ on: /^POST .*groups$/, times: 2, when: 'before', reply: busy });
  expect((await make(WHOLE)).filter((step) => step.includes(': failed'))).toEqual([]);
  expect(google.directory.members.get('sales@company.com')?.size).toBe(1);
  expect(google.directory.aliases.get('a@company.com')).toBe('anna@company.com');
});

test('an address that somebody else has is no success, and named', async () => {
  const { directory } = google;
  directory.users.set('eva@company.com', { primaryEmail: 'eva@company.com' });
  directory.groups.set('team@company.com', { email: 'team@company.com' });
  directory.aliases.set('anna@company.com', 'eva@company.com');
  directory.aliases.set('b@company.com', 'eva@company.com');
  directory.aliases.set('sales@company.com', 'team@company.com');
  const taken = refuse(409, 'duplicate', 'Entity already exists.');
  google.faults.add({ on: /^POST .*users$/, saying: 'cyril', times: 1, when: 'before', reply: taken });
  const people = [
    person('anna', ['a@company.com']),
    person('boris', ['b@company.com']),
    person('team'),
    person('cyril'),
  ];
  const members = [{ kind: 'outside' as const, address: 'x@else.com', moderator: false }];
  const told = await make(plan(people, [group('sales', { members }), group('eva')]));
  expect([directory.aliases.has('a@company.com'), directory.members.size]).toEqual([false, 0]);
  expect(told.filter((step) => step.includes(': failed'))).toEqual([
    'user anna@company.com: failed it is an alias of eva@company.com there',
    'user team@company.com: failed Entity already exists. It is a group there.',
    'user cyril@company.com: failed Entity already exists. Nobody has it: perhaps it was deleted in the last 20 days, or somebody uses it for a Google account of his own (admin.google.com, Account, Account settings, Conflicting accounts management).',
    'alias b@company.com of boris@company.com: failed Entity already exists. It belongs to the user eva@company.com there.',
    'group sales@company.com: failed it is an alias of team@company.com there',
    'group eva@company.com: failed Entity already exists. It is a user there.',
  ]);
});

test('an address of a domain that is not Google’s costs that one alone', async () => {
  const stranger: Person = { ...person('anna'), address: 'anna@elsewhere.com' };
  expect(await make(plan([stranger, person('boris')], []))).toEqual([
    'user anna@elsewhere.com: failed Not Authorized to access this resource/api',
    'user boris@company.com: made',
  ]);
});

test('a group of more members than one answer holds is read whole', async () => {
  const members = Array.from({ length: 201 }, (_, at) => ({
    ...{ kind: 'outside' as const, address: `m${at}@else.com`, moderator: false },
  }));
  const large = plan([], [group('sales', { members })]);
  await make(large);
  const before = google.requests.length;
  await make(large);
  expect(google.requests.slice(before).filter((request) => !request.startsWith('GET '))).toEqual([]);
});
