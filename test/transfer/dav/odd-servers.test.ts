/** Servers and front-ends that answer in odd ways: what is there is known for what it is. */
import { expect, test } from 'vitest';
import type { Odd, OddDav } from '../../servers/odd-dav.js';
import { calendar, eventsOf, foreign, odd, said } from './odd.js';
import { EVENTS } from './support.js';

test.each(['a%2Fb.ics', 'two%20words.ics', 'me%40example.com.ics', '%C5%99.ics', '100%25.ics', "it's(1)!*~.ics"])(
  'what others have put there under the name %s is known for what it is',
  async (name) => {
    const { server, move, prove } = await odd();
    server.objects.set(`/home/calendar/${encodeURIComponent(decodeURIComponent(name))}`, foreign('a'));
    const { report } = await move(calendar('a', 'b'));
    expect(eventsOf(server)).toEqual([said('a'), said('b')]);
    expect(report?.totals).toMatchObject({ copied: 1, present: 1, failed: 0 });
    const proof = await prove(calendar('a', 'b'));
    expect(proof.accounts[0]?.boxes[0]).toMatchObject({ expected: 2, there: 2, others: 0, differences: [] });
  },
);

test('a page in an event is no page of a proxy', async () => {
  const { server, move } = await odd();
  const html = 'X-ALT-DESC;FMTTYPE=text/html:<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN"><html></html>';
  server.objects.set('/home/calendar/1.ics', foreign('x', [html]));
  const { report } = await move(calendar('a'));
  expect(report?.totals).toMatchObject({ copied: 1, failed: 0 });
});

test('half of an answer is asked for again, one by one', async () => {
  const half: Odd = ({ method, body }, server) => {
    if (method !== 'REPORT') return null;
    const [first = ''] = /<d:href>[^<]*<\/d:href>/.exec(body) ?? [];
    // Only the first of those that were asked for.
    return body.split('<d:href>').length > 2 ? { ...onlyFirst(server, first) } : null;
  };
  const { server, move } = await odd(half);
  for (const name of ['a', 'b', 'c']) server.objects.set(`/home/calendar/${name}%40x.ics`, foreign(name));
  const { report } = await move(calendar('a', 'b', 'c', 'd'));
  expect(eventsOf(server)).toEqual(['a', 'b', 'c', 'd'].map(said));
  expect(report?.totals).toMatchObject({ copied: 1, present: 3, failed: 0 });
});

function onlyFirst({ objects }: OddDav, element: string) {
  const href = element.replace(/<[^>]*>/g, '');
  const inner = `<d:propstat><d:prop><c:calendar-data>${objects.get(href) ?? ''}</c:calendar-data></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>`;
  return {
    status: 207,
    body: `<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:response><d:href>${href}</d:href>${inner}</d:response></d:multistatus>`,
  };
}

test('a server that lists a part only is not filled', async () => {
  const part: Odd = ({ method, path, headers }) =>
    method === 'PROPFIND' && path === '/home/calendar/' && headers.depth === '1'
      ? {
          status: 207,
          body: '<multistatus xmlns="DAV:"><response><href>/home/calendar/</href><status>HTTP/1.1 507 Insufficient Storage</status></response></multistatus>',
        }
      : null;
  const { server, move } = await odd(part);
  const { report } = await move(calendar('a'));
  expect(server.objects.size).toBe(0);
  expect(report?.totals).toMatchObject({ found: 1, exported: 0 });
  expect(JSON.stringify(report?.attention)).toContain('lists a part of it only');
});

test('a change goes over where a front-end marks compressed answers', async () => {
  // As Apache does: the ETag of what it compresses is another.
  const compressing: Odd = ({ method, path, headers }, { objects }) => {
    const text = objects.get(path);
    const wants = /gzip/.test(headers['accept-encoding']?.toString() ?? '');
    return method === 'GET' && text !== undefined && wants
      ? { status: 200, headers: { etag: `"${text.length}-${path.length}-gzip"` }, body: text }
      : null;
  };
  const { server, move } = await odd(compressing);
  await move(calendar('a'));
  const [path = ''] = server.objects.keys();
  // The server writes it in its own way: that it is ours only its ETag can tell.
  const changed = { ...EVENTS.item('a'), bytes: String(EVENTS.item('a').bytes).replace('Meeting a', 'Changed') };
  await move({ Calendar: { kind: 'calendar', items: [{ ...changed, uid: 9 }] } });
  expect(server.objects.get(path)).toContain('SUMMARY:Changed');
});
