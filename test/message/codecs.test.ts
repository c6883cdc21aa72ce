import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../src/message/base64.js';
import { lowerOctets, octetsOf, textOf, trimOctets, upperOctets, utf8Octets } from '../../src/core/octets.js';
import { decodeQuotedPrintable } from '../../src/message/quoted-printable.js';

describe('decodeQuotedPrintable', () => {
  it('decodes octets and soft line breaks, and leaves what is no code', () => {
    expect(decodeQuotedPrintable('=C4=8c=\r\nb=  \nc=\rd =3D=zz=4 e=')).toBe('\xc4\x8cbcd ==zz=4 e');
  });

  it('gives back any octets that were encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 20 }), (bytes, width) => {
        const codes = Array.from(bytes, (byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`);
        const encoded = codes.map((code, index) => (index % width === width - 1 ? `${code}=\r\n` : code)).join('');
        expect(decodeQuotedPrintable(encoded)).toBe(octetsOf(bytes));
      }),
    );
  });
});

describe('decodeBase64', () => {
  it('skips line breaks and foreign characters', () => {
    expect(decodeBase64(' QU\r\nJD-RA=\n').bytes.toString()).toBe('ABCD');
  });

  it('goes on behind padding', () => {
    expect(decodeBase64('QQ==QkM=RA==')).toEqual({ bytes: Buffer.from('ABCD'), truncated: false });
  });

  it('says when the text was cut', () => {
    expect(decodeBase64('QUJDRA')).toEqual({ bytes: Buffer.from('ABCD'), truncated: true });
    expect(decodeBase64('QUJDR').truncated).toBe(true);
    expect(decodeBase64('').truncated).toBe(false);
  });

  it('gives back any bytes that were encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 80 }), (bytes, width) => {
        const encoded = encodeBase64(bytes).replace(new RegExp(`.{${width}}`, 'g'), '$&\r\n');
        expect(decodeBase64(encoded)).toEqual({ bytes: Buffer.from(bytes), truncated: false });
      }),
    );
  });
});

describe('octet strings', () => {
  it('change nothing but ASCII', () => {
    expect(trimOctets(' \t\xa0a\xa0\r\n')).toBe('\xa0a\xa0');
    expect(upperOctets('a\xe9\xb5\xff')).toBe('A\xe9\xb5\xff');
    expect(lowerOctets('A\xc5')).toBe('a\xc5');
  });

  it('turn into text and back', () => {
    expect(textOf('\xc5\x99')).toBe('ř');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(textOf(utf8Octets(text))).toBe(text);
      }),
    );
  });
});
