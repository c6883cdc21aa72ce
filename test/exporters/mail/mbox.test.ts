import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createArena } from '../../../src/exporters/mail/arena.js';
import { plainKernel } from '../../../src/exporters/mail/kernel.js';
import { openMboxWriter } from '../../../src/exporters/mail/mbox.js';
import type { MailContext } from '../../../src/exporters/mail/context.js';
import type { Outcome } from '../../../src/exporters/outcome.js';
import type { Content } from '../../../src/store/disk/content.js';
import type { Item } from '../../../src/store/types.js';
import { arena, content, crlf, item, memoryFile, RECEIVED } from './support.js';

type Changes = Partial<Omit<MailContext, 'files'>>;

/** Writes messages into one mbox and gives its bytes as Latin-1. */
function mbox(messages: readonly [Item, Content | Uint8Array][], changes: Changes = {}): [string, Outcome[]] {
  const output = memoryFile();
  const context = {
    mailboxRoot: 'mail/x',
    stem: 'mail/x/A',
    label: ['A'],
    target: 'generic',
    ...changes,
  };
  const writer = openMboxWriter({ arena, ...context, files: output.files } as MailContext, 'mail/x/A.mbox');
  const outcomes = messages.map(([given, source]) =>
    writer.add(given, 'more' in source ? source : content(source, context.arena), RECEIVED),
  );
  writer.finish();
  return [output.bytes().toString('latin1'), outcomes];
}

/** The one message, behind the `From ` line and the fields that say: unread, in A. */
function one(source: string | Uint8Array, changes: Changes = {}): [string, readonly string[]] {
  const bytes = typeof source === 'string' ? Buffer.from(source, 'latin1') : source;
  const [text, [outcome]] = mbox([[item(), bytes]], changes);
  expect(outcome?.length).toBe(text.length);
  expect(text).toContain(UNREAD);
  return [text.slice(text.indexOf(UNREAD) + UNREAD.length), outcome?.notes ?? []];
}

const UNREAD = `X-Gmail-Labels: "A","Unread"
Status: O
X-Mozilla-Status: 0000
X-Mozilla-Status2: 00000000
`;

describe('the profile', () => {
  test('two messages, byte for byte', () => {
    const first = crlf('Return-Path: <jan@example.com>\nFrom: Jan <j@x.cz>\nSubject: one\n\nFrom here\n>From there\n');
    const second = Buffer.from('From: "Eva, <e>" <eva@example.com>\nSubject: two\n\nend');
    const [text, outcomes] = mbox([
      [item({ flags: ['\\Seen', '\\Answered', '\\Flagged'] }), first],
      [item({ uid: 2 }), second],
    ]);
    expect(text).toBe(`From jan@example.com Fri Jan  3 03:04:05 2020
X-Gmail-Labels: "A","Starred"
Status: RO
X-Status: AF
X-Mozilla-Status: 0007
X-Mozilla-Status2: 00000000
Return-Path: <jan@example.com>
From: Jan <j@x.cz>
Subject: one

>From here
>>From there

From eva@example.com Fri Jan  3 03:04:05 2020
X-Gmail-Labels: "A","Unread"
Status: O
X-Mozilla-Status: 0000
X-Mozilla-Status2: 00000000
From: "Eva, <e>" <eva@example.com>
Subject: two

end

`);
    const from = text.indexOf('From eva');
    expect(outcomes).toEqual([
      { result: 'exported', reason: null, file: 'mail/x/A.mbox', offset: 0, length: from, notes: [] },
      { result: 'exported', reason: null, file: 'mail/x/A.mbox', offset: from, length: text.length - from, notes: [] },
    ]);
  });

  test('an empty file is reported, and leaves nothing', () => {
    const [text, outcomes] = mbox([[item(), Buffer.alloc(0)]]);
    expect(text).toBe('');
    expect(outcomes[0]).toMatchObject({ result: 'skipped', reason: 'the file is empty (0 bytes)', file: null });
  });

  test.each([
    ['Return-Path: <>\nFrom: <a@b.cz>\n', 'a@b.cz'],
    ['Return-Path: <>\n', 'MAILER-DAEMON'],
    ['Return-Path: <a b@c.cz>\nFrom: x@y.cz (X)\n', 'x@y.cz'],
    ['From: =?UTF-8?Q?x?=\n <folded@y.cz>\n', 'folded@y.cz'],
    ['From: Jos\xe9 <jos\xe9@x.cz>\n', 'MAILER-DAEMON'],
    ['Subject: x\n', 'MAILER-DAEMON'],
    ['Return-Path: mailer\n', 'MAILER-DAEMON'],
  ])('%j comes from %s', (header, sender) => {
    const [text] = mbox([[item(), Buffer.from(`${header}\n`, 'latin1')]]);
    expect(text.split('\n')[0]).toBe(`From ${sender} Fri Jan  3 03:04:05 2020`);
  });
});

