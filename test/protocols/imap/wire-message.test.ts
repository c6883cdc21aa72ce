import { describe, expect, test } from 'vitest';
import { messageKey } from '../../../src/protocols/imap/message-key.js';
import { messageTraits, type WireRules, wireMessage } from '../../../src/protocols/imap/wire-message.js';

const dovecot: WireRules = {
  profile: { longestLine: null, keepsRawHeaders: true, sendsReceipts: false },
  seen: true,
};
const strict: WireRules = { ...dovecot, profile: { ...dovecot.profile, keepsRawHeaders: false } };
const exchange: WireRules = {
  profile: { longestLine: 60, keepsRawHeaders: false, sendsReceipts: true },
  seen: false,
};

function sent(text: string | Buffer, rules = dovecot): { text: string; notes: readonly string[] } {
  const { literal, notes } = wireMessage({ start: Buffer.from(text), reread: null }, rules);
  const pieces =
    typeof literal.content === 'function'
      ? Array.from(literal.content(), (piece) => Buffer.from(piece))
      : literal.content;
  const bytes = Buffer.concat(pieces);
  expect(bytes.length).toBe(literal.length);
  return { text: bytes.toString('latin1'), notes };
}

describe('what goes over the wire', () => {
  test('a message as it should be is not touched', () => {
    const text = 'Subject: a\r\nDate: x\r\n\r\nbody\r\n';
    expect(sent(text)).toEqual({ text, notes: [] });
  });

  test.each<[string, string, string, string[]]>([
    ['LF', 'Subject: a\n\nbody\n', 'Subject: a\r\n\r\nbody\r\n', ['line ends became CRLF']],
    ['CR', 'Subject: a\r\rbody\r', 'Subject: a\r\n\r\nbody\r\n', ['line ends became CRLF']],
    ['LF in the body only', 'Subject: a\r\n\r\nb\n', 'Subject: a\r\n\r\nb\r\n', ['line ends became CRLF']],
    [
      'no header',
      'just text\r\n',
      'Subject: (message without header)\r\n\r\njust text\r\n',
      ['a message without header got a subject'],
    ],
    [
      'no empty line behind the header',
      'Subject: a\r\nthis is text\r\n',
      'Subject: a\r\n\r\nthis is text\r\n',
      ['an empty line was put behind the header'],
    ],
    ['header without end', 'Subject: a', 'Subject: a\r\n\r\n', ['an empty line was put behind the header']],
    [
      'byte order mark',
      '\ufeffSubject: a\r\n\r\nbody',
      'Subject: a\r\n\r\nbody',
      ['what stood before the header was left out'],
    ],
    [
      'envelope line',
      'From a@b Fri Jan  3 03:04:05 2020\nSubject: a\n\nbody\n',
      'Subject: a\r\n\r\nbody\r\n',
      ['what stood before the header was left out', 'line ends became CRLF'],
    ],
    ['NUL', 'Subject: a\0b\r\n\r\nx\0y\r\n', 'Subject: a b\r\n\r\nx y\r\n', ['NUL bytes became blanks']],
  ])('%s', (_, text, expected, notes) => {
    expect(sent(text)).toEqual({ text: expected, notes });
  });

  test('raw 8-bit text in the header is encoded where the server would destroy it', () => {
    const text = Buffer.from('Subject: žluť\r\nX: y\r\n\r\nžluť\r\n');
    expect(sent(text).notes).toEqual([]);
    expect(sent(text, strict)).toEqual({
      text: `Subject: =?utf-8?B?xb5sdcWl?=\r\nX: y\r\n\r\n${Buffer.from('žluť').toString('latin1')}\r\n`,
      notes: ['raw 8-bit text in the header was encoded'],
    });
  });

  test('for Exchange, long lines are folded or cut and receipts disarmed while unread', () => {
    const long = `Subject: ${'word '.repeat(20)}\r\nDisposition-Notification-To: a@example.com\r\n\r\n${'x'.repeat(70)}\r\n`;
    const { text, notes } = sent(long, exchange);
    for (const line of text.split('\r\n')) expect(line.length).toBeLessThanOrEqual(60);
    expect(text).toContain(`${'x'.repeat(60)}\r\n${'x'.repeat(10)}\r\n`);
    expect(text).toContain('\r\nX-Old-Disposition-Notification-To: a@example.com\r\n');
    expect(text.replace(/\r\n /g, ' ')).toContain(`Subject: ${'word '.repeat(20)}`);
    expect(notes).toEqual(['the request for a receipt was disarmed', 'lines of more than 60 octets were cut']);
    expect(sent(long, { ...exchange, seen: true }).text).toContain('\r\nDisposition-Notification-To:');
  });

  test('a message that is read in pieces is the same as one in memory', () => {
    const text = Buffer.from(`Subject: a\nX: ${'y'.repeat(80)}\n\n${'line\n'.repeat(1000)}\0end\r`);
    const pieces = function* (): Generator<Uint8Array> {
      for (let at = 0; at < text.length; at += 100) yield text.subarray(at, at + 100);
    };
    const streamed = wireMessage({ start: text.subarray(0, 300), reread: pieces }, dovecot);
    const content = streamed.literal.content;
    if (typeof content !== 'function') throw new Error('it was not streamed');
    const whole = sent(text);
    // A piece is only valid until the next one is asked for.
    const bytes = Buffer.concat(Array.from(content(), (piece) => Buffer.from(piece)));
    expect(bytes.toString('latin1')).toBe(whole.text);
    expect(bytes).toHaveLength(streamed.literal.length);
    expect(streamed.notes).toEqual(whole.notes);
  });
});

