import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../src/message/base64.js';
import { uuencoded } from '../support/uuencode.js';
import { readEntity } from '../../src/message/entity.js';

const card = 'BEGIN:VCARD\r\nFN:Jan Novák\r\nEND:VCARD\r\n';

function read(text: string | Buffer): { types: string[]; texts: string[]; problems: readonly string[] } {
  const { parts, problems } = readEntity(Buffer.from(text));
  return { types: parts.map((part) => part.type), texts: parts.map((part) => part.text().text), problems };
}

describe('readEntity', () => {
  it('gives a plain body as a view of the item', () => {
    const bytes = Buffer.from(`Content-Type: text/vcard; charset="utf-8"\r\n\r\n${card}`);
    const [part] = readEntity(bytes).parts;
    expect(part?.type).toBe('text/vcard');
    expect(part?.bytes().buffer).toBe(bytes.buffer);
    expect(part?.utf8()).toEqual({ octets: Buffer.from(card).toString('latin1'), charset: 'utf-8', problem: null });
  });

  it('decodes base64 and quoted-printable', () => {
    const base64 = encodeBase64(Buffer.from(card));
    expect(read(`Content-Type: text/x-vcard\nContent-Transfer-Encoding: BASE64\n\n${base64}\n`).texts).toEqual([card]);
    expect(
      read('Content-Type: text/x-vcard\nContent-Transfer-Encoding: quoted-printable\n\nBEGIN:VCARD\nFN:Nov=C3=A1=\nk\n')
        .texts,
    ).toEqual(['BEGIN:VCARD\nFN:Novák\n']);
  });

  it('does not decode text that only claims to be base64', () => {
    expect(read(`Content-Type: text/vcard\nContent-Transfer-Encoding: base64\n\n${card}`).texts).toEqual([card]);
  });

  it.each(['x-uuencode', 'uuencode', 'x-uue', 'UUE', 'x-uu'])('decodes %s', (encoding) => {
    const head = `Content-Type: text/vcard; charset=utf-8\nContent-Transfer-Encoding: ${encoding}\n\n`;
    expect(read(head + uuencoded('c.vcf', Buffer.from(card)))).toEqual({
      ...{ types: ['text/vcard'], texts: [card], problems: [] },
    });
    expect(read(head + card).texts).toEqual([card]);
  });

  it('decodes a uuencoded body that nothing declares, and files below a text', () => {
    const file = uuencoded('Jan Novak.txt', Buffer.from(card));
    expect(read(`Subject: Jan\n\n\n${file}`)).toEqual({ types: ['text/plain'], texts: [card], problems: [] });
    expect(read(`Content-Type: text/vcard\n\n${file}`)).toEqual({ types: ['text/vcard'], texts: [card], problems: [] });
    const picture = uuencoded('jan.jpg', Buffer.from([255, 216, 0, 1]));
    const { parts } = readEntity(Buffer.from(`Subject: x\n\nHello\n${file}\n${picture}bye\n`));
    expect(parts.map(({ type, fileName }) => [type, fileName])).toEqual([
      ['text/plain', null],
      ['text/plain', null],
      ['image/jpeg', 'jan.jpg'],
      ['text/plain', null],
    ]);
    expect(parts.map((part) => Buffer.from(part.bytes()).toString('latin1'))).toEqual([
      'Hello\n',
      Buffer.from(card).toString('latin1'),
      '\xff\xd8\0\x01',
      'bye\n',
    ]);
    expect(parts.map(({ truncated }) => truncated)).toEqual([false, false, false, false]);
    expect(readEntity(Buffer.from(`\n${file.replace('end', '')}`)).parts[0]?.truncated).toBe(true);
    expect(read(`Subject: x\n\nWe\nbegin 100 things\nnow\n`).texts).toEqual(['We\nbegin 100 things\nnow\n']);
  });

  it('walks nested multiparts', () => {
    const message = [
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed;',
      '\tboundary="a b"',
      '',
      'preamble',
      '--a b',
      'Content-Type: multipart/alternative; boundary=inner',
      '',
      '--inner',
      '',
      'plain',
      '--inner  ',
      'Content-Type: text/html',
      '',
      '<p>',
      '',
      '--inner--',
      '--a b',
      "Content-Type: text/vcard; name*0*=utf-8''N%C3%A1; name*1=zev.vcf",
      '',
      'BEGIN:VCARD',
      '--a bc',
      '--a b--',
      'epilogue',
    ].join('\n');
    expect(read(message)).toEqual({
      types: ['text/plain', 'text/html', 'text/vcard'],
      texts: ['plain', '<p>\n', 'BEGIN:VCARD\n--a bc'],
      problems: [],
    });
    expect(readEntity(Buffer.from(message.replace(/\n/g, '\r\n'))).parts[2]?.fileName).toBe('Název.vcf');
  });

  it('reads on when the end, the boundary or all parts are missing', () => {
    expect(read('Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n')).toEqual({
      types: ['text/plain'],
      texts: ['one\n'],
      problems: ['the end of multipart/mixed is missing'],
    });
    expect(read('Content-Type: multipart/mixed\n\n--xyz\n\none\n--xyz--\n').texts).toEqual(['one']);
    expect(read('Content-Type: multipart/mixed; boundary=b\n\nnothing')).toEqual({
      types: ['multipart/mixed'],
      texts: ['nothing'],
      problems: ['multipart/mixed without parts'],
    });
  });

  it('reads a bare card, one with a byte order mark, and one that follows its header without an empty line', () => {
    expect(read(card).texts).toEqual([card]);
    expect(read(`\ufeff${card}`).texts).toEqual([card]);
    expect(read(`Content-Type: text/vcard\r\n${card}`)).toEqual({ types: ['text/vcard'], texts: [card], problems: [] });
    expect(read(Buffer.from(`\ufeff${card}`, 'utf16le')).texts).toEqual([card]);
  });

  it('reads an empty item', () => {
    expect(read('')).toEqual({ types: ['text/plain'], texts: [''], problems: [] });
  });

  it('never throws and always gives a part', () => {
    const line = fc.constantFrom(
      '--b',
      '--b--',
      '',
      'Content-Type: multipart/mixed; boundary=b',
      'Content-Type: text/vcard',
      'x',
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n', '\r'), (lines, eol) => {
        const { parts } = readEntity(Buffer.from(lines.join(eol)));
        expect(parts.length).toBeGreaterThan(0);
        for (const part of parts) part.text();
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => readEntity(bytes).parts.length > 0));
  });
});