describe('header blocks', () => {
  test('fields that are ours are left out, wherever they stand', () => {
    const [text] = one(
      'Status: RO\nX-Gmail-Labels: a,\n\tb\nSubject: s\nCONTENT-LENGTH : 5\nlines:3\nx-uid: 1\nX-IMAP: 1\nX-IMAPbase: 1 2\n' +
        'X-Status: D\nX-Keywords: k\nX-Mozilla-Status: 0009\nX-Mozilla-Status2: 00000001\nX-Mozilla-Keys: k\n' +
        'X-Statusx: kept\nX-Lines: kept\n\nStatus: text\n',
    );
    expect(text).toBe('Subject: s\nX-Statusx: kept\nX-Lines: kept\n\nStatus: text\n\n');
  });

  test('a From line above the header is dropped; one inside is quoted', () => {
    const [text, notes] = one('From a@b.cz Fri Jan  3 03:04:05 2020\r\n>From c\r\nSubject: s\r\n\r\nx\r\n');
    expect(text).toBe('Subject: s\n\nx\n\n');
    expect(notes).toEqual(['a From line above the header was left out']);
    expect(one('Subject: s\n>From c d\nTo: t\n\nx\n')).toEqual(['Subject: s\n>>From c d\nTo: t\n\nx\n\n', []]);
  });

  test('a From field with blanks before its colon is quoted; for Gmail the blanks go', () => {
    const source =
      'From  : A\n <a@b.cz>\nStatus : RO\nTo \t: c\nDate: 3 Jan 2020 03:04:05 +0000\nMessage-ID: <1>\n\nx\n';
    expect(one(source)).toEqual([
      '>From  : A\n <a@b.cz>\nTo \t: c\nDate: 3 Jan 2020 03:04:05 +0000\nMessage-ID: <1>\n\nx\n\n',
      [],
    ]);
    expect(one(source, { target: 'google' })).toEqual([
      'From: A\n <a@b.cz>\nTo: c\nDate: 3 Jan 2020 03:04:05 +0000\nMessage-ID: <1>\n\nx\n\n',
      ['blanks before the colon of a field were left out'],
    ]);
    expect(one(source, { target: 'google', arena: createArena(plainKernel) })).toEqual(
      one(source, { target: 'google' }),
    );
  });

  test('no header: our fields, an empty line, the text', () => {
    expect(one('Hello,\nthere: you are\n')).toEqual(['\nHello,\nthere: you are\n\n', ['there was no header']]);
    expect(one('From the start\nto the end')).toEqual(['\n>From the start\nto the end\n\n', ['there was no header']]);
    expect(one('\nHello\n')).toEqual(['\nHello\n\n', []]);
  });

  test('a lost empty line is put in, but not where the header goes on behind junk', () => {
    const lost = 'the empty line below the header was missing: it was put in';
    expect(one('Subject: s\nHello, you\n\nbye\n')).toEqual(['Subject: s\n\nHello, you\n\nbye\n\n', [lost]]);
    expect(one('Subject: s\nnonsense line\nTo: t\n\nx\n')).toEqual(['Subject: s\nnonsense line\nTo: t\n\nx\n\n', []]);
  });

  test('a header alone, with and without its line end', () => {
    expect(one('Subject: s\n')).toEqual(['Subject: s\n\n', []]);
    expect(one('Subject: s')).toEqual(['Subject: s\n\n', []]);
    expect(one('Subject: s\n\n')).toEqual(['Subject: s\n\n\n', []]);
  });

  test('a byte order mark goes', () => {
    expect(one('\xef\xbb\xbfSubject: s\n\nx\n')).toEqual(['Subject: s\n\nx\n\n', []]);
  });

  test('lines that end in CR alone', () => {
    expect(one('Subject: s\r\rFrom me\r')).toEqual([
      'Subject: s\n\n>From me\n\n',
      ['the lines ended in CR alone: they end in LF now'],
    ]);
  });
});

