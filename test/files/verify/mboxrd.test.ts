import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainKernel } from '../../../src/exporters/mail/kernel.js';
import { ByteStream, firstDifference } from '../../../src/files/verify/byte-stream.js';
import { TextMatch } from '../../../src/files/verify/mboxrd.js';

/** A stream over a text that comes in pieces of `piece` bytes, through memory not much larger than that. */
function stream(text: string, piece: number): ByteStream {
  const bytes = Buffer.from(text, 'latin1');
  const memory = new Uint8Array(Math.max(piece, 32));
  let given = 0;
  const more = (target: Uint8Array): number => {
    const got = bytes.copy(target, 0, given, given + Math.min(target.length, piece));
    given += got;
    return got;
  };
  return new ByteStream(memory, more(memory), more);
}

/** Whether `copy` is taken for the mboxrd text of `source`, with its empty line behind. */
function matches(source: string, copy: string, piece = 1 << 20): boolean {
  const match = new TextMatch(stream(source, piece), stream(copy, piece), false);
  return match.goTo(Infinity) && match.isEnded();
}

/** What the writer makes of a text. */
function written(source: string): string {
  const { buffer, kernel } = plainKernel(1);
  const bytes = Buffer.from(buffer);
  bytes.write(source, 64, 'latin1');
  new Int32Array(buffer, 0, 2)[1] = 1;
  const end = kernel.convert(64, 64 + source.length, 8192, 1);
  const text = bytes.toString('latin1', 8192, end);
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}\n`;
}

const texts = fc
  .array(fc.constantFrom('From ', '>', '>>From ', 'From', 'F', 'text', '\r\n', '\n', '\r', ' ', '\0', '\xff', ''), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''));

describe('TextMatch', () => {
  test.each([
    ['hello\r\n', 'hello\n\n'],
    ['hello', 'hello\n\n'],
    ['', '\n'],
    ['From me\r\n>From me\r\n From me', '>From me\n>>From me\n From me\n\n'],
    ['a\rb\n', 'a\rb\n\n'],
    ['>>> From\nFrom', '>>> From\nFrom\n\n'],
  ])('takes %j for %j', (source, copy) => {
    expect(matches(source, copy)).toBe(true);
    expect(matches(source, copy, 3)).toBe(true);
  });

  test.each([
    ['hello\r\n', 'hello\r\n\n'],
    ['hello\r\n', 'hello\n'],
    ['hello\r\n', 'hello\n\n\n'],
    ['From me\n', 'From me\n\n'],
    ['>From me\n', '>From me\n\n'],
    ['a\n\n', 'a\n\n'],
    ['text', 'texx\n\n'],
    ['text', 'tex'],
    ['From ', '>'],
  ])('does not take %j for %j', (source, copy) => {
    expect(matches(source, copy)).toBe(false);
    expect(matches(source, copy, 3)).toBe(false);
  });

  test('agrees with the writer on every text, in pieces of any size', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 40 }), (text, piece) => {
        expect(matches(text, written(text), piece)).toBe(true);
      }),
    );
  });

  test('sees every changed, added and removed byte', () => {
    fc.assert(
      fc.property(
        texts,
        fc.nat(),
        fc.constantFrom('change', 'add', 'remove'),
        fc.integer({ min: 1, max: 40 }),
        (text, where, how, piece) => {
          const copy = written(text);
          const at = where % copy.length;
          const other = String.fromCharCode(copy.charCodeAt(at) ^ 1);
          const damaged = copy.slice(0, at) + (how === 'remove' ? '' : other) + copy.slice(how === 'add' ? at : at + 1);
          expect(matches(text, damaged, piece)).toBe(false);
        },
      ),
    );
  });
});

describe('firstDifference', () => {
  test('finds the first byte that differs, whatever the pieces', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (one, two, a, b) => {
          const [left, right] = [Buffer.from(one).toString('latin1'), Buffer.from(two).toString('latin1')];
          let expected = 0;
          while (expected < left.length && left[expected] === right[expected]) expected += 1;
          expect(firstDifference(stream(left, a), stream(right, b))).toBe(left === right ? null : expected);
        },
      ),
    );
  });
});
