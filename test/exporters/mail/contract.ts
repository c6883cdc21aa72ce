import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createArena } from '../../../src/exporters/mail/arena.js';
import { plainKernel } from '../../../src/exporters/mail/kernel.js';
import type { FolderFormat, MailTarget } from '../../../src/naming/folders.js';
import { tempDir } from '../../support/temp.js';
import { crlf, exportMail, folder, type Given, item, listFiles, RECEIVED } from './support.js';

/** A message as a format gives it back, undone as far as the format promises. */
export interface ReadBack {
  readonly bytes: Buffer;
  /** System flags, sorted; null where the format has no place for them. */
  readonly flags: readonly string[] | null;
  /** Unix seconds. */
  readonly receivedAt: number;
}

/** A mail format under test: how to read what was written, by its own rules and not by our code. */
export interface FormatUnderTest {
  readonly format: FolderFormat;
  /** Messages by stem below the mailbox's folder, in no order. */
  read(mailbox: string): ReadonlyMap<string, readonly ReadBack[]>;
  /** What of the source's bytes the format promises to give back. */
  promised(source: Buffer): Buffer;
  /** Flags that the format has a place for. */
  readonly flags: readonly string[];
  /** Stems of the inbox, and of `Projects/2019`. */
  readonly stems: { readonly inbox: string; readonly nested: string };
}

const ALL_FLAGS = ['\\Seen', '\\Answered', '\\Flagged', '\\Draft', '\\Deleted'];
const inbox = folder(['INBOX']);

/** Sources that must come through, whatever the format. The first line of each tells them apart. */
const SOURCES: Readonly<Record<string, Buffer>> = {
  'CRLF lines': crlf('Subject: crlf\nFrom: a@b.cz\n\nline\n.\n\nFrom here\n>From there\n>>From me\n'),
  'LF lines': Buffer.from('Subject: lf\n\nline\n'),
  'mixed lines': Buffer.from('Subject: mixed\r\n\na\r\nb\nc\r\r\nd\r'),
  'no line end at the end': crlf('Subject: open end\n\nlast'),
  'blank lines at the end': crlf('Subject: blank end\n\nlast\n\n\n\n'),
  'eight bits, NUL and the alphabet of bytes': Buffer.concat([
    Buffer.from('Subject: bytes\r\n\r\n'),
    Buffer.from(Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte !== 13)),
    Buffer.from('\r\n'),
  ]),
  'a header alone': crlf('Subject: header alone\n'),
  'a header with its empty line alone': crlf('Subject: header and empty line\n\n'),
  'a line of a million characters': crlf(`Subject: long line\n\n${'x'.repeat(1_000_000)}\n`),
  'a folded field, and fields that look like ours': crlf(
    'X-Status-Of: x\n\ty\nStatusx: z\nSubject: look\n\nStatus: RO\n',
  ),
};

