/** A transfer to a DAV server that is killed and meets moods, and what has to be there afterwards. */
import { cpSync, rmSync } from 'node:fs';
import { randomSource } from '../../bench/random.mjs';
import { storeSource } from '../../src/sources/kerio/store-source.js';
import { openStore } from '../../src/store/open.js';
import { type DavUser, linesOf, readHome } from '../servers/dav-reader.js';
import { startMoodyProxy } from '../servers/moody-proxy.js';
import { tempDir } from '../support/temp.js';
import { calendarItem, cardItem, davAccount, davAt, eventItem } from '../transfer/dav/support.js';
import { killable, Killer } from '../transfer/killing-destination.js';
import { makeStore, migrateQuietly, runOptions } from '../transfer/support.js';

export interface DavTrial {
  readonly seed: number;
  readonly who: DavUser;
  /** Where the user's calendars are, and the address books. */
  readonly homes: readonly string[];
}

export interface DavOutcome {
  readonly found: readonly string[];
  readonly expected: readonly string[];
  readonly moods: readonly string[];
  readonly kills: number;
}

/** Everything of a seed: its items, its kills, its moods. */
export async function disturbed({ seed, who, homes }: DavTrial): Promise<DavOutcome> {
  const random = randomSource(seed);
  const { store, expected } = groupware(5 + Math.floor(random() * 12), random);
  const proxy = await startMoodyProxy(who.url, { seed, most: 12, share: 0.25 });
  const account = davAccount(who.user, who.password);
  const destination = davAt(proxy.url);
  const source = storeSource(openStore(store));
  let state = tempDir('dav-trial');
  let kills = 0;
  const retry = { firstMs: 1, longestMs: 5, tries: 40 };
  try {
    for (let times = 0; times < 3; times += 1) {
      const kept = tempDir('dav-kept');
      const killer = new Killer(1 + Math.floor(random() * 90), () => {
        cpSync(state, kept, { recursive: true });
        // What was written after the kill was not.
        rmSync(`${kept}/lock`, { force: true });
      });
      const stateDir = { state, logs: `${state}/logs` };
      const options = { source, accounts: [account], stateDir, retry, settleMs: 10 };
      await migrateQuietly(runOptions([killable(destination, killer)], options)).catch(() => undefined);
      if (!killer.dead) continue;
      kills += 1;
      // Now and then the state is lost, too.
      state = random() < 0.15 ? tempDir('dav-trial') : kept;
    }
    const stateDir = { state, logs: `${state}/logs` };
    const options = { source, accounts: [account], stateDir, retry, settleMs: 10 };
    // An account that cannot be opened is left for the next run.
    for (let runs = 0; runs < 30; runs += 1) {
      const { report } = await migrateQuietly(runOptions([destination], options));
      if (report?.problems.length === 0 && report.totals.failed === 0) break;
    }
  } finally {
    await proxy.stop();
  }
  return { found: await whatIsThere(who, homes), expected, moods: proxy.moods, kills };
}

/** A store with so many events and cards, and what has to be there of it. */
export function groupware(
  count: number,
  random: () => number,
): { readonly store: string; readonly expected: readonly string[] } {
  const store = makeStore({
    Team: { kind: 'calendar', items: Array.from({ length: count }, (_, at) => eventOf(at, random)) },
    People: { kind: 'contacts', items: Array.from({ length: count }, (_, at) => cardOf(at)) },
  });
  const expected = Array.from({ length: count }, (_, at) => [
    `Team|UID:e${at}@x|SUMMARY:Event ${at}`,
    `People|UID:c${at}|FN:Person ${at}`,
  ]);
  return { store, expected: expected.flat().sort() };
}

/** The same of what is there, each as often as it is. */
export async function whatIsThere(who: DavUser, homes: readonly string[]): Promise<readonly string[]> {
  const objects = (await Promise.all(homes.map((home) => readHome(who, home)))).flat();
  return objects
    .filter(({ collection }) => collection === 'Team' || collection === 'People')
    .map(({ collection, text }) => [collection, ...linesOf(text, ['UID', 'SUMMARY', 'FN']).slice(0, 2)].join('|'))
    .sort();
}

/** Every third is a series with a change, some with people. */
function eventOf(at: number, random: () => number): ReturnType<typeof eventItem> {
  const people =
    random() < 0.3 ? ['ORGANIZER:mailto:a@example.com', 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:b@example.net'] : [];
  const lines = [
    ...[`UID:e${at}@x`, 'DTSTAMP:20240101T000000Z', 'DTSTART:20310301T090000Z', 'DTEND:20310301T100000Z'],
    ...[`SUMMARY:Event ${at}`, ...people],
  ];
  if (at % 3 !== 0) return eventItem(lines);
  const change = [
    ...[`UID:e${at}@x`, 'DTSTAMP:20240101T000000Z', 'RECURRENCE-ID:20310308T090000Z', 'DTSTART:20310308T120000Z'],
    ...['DTEND:20310308T130000Z', `SUMMARY:Changed ${at}`, ...people],
  ];
  return calendarItem([
    ['VEVENT', [...lines, 'RRULE:FREQ=WEEKLY;COUNT=5']],
    ['VEVENT', change],
  ]);
}

function cardOf(at: number): ReturnType<typeof cardItem> {
  const photo = at % 4 === 0 ? [`PHOTO;ENCODING=b;TYPE=JPEG:${'AAAA'.repeat(4000)}`] : [];
  return cardItem([`UID:c${at}`, `FN:Person ${at}`, `N:Person;No ${at};;;`, ...photo]);
}