it('parameters of four million backslashes, and a boundary of a million characters', () => {
  const long = 'a'.repeat(1_000_000);
  const text = `Content-Type: multipart/mixed; x="${'\\\\b'.repeat(2_000_000)}"; boundary=${long}\r\n\r\n--${long}\r\n\r\none\r\n--${long}--\r\n`;
  const { parts, problems } = readEntity(Buffer.from(text));
  expect(parts.map((part) => Buffer.from(part.bytes()).toString())).toEqual(['one']);
  expect(problems).toEqual([]);
});

it('ten thousand pieces of a parameter', () => {
  const pieces = Array.from({ length: 1000 }, (_, at) => `; name*${at}=a`).join('');
  const { parts } = readEntity(Buffer.from(`Content-Type: text/plain${pieces}${'; name*0=b'.repeat(10_000)}\r\n\r\n`));
  expect(parts[0]?.fileName).toBe(`a${'b'.repeat(10_000)}${'a'.repeat(999)}`);
});

it('files in a text have the name and the charset of their part, and their own', () => {
  const uu = (name: string): string => `begin 644 ${name}\n#0V%T\n\`\nend\n`;
  const { parts } = readEntity(
    Buffer.from(`Content-Type: text/plain; charset=x; name=n\n\none\n${uu('a.pdf')}two\n${uu('b')}`),
  );
  expect(parts.map((part) => [part.type, part.fileName, part.param('charset')])).toEqual([
    ['text/plain', 'n', 'x'],
    ['application/pdf', 'a.pdf', 'x'],
    ['text/plain', 'n', 'x'],
    ['text/plain', null, 'x'],
  ]);
});
