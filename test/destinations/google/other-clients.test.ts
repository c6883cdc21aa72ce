/**
 * The same mailbox by the way of asking of others: Got Your Back and Google's own script import messages one after the other, as JSON or, larger
 * ones, as resumable uploads; Google's Python client sends both parts of an upload with plain line feeds.
 */
import { expect, test } from 'vitest';
import { readServiceAccountKey, serviceAccountTokens } from '../../../src/protocols/http/service-account.js';
import type { FakeGoogle } from '../../servers/google/fake-google.js';
import { makeStore } from '../../transfer/support.js';
import { ANNA, eachWithGoogle, moveTo } from './support.js';

const OTHER = 'other@company.com';

let google: FakeGoogle;
eachWithGoogle((fresh) => {
  google = fresh;
});

/** What is imported: labels by name. */
interface Other {
  readonly raw: string;
  readonly labels: readonly string[];
}

/** Sends one message, and gives the answer. */
type Way = (raw: Buffer, labelIds: readonly string[], token: string) => Promise<Response>;

const QUERY = 'internalDateSource=dateHeader&neverMarkSpam=true&processForCalendar=false&alt=json';
const PATH = `/gmail/v1/users/${OTHER}/messages/import`;

const asJson: Way = (raw, labelIds, token) =>
  fetch(`${google.root}${PATH}?${QUERY}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ raw: raw.toString('base64url'), labelIds }),
  });

/** `MediaInMemoryUpload(…, resumable=True)`: all of it in one piece. */
const resumable: Way = async (raw, labelIds, token) => {
  const begun = await fetch(`${google.root}/upload${PATH}?${QUERY}&uploadType=resumable`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...{ 'x-upload-content-type': 'message/rfc822', 'x-upload-content-length': String(raw.length) },
    },
    body: JSON.stringify({ labelIds }),
  });
  return fetch(begun.headers.get('location') ?? '', {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-range': `bytes 0-${raw.length - 1}/${raw.length}` },
    body: new Uint8Array(raw),
  });
};

/** `MediaInMemoryUpload(…, resumable=False)`, by Python's own writer of mail. */
const withLineFeeds: Way = (raw, labelIds, token) => {
  const mark = '===============8376237423==';
  const json = `--${mark}\nContent-Type: application/json\nMIME-Version: 1.0\n\n${JSON.stringify({ labelIds })}\n`;
  const head = `--${mark}\nContent-Type: message/rfc822\nMIME-Version: 1.0\nContent-Transfer-Encoding: binary\n\n`;
  return fetch(`${google.root}/upload${PATH}?${QUERY}&uploadType=multipart`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': `multipart/related; boundary="${mark}"` },
    body: Buffer.concat([Buffer.from(json + head), raw, Buffer.from(`\n--${mark}--`)]),
  });
};

/** Labels first, then message after message. */
async function importAsOthers(messages: readonly Other[], way: Way): Promise<void> {
  const tokens = serviceAccountTokens(readServiceAccountKey(google.keyFile));
  const token = await tokens.get(OTHER, ['https://mail.google.com/']);
  const made = new Map<string, string>();
  const idOf = async (name: string): Promise<string> => {
    const known = made.get(name);
    if (known !== undefined || ['INBOX', 'UNREAD', 'STARRED', 'SENT'].includes(name)) return known ?? name;
    const answer = await fetch(`${google.root}/gmail/v1/users/${OTHER}/labels`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name, labelListVisibility: 'labelShow', messageListVisibility: 'show' }),
    });
    const { id } = (await answer.json()) as { id: string };
    made.set(name, id);
    return id;
  };
  for (const { raw, labels } of messages) {
    const labelIds: string[] = [];
    for (const name of labels) labelIds.push(await idOf(name));
    const answer = await way(Buffer.from(raw.replace(/\n/g, '\r\n')), labelIds, token);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('"id"')]);
  }
}

test.each([
  ['as JSON', asJson],
  ['in resumable uploads', resumable],
  ['in uploads with plain line feeds', withLineFeeds],
])('messages that others import %s give the same mailbox', async (_, way) => {
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
  const others: readonly Other[] = [
    { raw: text('a'), labels: ['INBOX', 'UNREAD'] },
    { raw: text('b'), labels: ['INBOX', 'STARRED'] },
    { raw: text('c'), labels: ['SENT'] },
    { raw: text('a'), labels: ['Work', 'UNREAD'] },
    { raw: text('d'), labels: ['Work/Deep'] },
  ];
  await importAsOthers(others, way);
  expect(google.mailbox(ANNA).lines()).toEqual(google.mailbox(OTHER).lines());
  expect(google.mailbox(ANNA).lines()).toHaveLength(4);
});
