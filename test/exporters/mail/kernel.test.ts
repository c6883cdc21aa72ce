import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import wabt from 'wabt';
import { fastestKernel, type MakeKernel, plainKernel } from '../../../src/exporters/mail/kernel.js';
import { KERNEL_WASM } from '../../../src/exporters/mail/kernel-wasm.js';

const SOURCE = 64;
const OUTPUT = 32_768;

/** What the kernel must do, in words: CRLF to LF, one `>` more before `>*From ` at a line's start. */
function mboxrd(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .split('\n')
    .map((line) => line.replace(/^(?=>*From )/, '>'))
    .join('\n');
}

/** Converts a text that comes in pieces, carrying what the kernel left as the writers do. */
function convert(makeKernel: MakeKernel, pieces: readonly string[]): string {
  const { buffer, kernel } = makeKernel(1);
  const bytes = Buffer.from(buffer);
  const words = new Int32Array(buffer, 0, 2);
  words[1] = 1;
  let end = OUTPUT;
  let carried = '';
  for (const [index, piece] of pieces.entries()) {
    const text = carried + piece;
    bytes.write(text, SOURCE, 'latin1');
    end = kernel.convert(SOURCE, SOURCE + text.length, end, index === pieces.length - 1 ? 1 : 0);
    carried = text.slice((words[0] ?? 0) - SOURCE);
    expect(carried.length).toBeLessThanOrEqual(4);
  }
  expect(carried).toBe('');
  return bytes.toString('latin1', OUTPUT, end);
}

const mailish = fc
  .array(fc.constantFrom('\r', '\n', '\r\n', '>', 'From ', 'Fro', 'm ', 'x', ' ', '\xff', '0123456789abcdef'), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''));

test('the bytes that ship are the text beside them, assembled', async () => {
  const text = readFileSync(new URL('../../../src/exporters/mail/kernel.wat', import.meta.url), 'utf8');
  const assembled = (await wabt()).parseWat('kernel.wat', text, { simd: true }).toBinary({});
  expect(KERNEL_WASM).toBe(Buffer.from(assembled.buffer).toString('base64'));
});

test('this engine takes the WebAssembly', () => {
  expect(WebAssembly.validate(Buffer.from(KERNEL_WASM, 'base64'))).toBe(true);
});

describe.each([
  ['WebAssembly', fastestKernel],
  ['plain', plainKernel],
])('the %s kernel', (_, makeKernel) => {
  test.each([
    ['From me\n', '>From me\n'],
    ['>From me\r\n>>From you\r\n', '>>From me\n>>>From you\n'],
    [' From me\nFrom\nFromage\nfrom me\n', ' From me\nFrom\nFromage\nfrom me\n'],
    ['a\r\r\nb\rc\r', 'a\r\nb\rc\r'],
    ['x\rFrom me', 'x\rFrom me'],
    ['\n\nFrom ', '\n\n>From '],
    ['', ''],
  ])('turns %j into %j', (given, wanted) => {
    expect(convert(makeKernel, [given])).toBe(wanted);
  });

  test('does what the words say, however the text is cut', () => {
    fc.assert(
      fc.property(fc.array(mailish, { minLength: 1, maxLength: 6 }), (pieces) => {
        expect(convert(makeKernel, pieces)).toBe(mboxrd(pieces.join('')));
      }),
      { numRuns: 2000 },
    );
  });

  test('counts LF without CR, looking back one byte', () => {
    const { buffer, kernel } = makeKernel(1);
    const bytes = Buffer.from(buffer);
    fc.assert(
      fc.property(mailish, mailish, (before, text) => {
        const start = SOURCE + bytes.write(`x${before}`, SOURCE, 'latin1');
        const end = start + bytes.write(text, start, 'latin1');
        const all = `${before}${text}`.match(/(?<!\r)\n/g)?.length ?? 0;
        const earlier = before.match(/(?<!\r)\n/g)?.length ?? 0;
        expect(kernel.bareLineFeeds(start, end)).toBe(all - earlier);
      }),
      { numRuns: 2000 },
    );
  });
});