/** The rules that every mail writer keeps. */
export function describeMailContract(under: FormatUnderTest): void {
  const { format } = under;

  /** Exports, and gives what can be read back and what was said. */
  function roundTrip(given: readonly Given[], target: MailTarget = 'generic', arena = createArena()) {
    const root = tempDir(format);
    const { outcomes } = exportMail(root, given, { format, target, arena });
    return { root, outcomes, folders: under.read(`${root}/mail/jan@company.com`) };
  }

  describe(`${format} keeps the contract`, () => {
    test('every item comes back exact, once, with its date', () => {
      const given = Object.values(SOURCES).map((bytes, at) => ({
        item: item({ folder: inbox, uid: at + 1 }),
        bytes,
        receivedAt: RECEIVED + at,
      }));
      const { outcomes, folders } = roundTrip(given);
      expect(outcomes.map(({ result }) => result)).toEqual(given.map(() => 'exported'));
      const read = [...(folders.get(under.stems.inbox) ?? [])].sort((a, b) => a.receivedAt - b.receivedAt);
      expect(read.map(({ bytes }) => bytes.toString('latin1'))).toEqual(
        given.map(({ bytes }) => under.promised(bytes).toString('latin1')),
      );
      expect(read.map(({ receivedAt }) => receivedAt)).toEqual(given.map(({ receivedAt }) => receivedAt));
    });

    test('every combination of flags', () => {
      const given = Array.from({ length: 32 }, (_, bits) => ({
        item: item({ folder: inbox, uid: bits + 1, flags: ALL_FLAGS.filter((_flag, bit) => bits & (1 << bit)) }),
        bytes: crlf(`Subject: ${bits}\n\n`),
        receivedAt: RECEIVED + bits,
      }));
      const { folders } = roundTrip(given);
      const read = [...(folders.get(under.stems.inbox) ?? [])].sort((a, b) => a.receivedAt - b.receivedAt);
      const wanted = given.map((one) => one.item.flags.filter((flag) => under.flags.includes(flag)).sort());
      expect(read.map(({ flags }) => flags ?? [])).toEqual(wanted);
    });

    test('two folders that meet keep every message, although their UIDs are the same', () => {
      const given = ['Sent Items', 'Sent Messages', 'Sent'].flatMap((name) => {
        const sent = folder([name]);
        return [1, 2].map((uid) => ({
          item: item({ folder: sent, uid }),
          bytes: crlf(
            `Subject: ${name} ${uid}\nDate: Fri, 3 Jan 2020 03:04:05 +0000\nFrom: a@b.cz\nMessage-ID: <1>\n\n`,
          ),
          receivedAt: RECEIVED,
        }));
      });
      const { outcomes, folders } = roundTrip(given, 'google');
      expect(new Set(outcomes.map((outcome) => JSON.stringify([outcome.file, outcome.offset]))).size).toBe(6);
      expect(folders.size).toBe(1);
      const subjects = [...folders.values()]
        .flat()
        .map(({ bytes }) => /Subject: (.*?)\r?\n/.exec(bytes.toString())?.[1]);
      expect(subjects.sort()).toEqual([
        'Sent 1',
        'Sent 2',
        'Sent Items 1',
        'Sent Items 2',
        'Sent Messages 1',
        'Sent Messages 2',
      ]);
    });

    test('folders in folders', () => {
      const nested = folder(['Projects', '2019']);
      const given = [{ item: item({ folder: nested }), bytes: crlf('Subject: nested\n\n'), receivedAt: RECEIVED }];
      expect(roundTrip(given).folders.get(under.stems.nested)).toHaveLength(1);
    });

    test('a message without a header', () => {
      const bytes = crlf('Just text,\nnothing else.\n');
      const { folders } = roundTrip([{ item: item({ folder: inbox }), bytes, receivedAt: RECEIVED }]);
      const text = folders.get(under.stems.inbox)?.[0]?.bytes.toString().trimStart();
      expect(text).toBe(under.promised(bytes).toString());
    });

    test('an empty file is skipped, and said so', () => {
      const given = [{ item: item({ folder: inbox }), bytes: Buffer.alloc(0), receivedAt: RECEIVED }];
      const { outcomes, folders } = roundTrip(given);
      const nothing = { file: null, offset: null, length: null, notes: [] };
      expect(outcomes).toEqual([{ result: 'skipped', reason: 'the file is empty (0 bytes)', ...nothing }]);
      expect([...folders.values()].flat()).toEqual([]);
    });

    test.each([
      ['WebAssembly', createArena],
      ['plain', () => createArena(plainKernel)],
    ])('a message of two and a half arenas, by the %s kernel', (_, makeArena) => {
      const arena = makeArena();
      const line = '>From 0123456789 the quick brown fox jumps over the lazy dog\r\n';
      const bytes = Buffer.from(
        `Subject: large\r\n\r\n${line.repeat(Math.ceil((2.5 * arena.source.length) / line.length))}`,
      );
      const { folders, outcomes } = roundTrip(
        [{ item: item({ folder: inbox }), bytes, receivedAt: RECEIVED }],
        'generic',
        arena,
      );
      expect(outcomes[0]?.result).toBe('exported');
      const [read] = folders.get(under.stems.inbox) ?? [];
      expect(read?.receivedAt).toBe(RECEIVED);
      // Comparing by `toEqual` would print twenty megabytes.
      expect(read?.bytes.equals(under.promised(bytes))).toBe(true);
    });

    test('a message that breaks off is failed, and the next one is whole', () => {
      const broken: Given = {
        item: item({ folder: inbox }),
        bytes: Buffer.alloc(0),
        receivedAt: RECEIVED,
        content: (arena) => {
          arena.source.set(Buffer.from('Subject: broken\r\n\r\nhalf'));
          return { bytes: arena.source.subarray(0, 23), more: () => fail('EIO: i/o error, read') };
        },
      };
      const whole = crlf('Subject: whole\n\ntext\n');
      const given = [broken, { item: item({ folder: inbox, uid: 2 }), bytes: whole, receivedAt: RECEIVED }];
      const { outcomes, folders } = roundTrip(given);
      expect(outcomes.map(({ result }) => result)).toEqual(['failed', 'exported']);
      expect(outcomes[0]?.reason).toContain('could not be read to its end (EIO: i/o error, read)');
      const read = folders.get(under.stems.inbox)?.map(({ bytes }) => bytes.toString('latin1'));
      expect(read).toContain(under.promised(whole).toString('latin1'));
    });

    test('the same input gives the same files', () => {
      const given = Object.values(SOURCES).map((bytes, at) => ({
        item: item({ folder: inbox, uid: at + 1 }),
        bytes,
        receivedAt: RECEIVED,
      }));
      const [first, second] = [roundTrip(given), roundTrip(given)];
      expect(second.outcomes).toEqual(first.outcomes);
      const files = listFiles(first.root);
      expect(listFiles(second.root)).toEqual(files);
      for (const file of files) expect(read(second.root, file).equals(read(first.root, file))).toBe(true);
    });

    test('names from the store stay inside', () => {
      const evil = folder(['..', '..', 'etc', 'pass/wd\0']);
      const given = [
        { item: item({ folder: evil, uid: '../../up' }), bytes: crlf('Subject: x\n\n'), receivedAt: RECEIVED },
      ];
      const { outcomes, folders } = roundTrip(given);
      expect(outcomes[0]?.file).toMatch(/^mail\/jan@company\.com\/[^\0]+$/);
      expect(outcomes[0]?.file).not.toMatch(/(^|\/)\.\.?(\/|$)/);
      expect([...folders.values()].flat()).toHaveLength(1);
    });
  });
}

function read(root: string, file: string): Buffer {
  return readFileSync(join(root, file));
}

function fail(message: string): never {
  throw new Error(message);
}
