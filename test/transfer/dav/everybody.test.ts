import { expect, onTestFinished, test } from 'vitest';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import { startCyrusGroupware } from '../../servers/cyrus.js';
import { linesOf, readHome } from '../../servers/dav-reader.js';
import { makeStore, migrateQuietly, runOptions } from '../support.js';
import { davAccount, davAt, davByAdmin, eventItem } from './support.js';

test('one password for everybody: a second CalDAV of Cyrus that knows it', async () => {
  const server = await startCyrusGroupware({ anna: 'own-a', bert: 'own-b' }, 1, 'weekend');
  onTestFinished(() => server.stop());
  const lines = ['UID:a@x', 'DTSTAMP:20240101T000000Z', 'DTSTART:20310301T090000Z', 'DTEND:20310301T100000Z'];
  const source = storeSource(
    openStore(makeStore({ Calendar: { kind: 'calendar', items: [eventItem([...lines, 'SUMMARY:A'])] } })),
  );
  for (const user of ['anna', 'bert']) {
    const accounts = [davAccount(user, 'weekend')];
    const { report } = await migrateQuietly(runOptions([davAt(server.urlForAll)], { source, accounts }));
    expect(report?.totals).toMatchObject({ found: 1, exported: 1, failed: 0 });
    const who = { url: server.url, user, password: `own-${user.slice(0, 1)}` };
    const objects = await readHome(who, `/dav/calendars/user/${user}/`);
    expect(objects.flatMap(({ text }) => linesOf(text, ['SUMMARY']))).toEqual(['SUMMARY:A']);
  }
  // Nobody else gets in by it, and it is no password anywhere else.
  await expect(davAt(server.urlForAll).open(davAccount('anna', 'own-a'), undefined)).rejects.toMatchObject({
    kind: 'login',
  });
  await expect(davAt(server.url).open(davAccount('anna', 'weekend'), undefined)).rejects.toMatchObject({
    kind: 'login',
  });
});

test('an administrator of Cyrus does not get into the calendars of others, and is told so', async () => {
  const server = await startCyrusGroupware({ anna: 'own-a' }, 1);
  onTestFinished(() => server.stop());
  const destination = davByAdmin(`${server.url}dav/principals/user/{user}/`, {
    ...{ admin: 'cyrus', password: 'pass-cyrus' },
  });
  await expect(destination.open(davAccount('anna'), undefined)).rejects.toThrow(
    'dav/principals/user/anna/ is no principal with calendars or address books',
  );
});
