import { expect, test } from 'vitest';
import { pathOf, readMultistatus, readXml } from '../../../src/protocols/dav/multistatus.js';
import { mkcalendar, multiget } from '../../../src/protocols/dav/requests.js';

const BASE = new URL('https://dav.example.com/home/');
const read = (inner: string) =>
  readMultistatus(
    Buffer.from(`<?xml version="1.0"?><D:multistatus xmlns:D="DAV:" xmlns:C="c">${inner}</D:multistatus>`),
    BASE,
  );

test('properties that were found, by local name; those that were not are not there', () => {
  const [response] = read(
    '<D:response><D:href>/home/a%20b/</D:href><D:propstat><D:prop><D:displayname>2024</D:displayname><C:comp-set><C:comp name="VEVENT"/><C:comp name="VTODO"/></C:comp-set></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat><D:propstat><D:prop><C:color/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response>',
  );
  expect(response).toMatchObject({ path: '/home/a b', name: 'a b', href: '/home/a%20b/', status: null });
  expect(response?.found.get('displayname')?.text).toBe('2024');
  expect(
    response?.found
      .get('comp-set')
      ?.all('comp')
      .map(({ attributes }) => attributes['name']),
  ).toEqual(['VEVENT', 'VTODO']);
  expect(response?.found.has('color')).toBe(false);
});

test('CDATA, character references, absolute addresses, addresses that are none', () => {
  const responses = read(
    '<D:response><D:href>https://other.example.com/x/%C3%A9.ics</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response><D:response><D:href>/%zz</D:href><D:propstat><D:prop><C:data><![CDATA[a<b]]>&#269;&amp;</C:data></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>',
  );
  expect(responses.map(({ path, status }) => [path, status])).toEqual([
    ['/x/é.ics', 404],
    ['/%zz', null],
  ]);
  expect(responses[1]?.found.get('data')?.text).toBe('a<bč&');
});

test('an object is called what stands in the last level of its address, whatever characters that has', () => {
  const hrefs = [
    'a%2Fb.ics',
    'me%40x.ics',
    'two%20words.ics',
    '100%.ics',
    'a%25b.ics',
    '%C3%A9.ics',
    './%2e%2E/x.ics/',
  ];
  const names = read(hrefs.map((href) => `<D:response><D:href>/home/${href}</D:href></D:response>`).join(''));
  expect(names.map(({ name }) => name)).toEqual([
    ...['a/b.ics', 'me@x.ics', 'two words.ics', '100%.ics', 'a%b.ics', 'é.ics', 'x.ics'],
  ]);
  expect(pathOf(`/home${'/'.repeat(100_000)}`, BASE)).toBe('/home');
});

test('a page in what an event says is no document type', () => {
  const data = (inner: string) =>
    read(
      `<D:response><D:href>/a</D:href><!-- <!DOCTYPE --><D:propstat><D:prop><C:data>${inner}</C:data></D:prop></D:propstat></D:response>`,
    );
  const html = 'X-ALT-DESC;FMTTYPE=text/html:<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">';
  expect(data(`<![CDATA[${html}]]>`)[0]?.found.get('data')?.text).toBe(html);
  expect(() => data('<!DOCTYPE x>')).toThrow('document type');
  expect(() => data('<!-- <![CDATA[ --><!DOCTYPE x><!-- ]]> -->')).toThrow('document type');
});

test('an answer that leaves off in the midst is none; what comes after its end is passed over', () => {
  const one = '<D:response><D:href>/a</D:href></D:response>';
  const of = (text: string) => readMultistatus(Buffer.from(text), BASE).map(({ path }) => path);
  const root = '<D:multistatus xmlns:D="DAV:">';
  for (const cut of [root, root + one, `${root}${one}<D:response><D:href>/b`, `${root}${one}<D:response><D:href/>`])
    expect(() => of(cut), cut).toThrow('leaves off');
  const end = '</D:multistatus>';
  expect(of(`${root}${one}<D:response/>${one}${end}\nPHP Notice: x`)).toEqual(['/a', '/a']);
  expect(of(`${root}${one.repeat(250)}<D:sync-token>t</D:sync-token>${end}`)).toHaveLength(250);
  expect([of('<multistatus xmlns="DAV:"/>'), of(root + end)]).toEqual([[], []]);
  expect(() => of(`<x>${one}</x>`)).toThrow('no multistatus');
});

test('what is no multistatus is said so, and nothing grows', () => {
  expect(() => read('<a>'.repeat(1000))).toThrow(/no XML|no multistatus/);
  expect(() => readXml(Buffer.from('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'))).toThrow('document type');
  expect(() => readXml(Buffer.from(`<x>${'<a/>'.repeat(1_500_001)}</x>`))).toThrow('too many');
  expect(() => readMultistatus(Buffer.from('<html><body>Sign in</body></html>'), BASE)).toThrow('no multistatus');
});

test('what people call a calendar is text', () => {
  expect(mkcalendar({ name: 'A & <B>\u0001', component: 'VTODO' })).toContain(
    '<d:displayname>A &amp; &lt;B&gt;</d:displayname>',
  );
  expect(multiget('addressbook', ['/a&b'])).toContain('<d:href>/a&amp;b</d:href></a:addressbook-multiget>');
});