describe('for Gmail', () => {
  test('Date, From and Message-ID are there', () => {
    const [text, notes] = one('Subject: s\n\nx\n', { target: 'google' });
    expect(text).toBe(`Date: Fri, 03 Jan 2020 03:04:05 +0000
From: MAILER-DAEMON <mailer-daemon@kerio-exit.invalid>
Message-ID: <e6e0b709b247e7c283340a71c3ac7d46@kerio-exit.invalid>
Subject: s

x

`);
    expect(notes).toHaveLength(3);
  });

  const sound = 'From: a@b.cz\nMessage-ID: <1@b.cz>\n';

  test.each([
    'date: 3 Jan 2020 03:04 GMT',
    'Date: Fri, 03 Jan 2020 04:04:05 +0100 (CET)',
    'Date:Fri,\t3 jan 2020 4:04:05 -0000',
    'Date: Fri, 3 Jan 2020 04:04:05 PST',
  ])('a Date that every program reads stays: %j', (date) => {
    const header = `${date}\n${sound}`;
    expect(one(`${header}\nx\n`, { target: 'google' })).toEqual([`${header}\nx\n\n`, []]);
  });

  test.each([
    ['Date: 27 Jan 00 15:03:00\r\n   PDT', 'X-Kerio-Date: 27 Jan 00 15:03:00\n   PDT'],
    ['Date:\r\n 3 Jan 2020 04:04:05 +0100', 'X-Kerio-Date:\n 3 Jan 2020 04:04:05 +0100'],
    ['Date: 1999/01/31', 'X-Kerio-Date: 1999/01/31'],
    ['Date: 11/16/2016 3:29:16PM', 'X-Kerio-Date: 11/16/2016 3:29:16PM'],
    ['date: 2016-11-16T15:29:16Z', 'X-Kerio-Date: 2016-11-16T15:29:16Z'],
    ['Date: Wed Nov 16 15:29:16 2016', 'X-Kerio-Date: Wed Nov 16 15:29:16 2016'],
    ['Date: Wednesday, 16-Nov-16 15:29:16 GMT', 'X-Kerio-Date: Wednesday, 16-Nov-16 15:29:16 GMT'],
    ['Date: Fri, 3 Jan 2020 04:00:05', 'X-Kerio-Date: Fri, 3 Jan 2020 04:00:05'],
    ['Date: Fri, 3 Jan 2020 04:00:05 +9900', 'X-Kerio-Date: Fri, 3 Jan 2020 04:00:05 +9900'],
    ['Date: Fri, 31 Feb 2020 04:00:05 +0100', 'X-Kerio-Date: Fri, 31 Feb 2020 04:00:05 +0100'],
    ['Date: Fri, 3 Jan 2120 04:00:05 +0100', 'X-Kerio-Date: Fri, 3 Jan 2120 04:00:05 +0100'],
    ['Date: soon', 'X-Kerio-Date: soon'],
    ['Date:', 'X-Kerio-Date:'],
    ['Date : ', 'X-Kerio-Date: '],
  ])('any other is replaced by the received time: %j', (date, kept) => {
    expect(one(`${date}\n${sound}\nx\n`, { target: 'google' })).toEqual([
      `Date: Fri, 03 Jan 2020 03:04:05 +0000\n${kept}\n${sound}\nx\n\n`,
      ['the Date is none that every program reads: the received time was put in, the old one is X-Kerio-Date'],
    ]);
    expect(one(`${date}\n${sound}\nx\n`)[1]).toEqual([]);
  });

  test('of two Dates the good one counts', () => {
    const header = `Date: soon\nDate: 3 Jan 2020 03:04:05 +0000\n${sound}`;
    expect(one(`${header}\nx\n`, { target: 'google' })).toEqual([
      `X-Kerio-${header}\nx\n\n`,
      ['a second Date, of no use, is X-Kerio-Date'],
    ]);
  });

  test.each([
    ['From:', 'X-Kerio-From:'],
    ['From: ', 'X-Kerio-From: '],
    ['From: (unknown sender)', 'X-Kerio-From: (unknown sender)'],
    ['FROM: Jan Novak', 'X-Kerio-From: Jan Novak'],
    ['From : root', 'X-Kerio-From: root'],
    ['From: "a@b.cz" (c@d.cz)', 'X-Kerio-From: "a@b.cz" (c@d.cz)'],
    ['From: undisclosed-recipients:;', 'X-Kerio-From: undisclosed-recipients:;'],
    ['From: <>', 'X-Kerio-From: <>'],
    ['From: @b.cz', 'X-Kerio-From: @b.cz'],
  ])('a From without an address counts as missing: %j', (from, kept) => {
    const rest = 'Date: 3 Jan 2020 03:04:05 +0000\nMessage-ID: <1@b.cz>\n\nx\n';
    expect(one(`${from}\n${rest}`, { target: 'google' })).toEqual([
      `From: MAILER-DAEMON <mailer-daemon@kerio-exit.invalid>\n${kept}\n${rest}\n`,
      ['the From had no address: one was put in, the old one is X-Kerio-From'],
    ]);
  });

  test.each(['From: a@b.cz (A)', 'From: "A, B" <a@b.cz>', 'From: =?utf-8?Q?A?=\n <a@b.cz>', 'From: "a b"@c.cz'])(
    'a From with one stays: %j',
    (from) => {
      const header = `${from}\nDate: 3 Jan 2020 03:04:05 +0000\nMessage-ID: <1@b.cz>\n`;
      expect(one(`${header}\nx\n`, { target: 'google' })).toEqual([`${header}\nx\n\n`, []]);
    },
  );

  test('an empty Message-ID counts as missing', () => {
    const [text, notes] = one('Date: 3 Jan 2020 03:04:05 +0000\nFrom: a@b.cz\nMessage-Id: \n\nx\n', {
      target: 'google',
    });
    expect(text).toBe(
      'Message-ID: <e6e0b709b247e7c283340a71c3ac7d46@kerio-exit.invalid>\n' +
        'Date: 3 Jan 2020 03:04:05 +0000\nFrom: a@b.cz\nX-Kerio-Message-ID: \n\nx\n\n',
    );
    expect(notes).toEqual(['the Message-ID was empty: one was put in, the old one is X-Kerio-Message-ID']);
  });

  test('fields behind a line of junk are not said again', () => {
    const source = `Subject: s\nnonsense line\nDate: soon\n${sound}\nx\n`;
    expect(one(source, { target: 'google' })).toEqual([`${source}\n`, []]);
  });

  test('what Gmail will stumble over is noted', () => {
    const header = 'Date: 3 Jan 2020 03:04:05 +0000\nFrom: a@b.cz\nFrom: c@d.cz\nMessage-ID: <1@b.cz>\n';
    const [text, notes] = one(`${header}\nx\n`, { target: 'google' });
    expect(text).toBe(`${header}\nx\n\n`);
    expect(notes).toEqual(['there are 2 From fields: Gmail may refuse the message']);
  });

  test("a draft without a sender is the owner's", () => {
    const [text] = mbox([[item({ flags: ['\\Draft'] }), Buffer.from('Subject: s\n\n')]], { target: 'google' });
    expect(text).toContain('\nFrom: <jan@company.com>\n');
    expect(text).toContain('\nX-Status: T\n');
  });
});

