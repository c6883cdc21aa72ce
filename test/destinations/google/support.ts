import { afterEach, beforeEach, expect } from 'vitest';
import {
  googleDestination,
  type GoogleDestinationSetup,
  NO_LIMITS,
} from '../../../src/destinations/google/destination.js';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import type { Destination } from '../../../src/transfer/destination.js';
import type { MigrateOptions, MigrateResult } from '../../../src/transfer/run/migration.js';
import { type FakeGoogle, startFakeGoogle } from '../../servers/google/fake-google.js';
import { NEVER } from '../../support/never.js';
import { account, migrateQuietly, runOptions } from '../../transfer/support.js';

/** Whom everything goes to. */
export const ANNA = 'anna@company.com';

/** An event of one day, as an item of a calendar. */
export const DAY_EVENT =
  'Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20200103\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';

/** Each test of a file has a stand-in of its own, which was asked for nothing wrong in the end, and nothing that could have written to anybody. */
export function eachWithGoogle(begin: (google: FakeGoogle) => void): void {
  let google: FakeGoogle;
  beforeEach(async () => {
    google = await startFakeGoogle();
    begin(google);
  });
  afterEach(async () => {
    await google.stop();
    expect(google.violations).toEqual([]);
    expect(google.notices).toEqual([]);
  });
}

/** The destination that a fake is; nobody is far away, so it is soon tried again. */
export function destinationAt(google: FakeGoogle, more: Partial<GoogleDestinationSetup> = {}): Destination {
  return googleDestination({
    key: google.keyFile,
    admin: null,
    attendees: 'keep',
    timeoutMs: NEVER,
    root: google.root,
    pauses: [1, 1, 1],
    rates: NO_LIMITS,
    mailboxPatience: { looks: 3, pauseMs: 1 },
    ...more,
  });
}

/** Moves Anna's mailbox of a store. */
export function moveTo(
  google: FakeGoogle,
  store: string,
  more: Partial<MigrateOptions> = {},
  setup: Partial<GoogleDestinationSetup> = {},
): Promise<MigrateResult> {
  const source = storeSource(openStore(store));
  const destinations = [destinationAt(google, setup)];
  return migrateQuietly(runOptions(destinations, { source, accounts: [account(ANNA)], settleMs: 20, ...more }));
}
