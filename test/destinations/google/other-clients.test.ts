/** The same mailbox by the way of asking of others: Got Your Back and Google's own script import messages as JSON, one after the other. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readServiceAccountKey, serviceAccountTokens } from '../../../src/protocols/http/service-account.js';
import { type FakeGoogle, startFakeGoogle } from '../../servers/google/fake-google.js';
import { makeStore } from '../../transfer/support.js';
import { ANNA, moveTo } from './support.js';

const OTHER = 'other@company.com';

let google: FakeGoogle;
beforeEach(async () => {
  google = await startFakeGoogle();
});
afterEach(async () => {
  await google.stop();
  expect(google.violations).toEqual([]);
});

/** `POST messages/import` with `raw` and `labelIds`, labels made before: what both tools do. */
async function importAsOthers(
  messages: readonly { readonly raw: string; readonly labels: readonly string[] }[],
): Promise<void> {
  const tokens = serviceAccountTokens(readServiceAccountKey(google.keyFile));
  const token = await tokens.get(OTHER, ['https://mail.google.com/']);
  const call = async (path: string, body: object): Promise<Readonly<Record<string, string>>> => {
    const response = await fetch(`${google.root}/gmail/v1/users/${OTHER}/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Readonly<Record<string, string>>;
  };
  const made = new Map<string, string>();
  for (const { raw, labels } of messages) {
    const labelIds: string[] = [];
    for (const name of labels) {
      const isOwn = ['INBOX', 'UNREAD', 'STARRED', 'SENT'].includes(name);
      const how = { name, labelListVisibility: 'labelShow', messageListVisibility: 'show' };
      if (!isOwn && !made.has(name)) made.set(name, (await call('labels', how))['id'] ?? '');
      labelIds.push(made.get(name) ?? name);
    }
    const body = { raw: Buffer.from(raw.replace(/\n/g, '\r\n')).toString('base64url'), labelIds };
    await call('messages/import?internalDateSource=dateHeader&neverMarkSpam=true&processForCalendar=false', body);
  }
}

test('gives the same mailbox', async () => {
  const text = (name: string): string =>
    `Message-ID: <${name}@x>\nDate: Fri, 03 Jan 2020 03:04:05 +0000\nFrom: a@b.cz\nSubject: ${name}\n\nbody of ${name}\n`;
  const item = (name: string, flags: number) => ({ bytes: text(name), received: 1_578_020_645, flags });
  await moveTo(
    google,
    makeStore({
      INBOX: { items: [item('a', 0), item('b', 5)] },
      'Sent Items': { items: [item('c', 1)] },
      Work: { items: [item('a', 0)], folders: { Deep: { items: [item('d', 1)] } } },
    }),
  );
  await importAsOthers([
    { raw: text('a'), labels: ['INBOX', 'UNREAD'] },
    { raw: text('b'), labels: ['INBOX', 'STARRED'] },
    { raw: text('c'), labels: ['SENT'] },
    { raw: text('a'), labels: ['Work', 'UNREAD'] },
    { raw: text('d'), labels: ['Work/Deep'] },
  ]);
  expect(google.mailbox(ANNA).lines()).toEqual(google.mailbox(OTHER).lines());
  expect(google.mailbox(ANNA).lines()).toHaveLength(4);
});
