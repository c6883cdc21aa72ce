import { describe, expect, it } from 'vitest';
import { readEntity } from '../../src/message/entity.js';
import { contentOctets } from '../../src/pim/content-octets.js';

function octets(body: Buffer, type = 'text/vcard'): ReturnType<typeof contentOctets> | undefined {
  const [part] = readEntity(Buffer.concat([Buffer.from(`Content-Type: ${type}\r\n\r\n`), body])).parts;
  return part && contentOctets(part);
}

describe('contentOctets', () => {
  it('leaves UTF-8 as it is, folds and all', () => {
    expect(octets(Buffer.from('N:Nov\r\n ák'))).toEqual({
      octets: 'N:Nov\r\n \xc3\xa1k',
      charset: 'utf-8',
      problem: null,
    });
  });

  it('joins a character that was folded in two before it looks at the charset', () => {
    expect(octets(Buffer.from('N:Nov\xc3\r\n \xa1k', 'latin1'))).toMatchObject({
      octets: 'N:Nov\xc3\xa1k',
      charset: 'utf-8',
    });
  });

  it('keeps soft line breaks, and reads a declared charset', () => {
    const body = Buffer.from('N;QUOTED-PRINTABLE:a=\r\n b\r\nFN:\xf8', 'latin1');
    expect(octets(body, 'text/vcard; charset=windows-1250')).toEqual({
      octets: 'N;QUOTED-PRINTABLE:a=\r\n b\r\nFN:\xc5\x99',
      charset: 'windows-1250',
      problem: null,
    });
  });

  it('reads UTF-16 by its byte order mark', () => {
    expect(octets(Buffer.from('\ufeffN:á', 'utf16le'))).toMatchObject({ octets: 'N:\xc3\xa1' });
  });
});
