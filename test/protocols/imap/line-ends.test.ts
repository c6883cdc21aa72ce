import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineConverter, type LineRules, LineSurvey } from '../../../src/protocols/imap/line-ends.js';

const plain: LineRules = { crOnly: false, nul: false, longest: null };

function convert(text: string, rules: Partial<LineRules> = {}, pieces: readonly number[] = []): string {
  const converter = new LineConverter({ ...plain, ...rules });
  const places = [0, ...[...pieces].sort((a, b) => a - b), text.length];
  let out = '';
  for (let at = 1; at < places.length; at += 1) {
    out += converter.convert(Buffer.from(text.slice(places[at - 1], places[at]), 'latin1')).toString('latin1');
  }
  return out + converter.end().toString('latin1');
}

describe('line ends', () => {
  test.each([
    ['a\nb\n', 'a\r\nb\r\n'],
    ['a\r\nb\nc', 'a\r\nb\r\nc'],
    ['a\rb\n', 'a\rb\r\n'],
    ['a\r', 'a\r'],
    ['\n\n', '\r\n\r\n'],
    ['', ''],
  ])('%j', (text, expected) => {
    expect(convert(text)).toBe(expected);
  });

  test('CR alone, where there is no LF', () => {
    expect(convert('a\rb\r', { crOnly: true })).toBe('a\r\nb\r\n');
  });

  const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\0', ' ') });
  test('do not depend on where the pieces are cut', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(30)), (bytes, cuts) => {
        const pieces = cuts.filter((cut) => cut < bytes.length);
        expect(convert(bytes, { nul: true }, pieces)).toBe(bytes.replace(/\r?\n/g, '\r\n').replaceAll('\0', ' '));
      }),
    );
  });

  test('a survey in pieces sees what one of the whole sees', () => {
    fc.assert(
      fc.property(text, fc.nat(30), (bytes, cut) => {
        const whole = new LineSurvey();
        whole.look(Buffer.from(bytes, 'latin1'));
        const parts = new LineSurvey();
        parts.look(Buffer.from(bytes.slice(0, cut), 'latin1'));
        parts.look(Buffer.from(bytes.slice(cut), 'latin1'));
        expect(parts.result()).toEqual(whole.result());
        expect(whole.result().bareLf).toBe(/(^|[^\r])\n/.test(bytes));
        expect(whole.result().nul).toBe(bytes.includes('\0'));
        const lines = bytes.split(/\r?\n/).map((line) => line.length);
        if (!whole.result().crOnly) expect(whole.result().longest).toBe(Math.max(...lines));
      }),
    );
  });
});

describe('lines that are too long', () => {
  test('are cut behind a blank where one is near, else anywhere', () => {
    expect(convert('aaaa bbbb cccc\r\nshort\r\n', { longest: 8 })).toBe('aaaa \r\nbbbb \r\ncccc\r\nshort\r\n');
    expect(convert('aaaaaaaaaaaaaaaaaaaa\n', { longest: 8 })).toBe('aaaaaaaa\r\naaaaaaaa\r\naaaa\r\n');
  });

  test('lose nothing, and none is left', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n') }), fc.array(fc.nat(40)), (bytes, cuts) => {
        const pieces = cuts.filter((cut) => cut < bytes.length);
        const sent = convert(bytes, { longest: 10 }, pieces);
        expect(sent.replace(/\r\n/g, '')).toBe(bytes.replace(/\n/g, ''));
        for (const line of sent.split('\r\n')) expect(line.length).toBeLessThanOrEqual(10);
      }),
    );
  });
});
