import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf, flagsOf, parseFetch } from '../../../src/protocols/imap/data-items.js';
import { ProtocolError, type Response, ResponseReader } from '../../../src/protocols/imap/response-reader.js';

function read(...chunks: (string | Buffer)[]): Response[] {
  const responses: Response[] = [];
  const reader = new ResponseReader((response) => responses.push(response));
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  return responses;
}

const conversation = [
  '* 2 EXISTS\r\n',
  '* 1 FETCH (UID 7 FLAGS (\\Seen $Forwarded) BODY[HEADER.FIELDS (DATE SUBJECT)] {25}\r\nSubject: {5}\r\nDate: x\r\n\r\n)\r\n',
  '* 2 FETCH (BODY[TEXT]<0> {0}\r\n UID 8 INTERNALDATE " 3-Jan-2020 03:04:05 +0000")\r\n',
  'K1 OK words that end like a literal {5}\r\n',
  '+ go {3}\r\n',
  '* OK [UIDNEXT 9] also {9}\n',
].join('');

test('responses are cut at the same places however the bytes arrive', () => {
  const whole = read(conversation);
  expect(whole.map(({ text }) => text.slice(0, 12))).toEqual([
    '* 2 EXISTS',
    '* 1 FETCH (U',
    '* 2 FETCH (B',
    'K1 OK words ',
    '+ go {3}',
    '* OK [UIDNEX',
  ]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: conversation.length - 1 })), (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), conversation.length];
      const chunks = places.slice(1).map((end, at) => conversation.slice(places[at], end));
      expect(read(...chunks)).toEqual(whole);
    }),
  );
});

test('the items of a FETCH', () => {
  const [, first, second] = read(conversation);
  if (first === undefined || second === undefined) throw new Error('no responses');
  const items = parseFetch(first)?.items;
  expect(parseFetch(first)?.sequence).toBe(1);
  expect(items?.get('UID')).toBe('7');
  expect(flagsOf(items?.get('FLAGS'))).toEqual(['\\Seen', '$Forwarded']);
  expect(bytesOf(items?.get('BODY[HEADER.FIELDS (DATE SUBJECT)]')).toString()).toBe('Subject: {5}\r\nDate: x\r\n\r\n');
  const other = parseFetch(second)?.items;
  expect(bytesOf(other?.get('BODY[TEXT]<0>'))).toHaveLength(0);
  expect(other?.get('INTERNALDATE')).toBe(' 3-Jan-2020 03:04:05 +0000');
});

test.each([
  ['* 1 FETCH (UID 7 BODY[] "a \\"quoted\\" \\\\ text" X NIL)', 'BODY[]', 'a "quoted" \\ text'],
  ['* 1 FETCH (UID 7 X NIL)', 'X', null],
  ['* 1 fetch (uid 7 FLAGS ())', 'FLAGS', []],
  ['* 1 FETCH (ENVELOPE ((NIL "a") b) UID 7)', 'ENVELOPE', [[null, 'a'], 'b']],
])('%s', (text, name, value) => {
  expect(parseFetch({ text, literals: [] })?.items.get(name)).toEqual(value);
});

test('what was cut short or is something else gives nothing', () => {
  for (const text of ['* 1 FETCH (UID 7', '* 1 FETCH (UID 7) more', '* 1 EXISTS', '* 1 FETCH (UID (7)', '']) {
    expect(parseFetch({ text, literals: [] })).toBeNull();
  }
});

test('any text is read without an end that never comes', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseFetch({ text: `* 1 FETCH (${text})`, literals: [] });
    }),
  );
});

test('a response without an end is refused before it fills the memory', () => {
  const reader = new ResponseReader(() => undefined);
  expect(() => reader.push(Buffer.from('* 1 FETCH (BODY[] {9999999999}\r\n'))).toThrow(ProtocolError);
});
