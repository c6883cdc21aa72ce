import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeGoogle } from '../../servers/google/fake-google.js';
import { strictNote } from '../../servers/google/strict.js';
import { describeDestinationContract } from '../../transfer/contract.js';
import { account } from '../../transfer/support.js';
import { destinationAt } from './support.js';

describe('', () => {
  const google = new FakeGoogle();
  let users = 0;
  beforeAll(async () => {
    await google.start();
  });
  afterAll(() => google.stop());

  describeDestinationContract({
    name: 'Gmail',
    killEvery: 3,
    joinsCopies: true,
    fresh: () => {
      users += 1;
      const user = `user${users}@company.com`;
      return {
        destination: destinationAt(google),
        account: account(user),
        contents: () => google.mailbox(user).lines().map(asFolder).sort(),
      };
    },
  });

  test(`every request was as Google describes it, and none wrote to anybody (${strictNote()})`, () => {
    expect(google.requests.length).toBeGreaterThan(100);
    expect(google.violations).toEqual([]);
    expect(google.notices).toEqual([]);
  });
});

/** A line of the fake in the words of the contract: the folder, flags, time and text. */
function asFolder(line: string): string {
  const [labels = '', ...rest] = line.split('|');
  const names = labels.split(',');
  const flags = [...(names.includes('STARRED') ? ['\\Flagged'] : []), ...(names.includes('UNREAD') ? [] : ['\\Seen'])];
  const folders = names.filter((name) => name !== 'UNREAD' && name !== 'STARRED');
  return [folders.join(','), flags.join(' '), ...rest].join('|');
}
