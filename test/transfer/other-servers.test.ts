import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCourier } from '../servers/courier.js';
import { type ImapServer, startCyrus } from '../servers/cyrus.js';
import { readOverImap } from '../servers/imap-reader.js';
import { tempDir } from '../support/temp.js';
import { oddMailbox } from './odd-mail.js';
import { lines, makeStore, migrateStore, PASSWORD } from './support.js';

describe.each([
  {
    name: 'Cyrus',
    start: startCyrus,
    nameThere: (folder: string) => folder,
    names: ['A.b/c', 'INBOX', 'INBOX/Below', 'Sent', 'Sent/Long ago'],
  },
  {
    name: 'Courier',
    start: startCourier,
    nameThere: (folder: string) => (folder === 'INBOX' ? folder : `INBOX.${folder}`),
    names: ['INBOX', 'INBOX.A_b.c', 'INBOX.Below', 'INBOX.Sent Items', 'INBOX.Sent Items.Long ago'],
  },
])('$name', ({ start, nameThere, names }) => {
  let server: ImapServer;
  beforeAll(async () => {
    server = await start({ odd: PASSWORD, scan: PASSWORD, names: PASSWORD });
  });
  afterAll(() => server.stop());

  test('takes a mailbox of odd messages exactly once, a second time with the journal', async () => {
    const { folders, expected } = oddMailbox(200, 21);
    const there = expected.map((line) => nameThere(line.split('|', 1)[0] ?? '') + line.slice(line.indexOf('|'))).sort();
    const store = makeStore(folders);
    const state = tempDir('state');
    const run = { stateDir: { state, logs: `${state}/logs` } };
    const first = await migrateStore(store, server, 'odd', run);
    expect(first.report?.totals).toMatchObject({ found: 200, copied: expected.length, failed: 0 });
    expect(lines(await readOverImap(server.port, 'odd', PASSWORD))).toEqual(there);
    const second = await migrateStore(store, server, 'odd', run);
    expect(second.report?.totals).toMatchObject({ copied: 0, before: expected.length, failed: 0 });
    expect(lines(await readOverImap(server.port, 'odd', PASSWORD))).toEqual(there);
  });

  test('is compared by what it kept where there is no journal', async () => {
    const { folders, expected } = oddMailbox(100, 22);
    const store = makeStore(folders);
    await migrateStore(store, server, 'scan');
    const before = lines(await readOverImap(server.port, 'scan', PASSWORD));
    const again = await migrateStore(store, server, 'scan');
    expect(again.report?.totals).toMatchObject({ copied: 0, present: expected.length, failed: 0 });
    expect(lines(await readOverImap(server.port, 'scan', PASSWORD))).toEqual(before);
  });

  test('gets folders by its own rules for names', async () => {
    const item = (text: string) => ({ items: [{ bytes: `Subject: ${text}\n\n${text}\n` }] });
    const store = makeStore({
      INBOX: { ...item('inbox'), folders: { Below: item('below') } },
      'Sent Items': { ...item('sent'), folders: { 'Long ago': item('ago') } },
      'A.b/c': item('dots'),
    });
    const { report } = await migrateStore(store, server, 'names');
    expect(report?.totals).toMatchObject({ copied: 5, failed: 0 });
    const found = await readOverImap(server.port, 'names', PASSWORD);
    expect(found.map(({ mailbox }) => mailbox).sort()).toEqual(names);
  });
});
