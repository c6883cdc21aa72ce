/** A set of Kerio's backup zips as the source of a migration, against a real Dovecot. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { tempDir } from '../support/temp.js';
import { entriesOf, writeZip } from '../support/zip.js';
import { contents, lines, makeStore, migrateStore, PASSWORD } from './support.js';

let server: Dovecot;
beforeAll(async () => {
  server = await startDovecot({ users: Object.fromEntries(['plain', 'zips', 'dry'].map((name) => [name, PASSWORD])) });
});
afterAll(() => server.stop());

const mail = (text: string): string => `Message-ID: <${text}@example.com>\nSubject: ${text}\n\n${text}\n`;
const items = (...texts: string[]) =>
  texts.map((text, at) => ({ bytes: mail(text), flags: at, received: 1_578_020_645 + at }));
/** More than is held in memory: it is read again while it is sent. */
const large = `Subject: large\n\n${'a line of text that is sent\n'.repeat(60_000)}`;

/** A full backup, a differential one after it that has a new mail, and the same as a folder. */
function sources(): { plain: string; zips: string } {
  const before = makeStore({ INBOX: { items: items('one', 'two') }, Work: { items: [{ bytes: large }] } });
  const plain = makeStore({ INBOX: { items: items('one', 'two', 'three') }, Work: { items: [{ bytes: large }] } });
  const zips = tempDir('zips');
  writeZip(join(zips, 'F20200103T020405Z.zip'), entriesOf(before));
  const changed = entriesOf(plain).filter(({ name }) => /INBOX\/(?:index\.fld|#msgs\/00000003)/.test(name));
  writeZip(join(zips, 'D20200104T020405Z.zip'), changed);
  return { plain, zips };
}

test('backups give the server what the folder gives, and nothing twice', async () => {
  const { plain, zips } = sources();
  const state = tempDir('state');
  const stateDir = { state, logs: join(state, 'logs') };
  const { plan } = await migrateStore(zips, server, 'dry', { dryRun: true });
  expect(plan.accounts[0]?.toSend.messages).toBe(4);
  expect(contents(server, 'dry')).toEqual([]);
  await migrateStore(plain, server, 'plain');
  const { report } = await migrateStore(zips, server, 'zips', { stateDir });
  expect(report).toMatchObject({ complete: true, problems: [] });
  const expected = lines(contents(server, 'plain'));
  expect(expected).toHaveLength(4);
  expect(lines(contents(server, 'zips'))).toEqual(expected);
  await migrateStore(zips, server, 'zips', { stateDir });
  expect(lines(contents(server, 'zips'))).toEqual(expected);
});
