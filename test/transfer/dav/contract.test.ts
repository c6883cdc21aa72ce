import { afterAll, beforeAll, describe } from 'vitest';
import { linesOf, readHome } from '../../servers/dav-reader.js';
import { type Radicale, startRadicale } from '../../servers/radicale.js';
import { describeDestinationContract } from '../contract.js';
import { CARDS, davAccount, davAt, EVENTS } from './support.js';

describe('', () => {
  let server: Radicale;
  let users = 0;
  beforeAll(async () => {
    server = await startRadicale();
  });
  afterAll(() => server.stop());

  for (const [name, material] of [
    ['CardDAV (Radicale)', CARDS],
    ['CalDAV (Radicale)', EVENTS],
  ] as const)
    describeDestinationContract({
      name,
      material,
      killEvery: 7,
      fresh: () => {
        users += 1;
        const user = `user${users}`;
        const who = { url: server.url, user, password: 'x' };
        return {
          destination: davAt(server.url),
          account: davAccount(user),
          contents: async () =>
            (await readHome(who, `/${user}/`))
              .map(({ collection, text }) =>
                [collection.replaceAll(' / ', '/'), ...linesOf(text, ['UID', 'FN', 'SUMMARY'])].join('|'),
              )
              .sort(),
        };
      },
    });
});