describe('what makes a message the same one', () => {
  const traits = (text: string | Buffer, rules = dovecot) => messageTraits(Buffer.from(text), rules);

  test('the Message-ID, however it is folded or written', () => {
    const key = messageKey(Buffer.from('Message-ID: <a@b>\r\n\r\n'));
    for (const header of ['message-id:<a@b>', 'Message-Id:\r\n <a@b>', 'MESSAGE-ID: x <a@b> y', 'Message-ID: a@b']) {
      expect(messageKey(Buffer.from(`Subject: other\r\n${header}\r\n\r\n`))).toBe(key);
    }
    expect(messageKey(Buffer.from('Message-ID: <A@b>\r\n\r\n'))).not.toBe(key);
  });

  test('without one date, people and subject, whatever a server did to letters and blanks', () => {
    const key = messageKey(
      Buffer.from('Date: 3 Jan 2020\r\nFrom: Jan <a@b>\r\nSubject: caf\xe9 two\r\n\r\n', 'latin1'),
    );
    const other = 'From: Jan  <a@b>\r\nX-Added: by a server\r\nSubject:caf two\r\nDate: 3 Jan\r\n 2020\r\n\r\n';
    expect(messageKey(Buffer.from(other))).toBe(key);
    expect(messageKey(Buffer.from('Date: 3 Jan 2020\r\n\r\n'))).not.toBe(key);
  });

  test('the key of what arrives is the key of what was sent', () => {
    for (const text of [
      '',
      'no header at all',
      'Subject: a\nDate: b\n\nbody',
      '\ufeffFrom: a\r\n\r\n',
      'Subject: žluť\r\n\r\n',
    ]) {
      const raw = Buffer.from(text);
      const wire = wireMessage({ start: raw, reread: null }, strict);
      expect(traits(raw, strict).key).toBe(wire.key);
      expect(messageKey(Buffer.from(sent(raw, strict).text, 'latin1'))).toBe(wire.key);
    }
  });

  test('bodies are told apart by their beginning, but not by line ends or what a server cannot keep', () => {
    const one = traits('Subject: a\n\nbody one\n').fingerprint;
    expect(traits('Subject: b\r\n\r\nbody one\r\n').fingerprint).toBe(one);
    expect(traits('Subject: a\r\n\r\nbo\0dy one\r\n').fingerprint).toBe(one);
    expect(traits('Subject: a\n\nbody two\n').fingerprint).not.toBe(one);
  });
});

test('a field whose name is longer than any line may be', () => {
  const name = 'X'.repeat(70);
  expect(sent(`${name}: ${'a'.repeat(30)}\r\n\r\n`, exchange).text).toBe(
    `${name}: ${'a'.repeat(17)}\r\n ${'a'.repeat(13)}\r\n\r\n`,
  );
});

test('a key from a Message-ID of many brackets', () => {
  expect(messageKey(Buffer.from('Message-ID: <><<a@b>\r\n\r\n'))).toBe('<<a@b>');
  expect(messageKey(Buffer.from(`Message-ID: ${'<'.repeat(100_000)}\r\n\r\n`))).toBe(`<${'<'.repeat(100_000)}>`);
});
