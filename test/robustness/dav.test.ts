import { isDeepStrictEqual } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { startCyrusGroupware } from '../servers/cyrus.js';
import { startRadicale } from '../servers/radicale.js';
import { startSmtpSink } from '../servers/smtp-sink.js';
import { disturbed, type DavTrial } from './dav-trial.js';
import { keepFigures, seed, times } from './scale.js';

const TRIALS = times(200, 3);
const figures = { transfers: 0, objects: 0, kills: 0, exact: 0 };
const moods = new Map<string, number>();

afterAll(() => keepFigures('transfers to DAV servers', { ...figures, ...Object.fromEntries(moods) }));

async function expectExact(trialOf: (number: number) => DavTrial): Promise<void> {
  const wrong: string[] = [];
  const numbers = Array.from({ length: TRIALS }, (_, at) => (seed - 1) * TRIALS + at + 1).values();
  const worker = async (): Promise<void> => {
    for (const number of numbers) {
      const { found, expected, moods: met, kills } = await disturbed(trialOf(number));
      figures.transfers += 1;
      figures.objects += expected.length;
      figures.kills += kills;
      for (const mood of met) moods.set(mood, (moods.get(mood) ?? 0) + 1);
      if (isDeepStrictEqual(found, expected)) figures.exact += 1;
      else wrong.push(`seed ${number}: ${found.length} of ${expected.length}, ${kills} kills (${met.join(', ')})`);
    }
  };
  await Promise.all([worker(), worker()]);
  expect(wrong).toEqual([]);
}

test(`killed, and over lines that break and servers without time: ${TRIALS} seeds on Radicale`, async () => {
  const server = await startRadicale();
  try {
    await expectExact((number) => {
      const user = `user${number}`;
      return { seed: number, who: { url: server.url, user, password: 'x' }, homes: [`/${user}/`] };
    });
  } finally {
    await server.stop();
  }
});

test(`and on Cyrus, where nobody is written to`, async () => {
  const sink = await startSmtpSink();
  const users = Object.fromEntries(
    Array.from({ length: TRIALS }, (_, at) => [`user${(seed - 1) * TRIALS + at + 1}`, 'x']),
  );
  const server = await startCyrusGroupware(users, sink.port);
  try {
    await expectExact((number) => {
      const user = `user${number}`;
      const homes = [`/dav/calendars/user/${user}/`, `/dav/addressbooks/user/${user}/`];
      return { seed: number, who: { url: server.url, user, password: 'x' }, homes };
    });
    expect(sink.mails).toEqual([]);
  } finally {
    await server.stop();
    await sink.stop();
  }
});
