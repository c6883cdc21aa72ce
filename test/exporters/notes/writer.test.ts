import { describe, expect, test } from 'vitest';
import { htmlText } from '../../../src/exporters/notes/html-text.js';
import { openNotesWriter } from '../../../src/exporters/notes/writer.js';
import type { OutputFiles } from '../../../src/exporters/output.js';
import { lintCalendar } from '../../support/lint-calendar.js';
import { calendarItem, exportItems } from '../calendars/support.js';

const BASE = 'notes/jan@example.com/Notes';

function exportNotes(items: readonly (string | Buffer)[]) {
  return exportItems((files: OutputFiles) => openNotesWriter({ files, base: BASE }), items);
}

/** The properties of the first entry, unfolded. */
function entry(text: string): string[] {
  return /BEGIN:VJOURNAL\r\n([^]*?)END:VJOURNAL/.exec(text.replace(/\r\n /g, ''))?.[1]?.trim().split('\r\n') ?? [];
}

const uid = 'UID:64590354-03bc-46fa-9d94-b5c19be217d7-00000001';
const note = (type: string, ...lines: readonly string[]) =>
  ['Subject: =?utf-8?Q?N=C3=A1kup?=', `Content-Type: ${type}`, '', ...lines].join('\r\n');

describe('notes', () => {
  test('text', () => {
    const { paths, text, bytes, outcomes } = exportNotes([note('text/plain; charset=utf-8', 'Lano,', 'Žluť', '')]);
    expect(paths).toEqual([`${BASE}.ics`, `${BASE}/Nákup.txt`]);
    expect(text(`${BASE}/Nákup.txt`)).toBe('Lano,\nŽluť\n');
    expect(lintCalendar(bytes(`${BASE}.ics`))).toEqual([]);
    expect(entry(text(`${BASE}.ics`))).toEqual([
      uid,
      'DTSTAMP:20240115T090000Z',
      'DTSTART:20240115T090000Z',
      'SUMMARY:Nákup',
      'DESCRIPTION:Lano\\,\\nŽluť',
    ]);
    expect(outcomes[0]).toMatchObject({ result: 'exported', file: `${BASE}.ics`, notes: [] });
  });

  test('HTML', () => {
    const { text } = exportNotes([note('text/html; charset=utf-8', '<p>Tide at <b>six</b></p>')]);
    expect(text(`${BASE}/Nákup.txt`)).toBe('Tide at six\n');
    expect(entry(text(`${BASE}.ics`)).slice(4)).toEqual([
      'DESCRIPTION:Tide at six',
      'X-ALT-DESC;FMTTYPE=text/html:<p>Tide at <b>six</b></p>',
    ]);
  });

  test('both', () => {
    const { text } = exportNotes([
      note(
        'multipart/alternative; boundary=b',
        '--b',
        'Content-Type: text/plain',
        '',
        'plain',
        '--b',
        'Content-Type: text/html',
        '',
        '<i>rich</i>',
        '--b--',
      ),
    ]);
    expect(entry(text(`${BASE}.ics`)).slice(4)).toEqual([
      'DESCRIPTION:plain',
      'X-ALT-DESC;FMTTYPE=text/html:<i>rich</i>',
    ]);
  });

  test('RTF, whatever it calls itself', () => {
    const rtf = String.raw`{\rtf1\ansi first\par second}`;
    for (const type of ['text/rtf', 'application/rtf', 'text/plain', 'application/octet-stream']) {
      const { text } = exportNotes([note(type, rtf)]);
      expect(text(`${BASE}/Nákup.txt`)).toBe('first\nsecond\n');
      expect(entry(text(`${BASE}.ics`)).slice(4)).toEqual([
        'DESCRIPTION:first\\nsecond',
        String.raw`X-ALT-DESC;FMTTYPE=text/rtf:{\\rtf1\\ansi first\\par second}`,
      ]);
    }
  });

  test('RTF with pictures is a file beside its text', () => {
    const rtf = String.raw`{\rtf1\ansi a tide table{\pict ${'00'.repeat(60_000)}}}`;
    const { text, paths } = exportNotes([note('application/rtf; name="tide.rtf"', rtf)]);
    expect(text(`${BASE}/Nákup.txt`)).toBe('a tide table\n');
    expect(paths).toContain(`${BASE}.attachments/00000001-tide.rtf`);
    expect(text(`${BASE}.attachments/00000001-tide.rtf`)).toBe(rtf);
  });

  test('what phones write', () => {
    const { text } = exportNotes([
      note(
        'text/x-vnote',
        'BEGIN:VNOTE',
        'VERSION:1.1',
        'BODY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:P=C5=99=C3=ADstav=0D=0Adruh=C3=BD',
        'DCREATED:20230501T100000Z',
        'LAST-MODIFIED:20230502T100000Z',
        'CATEGORIES:Sea',
        'END:VNOTE',
      ),
    ]);
    expect(text(`${BASE}/Nákup.txt`)).toBe('Přístav\ndruhý\n');
    expect(entry(text(`${BASE}.ics`))).toEqual([
      uid,
      'DTSTAMP:20230502T100000Z',
      'DTSTART:20230501T100000Z',
      'CATEGORIES:Sea',
      'SUMMARY:Nákup',
      'DESCRIPTION:Přístav\\ndruhý',
      'LAST-MODIFIED:20230502T100000Z',
    ]);
  });

  test('journal entries', () => {
    const { text } = exportNotes([
      Buffer.concat([
        Buffer.from('Subject: event\n'),
        calendarItem(
          'BEGIN:VJOURNAL',
          'UID:call',
          'DTSTAMP:20240116T100000Z',
          'DTSTART:20240116T100000Z',
          'DESCRIPTION:With the yard\\nlong',
          'END:VJOURNAL',
        ),
      ]),
    ]);
    // The item's own subject is the title of an entry that has none.
    expect(entry(text(`${BASE}.ics`))).toEqual([
      'UID:call',
      'DTSTAMP:20240116T100000Z',
      'DTSTART:20240116T100000Z',
      'DESCRIPTION:With the yard\\nlong',
      'SUMMARY:event',
    ]);
    expect(text(`${BASE}/event.txt`)).toBe('With the yard\nlong\n');
  });

  test('titles make file names: safe, different, and never empty', () => {
    const item = (subject: string, text: string) => `Subject: ${subject}\n\n${text}\n`;
    const { paths } = exportNotes([
      item('a/b: ../c', 'x'),
      item('Same', 'x'),
      item('same', 'x'),
      item('', 'first line\nsecond'),
      item('', ''),
      item('CON', 'x'),
      item('y'.repeat(300), 'x'),
    ]);
    expect(paths.filter((path) => path.endsWith('.txt')).map((path) => path.slice(BASE.length + 1))).toEqual([
      '00000005.txt',
      'Same.txt',
      '_CON.txt',
      'a_b_ .._c.txt',
      'first line.txt',
      'same (2).txt',
      `${'y'.repeat(80)}.txt`,
    ]);
  });

  test('files lie beside', () => {
    const { paths, text } = exportNotes([
      note(
        'multipart/mixed; boundary=b',
        '--b',
        'Content-Type: text/plain',
        '',
        'see',
        '--b',
        'Content-Type: image/png; name=a.png',
        '',
        'x',
        '--b--',
      ),
    ]);
    expect(paths).toEqual([`${BASE}.attachments/00000001-a.png`, `${BASE}.ics`, `${BASE}/Nákup.txt`]);
    expect(text(`${BASE}.ics`).replace(/\r\n /g, '')).toContain(
      'ATTACH;FMTTYPE=image/png;FILENAME=a.png:Notes.attachments/00000001-a.png\r\n',
    );
  });

  test('an empty item is told', () => {
    expect(exportNotes(['']).outcomes).toEqual([
      { result: 'failed', reason: 'the file is empty', file: null, offset: null, length: null, notes: [] },
    ]);
  });
});

test.each([
  ['a<br>b<br/>c', 'a\nb\nc'],
  ['<p>one</p>\n<p>two &amp; three &#253;&#x17E;&nbsp;end</p>', 'one\ntwo & three ýž end'],
  ['<style>p{}</style><ul><li>x</li><li>y</li></ul>', '- x\n- y'],
  ['<!-- no --><div>1 &lt; 2 &unknown; &#0;</div>', '1 < 2 &unknown; &#0;'],
  ['plain', 'plain'],
])('text of %s', (html, text) => {
  expect(htmlText(html)).toBe(text);
});

test.each([
  ['<p>a<br>b', 'a\nb'],
  ['a<li x="<">b <i', 'a\n- b <i'],
  ['<script >x</script  >a', 'a'],
  [`a${'<br '.repeat(50_000)}`, `a${'<br '.repeat(50_000).trimEnd()}`],
])('the text of HTML: %#', (html, text) => {
  expect(htmlText(html)).toBe(text);
});
