import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areLegalParams, formatParams, paramValues, parseParams } from '../../src/pim/params.js';

describe('parseParams', () => {
  it('reads lists, quotes, bare values and empty parameters', () => {
    expect(parseParams(';TYPE=home,"a,b";type=WORK;X-A="b;c:d";VOICE;;PREF=1')).toEqual([
      { name: 'TYPE', values: ['home', 'a,b'] },
      { name: 'TYPE', values: ['WORK'] },
      { name: 'X-A', values: ['b;c:d'] },
      { name: '', values: ['VOICE'] },
      { name: 'PREF', values: ['1'] },
    ]);
    expect(parseParams('')).toEqual([]);
  });

  it('does not lose what stands behind an unclosed quote', () => {
    expect(parseParams(';A="b;C=d')).toEqual([
      { name: 'A', values: ['"b'] },
      { name: 'C', values: ['d'] },
    ]);
  });

  it('collects the values of one name', () => {
    expect(paramValues(parseParams(';TYPE=home;PREF=1;TYPE=work,cell'), 'TYPE')).toEqual(['home', 'work', 'cell']);
  });

  it('reads back what formatParams wrote', () => {
    const name = fc.stringMatching(/^[A-Z][A-Z0-9-]{0,8}$/);
    const value = fc.stringMatching(/^[!#-~\x80-\xff]([ !#-~\x80-\xff]{0,20}[!#-~\x80-\xff])?$/);
    const param = fc.record({ name, values: fc.array(value, { minLength: 1, maxLength: 4 }) });
    fc.assert(
      fc.property(fc.array(param, { maxLength: 6 }), (params) => {
        expect(parseParams(formatParams(params))).toEqual(params);
      }),
    );
  });

  it('writes no quote and no control character inside a value', () => {
    expect(formatParams([{ name: 'CN', values: ['Jan "Honza"\r\nNovak; Jr.'] }])).toBe(`;CN="Jan 'Honza' Novak; Jr."`);
  });
});

it('judges a million parameters', () => {
  expect(areLegalParams(';A=b'.repeat(1_000_000))).toBe(true);
  expect(areLegalParams(`;A=b${',c'.repeat(1_000_000)}:`)).toBe(false);
});

it.each([
  ['', true],
  [';A=b,"c:d";B=', true],
  [',b', false],
  [';A=b,', true],
  [';A="b', false],
  [';A=b"', false],
  [';A', false],
])('%j is as it should be: %s', (params, legal) => {
  expect(areLegalParams(params)).toBe(legal);
});
