/** The bundled fixture on servers that take a database, by each user's password and by one administrator for all. */
import { cpSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAVICAL_ADMIN, startDavical } from '../servers/davical.js';
import { type SmtpSink, startSmtpSink } from '../servers/smtp-sink.js';
import { startSogo } from '../servers/sogo.js';
import { tempDir } from '../support/temp.js';
import { bothSides, componentsOf, type Side } from '../transfer/dav/both-sides.js';
import { davByAdmin } from '../transfer/dav/support.js';

const OWN = Array.from({ length: 10 }, (_, at) => `own${at}`);
const OTHERS = Array.from({ length: 10 }, (_, at) => `other${at}`);
const USERS = Object.fromEntries([...OWN, ...OTHERS, 'root'].map((user) => [user, 'x']));

let sink: SmtpSink;
beforeAll(async () => {
  sink = await startSmtpSink();
});
afterAll(() => sink.stop());

/** What has to be there is what an export writes, but for kinds that the server does not keep. */
async function expectFixture(side: Side, left: RegExp): Promise<void> {
  const store = tempDir('groupware-fixture');
  cpSync('fixtures/kerio-store', store, { recursive: true });
  const { exported, given, failed } = await bothSides(store, side);
  expect(failed).toEqual(['it is a message: take it with "kerio-exit export" from the store']);
  for (const parser of ['icalendar', 'vobject'] as const)
    expect(componentsOf(parser, given)).toEqual(componentsOf(parser, exported).filter((line) => !left.test(line)));
}

test('on SOGo', async () => {
  const server = await startSogo(USERS, sink.port);
  const homes: Side['homes'] = (user) => [`/SOGo/dav/${user}/Calendar/`, `/SOGo/dav/${user}/Contacts/`];
  // All users are an address book, too.
  const sogo = { url: server.url, homes, isItsOwn: (path: string) => path.includes('/Contacts/users/') };
  try {
    await expectFixture({ ...sogo, users: [...OWN] }, /VJOURNAL/);
    const destination = davByAdmin(`${server.url}{user}/`, { admin: 'root', password: 'x' });
    await expectFixture({ ...sogo, users: [...OTHERS], destination }, /VJOURNAL/);
    expect(sink.mails).toEqual([]);
  } finally {
    await server.stop();
  }
});

test('on DAViCal', async () => {
  const server = await startDavical(USERS);
  const homes: Side['homes'] = (user) => [`/caldav.php/${user}/`, `/caldav.php/${user}/`];
  try {
    await expectFixture({ url: server.url, users: [...OWN], homes }, /^$/);
    const destination = davByAdmin(`${server.url}{user}/`, DAVICAL_ADMIN);
    await expectFixture({ url: server.url, users: [...OTHERS], homes, destination }, /^$/);
    expect(server.mails()).toEqual([]);
  } finally {
    await server.stop();
  }
});
