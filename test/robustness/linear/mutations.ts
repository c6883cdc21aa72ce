/** Makes a valid text hostile in every way that repeating does: each of its pieces ten thousand times, or one grown as long. */

/** A text that grows with `n`. */
export interface Growing {
  readonly name: string;
  readonly make: (n: number) => string;
}

/** How a piece that may stand in another begins and ends. */
export type Block = readonly [begin: string, end: string];

/** Characters that grammars give a meaning, and that a stranger may write any number of. */
const HOSTILE = [
  ...['a', 'A', '0', ' ', '\t', '\n', '\r', '\r\n', '\r\n ', '=\r\n', '=', '=3D', '"', "'", '\\', '\\"', '(', ')', '<'],
  ...[
    '>',
    '<a',
    '@',
    'a@',
    ',',
    ';',
    ':',
    '.',
    '-',
    '--',
    '+',
    '*',
    '/',
    '/*',
    '&',
    '&amp;',
    '&-',
    '%41',
    '_',
    '#',
    '!',
  ],
  ...[
    '=?',
    '?=',
    '=?utf-8?Q?a?= ',
    '{',
    '{1}',
    '}',
    '[',
    ']',
    '|',
    '~',
    '^',
    '$',
    '\0',
    'é',
    '\u0301',
    '€',
    'a b ',
    ';a=b',
    ',1',
  ],
];

/** Every line, every word and sign repeated; every hostile piece put behind every sign, many times; every block repeated. */
export function growthsOf(seed: string, blocks: readonly Block[]): Growing[] {
  return [
    ...repeatedLines(seed),
    ...repeatedWords(seed),
    ...putIn(seed),
    ...blocks.flatMap((pair) => nested(seed, pair)),
  ];
}

function repeatedLines(seed: string): Growing[] {
  const lines = seed.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return lines.map((line, at) => ({
    name: `line ${JSON.stringify(line.slice(0, 50))} again and again`,
    make: (n) => [...lines.slice(0, at), line.repeat(Math.ceil(n / 4)), ...lines.slice(at + 1)].join(''),
  }));
}

function repeatedWords(seed: string): Growing[] {
  return [...seed.matchAll(/[A-Za-z]+|[0-9]+|[^A-Za-z0-9]/g)].map(({ 0: word, index }) => ({
    name: `${JSON.stringify(word)} at ${index} (${near(seed, index)}) again and again`,
    make: (n) => seed.slice(0, index) + word.repeat(n) + seed.slice(index + word.length),
  }));
}

function putIn(seed: string): Growing[] {
  const places = [...seed.matchAll(/(?<=[^A-Za-z0-9])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[^A-Za-z0-9])/g)];
  return places.flatMap(({ index }) =>
    HOSTILE.map((piece) => ({
      name: `${JSON.stringify(piece)} put in at ${index} (${near(seed, index)})`,
      make: (n: number) => seed.slice(0, index) + piece.repeat(n) + seed.slice(index),
    })),
  );
}

/** The block again and again, inside itself, begun without an end, and ended without a beginning. */
function nested(seed: string, [begin, end]: Block): Growing[] {
  const start = seed.indexOf(begin);
  const stop = seed.indexOf(end, start) + end.length;
  const [before, block, after] = [seed.slice(0, start), seed.slice(start, stop), seed.slice(stop)];
  const what = JSON.stringify(begin);
  return [
    { name: `${what} to its end, many times`, make: (n) => before + block.repeat(Math.ceil(n / 8)) + after },
    { name: `${what} inside itself`, make: (n) => before + begin.repeat(n) + end.repeat(n) + after },
    { name: `${what} without an end`, make: (n) => before + begin.repeat(n) + after },
    { name: `${what} around itself`, make: (n) => before + begin.repeat(n) + block + end.repeat(n) + after },
    { name: `ends of ${what}`, make: (n) => before + block + end.repeat(n) + after },
  ];
}

function near(seed: string, at: number): string {
  return JSON.stringify(seed.slice(Math.max(0, at - 12), at + 8));
}