describe('large messages', () => {
  const text = 'Subject: s\r\nStatus: RO\r\n\r\n>From x\r\nFrom y\r\nand From z\r\r\n>>>>Fro\r\n\rFrom\r\nend\r';
  const [whole] = mbox([[item(), Buffer.from(text)]]);

  test('come in pieces of any size', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 80 });
    fc.assert(
      fc.property(sizes, (pieces) => {
        // The header block is always in the first piece: that is what the arena is large enough for.
        const [parts] = mbox([[item(), content(Buffer.from(text), arena, [26, ...pieces])]]);
        expect(parts).toBe(whole);
      }),
    );
  });

  test('larger than the arena, with a line larger than the arena, by both kernels', () => {
    const size = arena.source.length;
    const long = Buffer.concat([
      Buffer.from('Subject: s\r\n\r\n'),
      Buffer.alloc(size - 20, 'x'),
      Buffer.from('\r\nFrom at the end of the arena\r\n'),
      Buffer.alloc(2 * size, '>'),
      Buffer.from('From me\n'),
    ]);
    const wanted =
      `Subject: s\n\n${'x'.repeat(size - 20)}\n>From at the end of the arena\n` +
      `${'>'.repeat(2 * size + 1)}From me\n\n`;
    expect(one(long)[0] === wanted).toBe(true);
    expect(one(long, { arena: createArena(plainKernel) })[0] === wanted).toBe(true);
  });

  test('one that breaks off ends properly, is failed, and harms no other', () => {
    const broken: Content = {
      bytes: content(Buffer.from('Subject: s\n\nhalf a li')).bytes,
      more: () => {
        throw new Error('EIO: i/o error, read');
      },
    };
    const [output, outcomes] = mbox([
      [item(), broken],
      [item({ uid: 2 }), Buffer.from('Subject: t\n\n')],
    ]);
    expect(output).toMatch(/Subject: s\n\nhalf a li\n\nFrom MAILER-DAEMON .*\n(?:.*\n)*Subject: t\n\n\n$/);
    expect(outcomes.map(({ result }) => result)).toEqual(['failed', 'exported']);
    expect(outcomes[0]?.reason).toBe(
      'the file could not be read to its end (EIO: i/o error, read); its beginning is in mail/x/A.mbox',
    );
  });

  test('an output that refuses is not mistaken for a message that does', () => {
    const { files } = memoryFile();
    const refusing = { ...files, create: (path: string) => ({ ...files.create(path), write: refuse }) };
    const context = { files: refusing, arena, mailboxRoot: 'm', stem: 'm/A', label: ['A'] };
    const writer = openMboxWriter({ ...context, target: 'generic' }, 'm/A.mbox');
    const large = content(Buffer.alloc(1 << 20, 'x'), arena, [1 << 19]);
    expect(() => writer.add(item(), large, RECEIVED)).toThrow('ENOSPC');
  });
});

function refuse(): never {
  throw new Error('ENOSPC: no space left on device, write');
}

describe('undone', () => {
  /** Undoes what the profile says we do: the source with LF, without the fields that are ours. */
  function undo(text: string): string {
    const [, rest = ''] =
      /^From [^\n]*\n(?:(?:X-Gmail-Labels|Status|X-Status|X-Mozilla-\w+):[^\n]*\n)+([^]*)\n$/.exec(text) ?? [];
    return rest.replace(/^>(>*From )/gm, '$1');
  }

  test('any text is the source again', () => {
    const parts = ['\n', '\r\n', '>', 'From ', 'x', ' ', '\xe9', '\0', 'a: b\n', '>From x\n', '\n\n'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 40 }), (words) => {
        const source = `Subject: s\n\n${words.join('')}`;
        const [text] = mbox([[item(), Buffer.from(source, 'latin1')]]);
        const lines = source.replace(/\r\n/g, '\n');
        expect(undo(text)).toBe(lines.endsWith('\n') ? lines : `${lines}\n`);
      }),
    );
  });
});
