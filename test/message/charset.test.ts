import iconv from 'iconv-lite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, decodeToUtf8 } from '../../src/message/charset.js';
import { decodeWords } from '../../src/message/words.js';
import { utf8Octets } from '../../src/core/octets.js';

describe('decodeText', () => {
  it.each([
    ['windows-1250', 'Žluťoučký kůň'],
    ['ISO-8859-2', 'Žluťoučký kůň'],
    ['"koi8-r"', 'Привет'],
    ['iso-8859-1', 'naïve café'],
    ['shift_jis', '日本語テキスト'],
    ['gb18030', '中文'],
    ['utf-7', 'Grüße'],
    ['x-mac-ce', 'Žlutý'],
  ])('reads declared %s', (charset, text) => {
    const name = charset.replace(/"/g, '').replace('x-mac-ce', 'maccenteuro');
    expect(decodeText(iconv.encode(text, name), charset)).toMatchObject({ text, problem: null });
  });

  it('reads ISO-2022-JP', () => {
    expect(decodeText(Buffer.from('1b2442467c4b5c1b2842', 'hex'), 'ISO-2022-JP').text).toBe('日本');
  });

  it('believes bytes over us-ascii and utf-8', () => {
    expect(decodeText(Buffer.from('ř'), 'us-ascii')).toEqual({
      text: 'ř',
      charset: 'utf-8',
      problem: 'the text is declared us-ascii, but is UTF-8',
    });
    expect(decodeText(iconv.encode('Dvořák', 'windows-1250'), 'utf-8')).toEqual({
      text: 'Dvořák',
      charset: 'windows-1250',
      problem: 'the text is no utf-8; read as windows-1250',
    });
  });

  it.each([
    ['windows-1250', 'Příliš žluťoučký kůň'],
    ['windows-1250', 'Jiří Dvořák'],
    ['windows-1250', 'Špaček'],
    ['windows-1250', 'Łódź'],
    ['windows-1252', 'Sørensen, Ålborg'],
    ['windows-1252', 'très bien, crème'],
    ['windows-1252', 'Müller & Söhne'],
    ['windows-1252', 'São Paulo'],
    ['windows-1251', 'Иван Петров'],
  ])('guesses %s for %s', (charset, text) => {
    expect(decodeText(iconv.encode(text, charset), null)).toEqual({
      text,
      charset,
      problem: `no charset is declared; read as ${charset}`,
    });
  });

  it('keeps sound UTF-8 among other octets', () => {
    const mixed = Buffer.concat([Buffer.from('Novák '), iconv.encode('Dvořák', 'windows-1250')]);
    expect(decodeText(mixed, null).text).toBe('Novák Dvořák');
  });

  it('falls back when the charset does not exist', () => {
    expect(decodeText(Buffer.from('ř'), 'x-nonsense')).toEqual({
      text: 'ř',
      charset: 'utf-8',
      problem: 'charset x-nonsense is unknown; read as utf-8',
    });
    expect(decodeText(Buffer.from('YQ=='), 'base64').text).toBe('YQ==');
  });

  it('drops byte order marks', () => {
    expect(decodeText(Buffer.from('\ufeffa'), 'us-ascii').text).toBe('a');
    expect(decodeText(Buffer.from('\ufeffa', 'utf16le'), 'utf-8').text).toBe('a');
    expect(decodeToUtf8(Buffer.from('\ufeffa'), null).octets).toBe('a');
  });

  it('gives UTF-8 octets of the same text', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.constantFrom(null, 'utf-8', 'windows-1250', 'us-ascii', 'shift_jis'),
        (bytes, name) => {
          const text = decodeText(bytes, name);
          expect(decodeToUtf8(bytes, name)).toEqual({ ...text, text: undefined, octets: utf8Octets(text.text) });
        },
      ),
    );
  });
});

describe('decodeWords', () => {
  it.each([
    ['plain', 'plain'],
    ['=?utf-8?Q?Nov=C3=A1k?= x', 'Novák x'],
    ['=?utf-8?B?Tm92w6E=?=\t=?UTF-8?B?aw==?=', 'Novák'],
    ['=?utf-8?Q?=C3?= =?utf-8?Q?=A1_b?=', 'á b'],
    ['=?windows-1250?Q?P=F8=EDklad?= =?utf-8?Q?_=C3=A1?=', 'Příklad á'],
    ['a =?utf-8?x?b?= c', 'a =?utf-8?x?b?= c'],
    ['Nov\xc3\xa1k', 'Novák'],
  ])('reads %j', (octets, text) => {
    expect(decodeWords(octets)).toBe(text);
  });
});
