import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeSource } from '../../../src/sources/kerio/store-source.js';
import { openStore } from '../../../src/store/open.js';
import { verifyMigration } from '../../../src/transfer/verify/verify-all.js';
import { linesOf, readHome } from '../../servers/dav-reader.js';
import { startVCard4Proxy, type VCard4Proxy } from '../../servers/vcard4-proxy.js';
import { startXandikos, type Xandikos } from '../../servers/xandikos.js';
import { makeStore, migrateQuietly, runOptions } from '../support.js';
import { cardItem, davAccount, davAt } from './support.js';

// Radicale 3.1 cuts a photo of vCard 4.0 at its comma.
let server: Xandikos;
let proxy: VCard4Proxy;
beforeAll(async () => {
  server = await startXandikos();
  proxy = await startVCard4Proxy(server.url);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

test('a server that takes vCard 4.0 alone gets vCard 4.0', async () => {
  const contacts = (phone: string, uid: number) => ({
    Contacts: {
      kind: 'contacts' as const,
      items: [
        {
          ...cardItem([
            ...['UID:jan@example.com', 'FN:Jan', 'N:Novák;Jan;;;', `TEL;TYPE=CELL,pref:${phone}`, 'BDAY:1980-10-01'],
            ...['EMAIL;TYPE=INTERNET:jan@example.com', 'PHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgo='],
          ]),
          uid,
        },
        {
          ...cardItem([
            ...['UID:team', 'FN:Team', 'N:Team;;;;', 'X-ADDRESSBOOKSERVER-KIND:group'],
            'X-ADDRESSBOOKSERVER-MEMBER:mailto:jan@example.com',
          ]),
          ...{ uid: 9, messageClass: 'IPM.DistList' },
        },
      ],
    },
  });
  const optionsFor = (phone: string, uid: number, stateDir = {}) =>
    runOptions([davAt(proxy.url)], {
      ...{ source: storeSource(openStore(makeStore(contacts(phone, uid)))), accounts: [davAccount('anna')] },
      ...stateDir,
    });
  const cards = async (): Promise<string[]> => {
    const names = ['VERSION', 'KIND', 'MEMBER', 'TEL', 'BDAY', 'EMAIL', 'PHOTO'];
    const objects = await readHome({ url: server.url, user: 'anna', password: 'x' }, '/user/contacts/');
    return objects.map(({ text }) => linesOf(text, names).sort().join('|')).sort();
  };
  const group = 'KIND:group|MEMBER:urn:uuid:jan@example.com|VERSION:4.0';
  const rest = 'EMAIL:jan@example.com|PHOTO:data:image/png;base64,iVBORw0KGgo=|TEL;TYPE=cell;PREF=1';
  const first = optionsFor('1', 1);
  const { report } = await migrateQuietly(first);
  expect(report?.totals).toMatchObject({ found: 2, exported: 2, failed: 0 });
  expect(await cards()).toEqual([`BDAY:19801001|${rest}:1|VERSION:4.0`, group]);
  const proof = await verifyMigration(first);
  expect(proof.accounts[0]?.boxes).toMatchObject([{ expected: 2, there: 2, differences: [], others: 0 }]);
  // What changes goes over; without a journal what is there is recognised.
  const { stateDir } = first;
  await migrateQuietly(optionsFor('2', 2, { stateDir }));
  expect(await cards()).toEqual([`BDAY:19801001|${rest}:2|VERSION:4.0`, group]);
  const again = await migrateQuietly(optionsFor('2', 2));
  expect(again.report?.totals).toMatchObject({ copied: 0, present: 2 });
});
