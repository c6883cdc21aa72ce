import { expect, test } from 'vitest';
import { keepFlags } from '../../../src/protocols/imap/flags.js';

const all = { permanent: null, withoutDeleted: false, withoutMarks: false };

test('system flags and keywords are kept, in one order; \\Recent goes without a word', () => {
  expect(keepFlags(['$Forwarded', '\\seen', '\\Recent', '\\FLAGGED'], all)).toEqual({
    kept: ['$Forwarded', '\\Flagged', '\\Seen'],
    dropped: [],
  });
});

test('what would make a server refuse the message is changed or dropped', () => {
  expect(keepFlags(['\\Junk', 'a b', 'Žluť', '(x)', '', '\\'], all)).toEqual({
    kept: ['$Junk'],
    dropped: ['a b', 'Žluť', '(x)', '', '\\'],
  });
});

test('only what the mailbox keeps is sent', () => {
  const permanent = new Set(['\\seen', '\\deleted', '$label1']);
  expect(keepFlags(['\\Seen', '\\Flagged', '$Label1', 'other'], { ...all, permanent })).toEqual({
    kept: ['$Label1', '\\Seen'],
    dropped: ['\\Flagged', 'other'],
  });
  expect(keepFlags(['other'], { ...all, permanent: new Set(['\\*']) }).kept).toEqual(['other']);
  expect(keepFlags(['\\Flagged'], { ...all, permanent: new Set(['\\*']) }).dropped).toEqual(['\\Flagged']);
});

/** What a Kerio server keeps: PERMANENTFLAGS of 8.5.1. */
const KERIO = ['$MDNSent', '$Forwarded', '$AutoJunk', '$AutoNotJunk', '$Junk', '$NotJunk'];

test('what Kerio notes is sent where it does no harm; Exchange would show it as categories', () => {
  expect(keepFlags(KERIO, all)).toEqual({ kept: [...KERIO].sort(), dropped: [] });
  expect(keepFlags([...KERIO, 'Work'], { ...all, permanent: new Set(['\\*']) }).kept).toEqual(
    [...KERIO, 'Work'].sort(),
  );
  expect(
    keepFlags([...KERIO, 'Work'], { ...all, permanent: new Set(['$mdnsent', '\\*']), withoutMarks: true }),
  ).toEqual({
    kept: ['Work'],
    dropped: KERIO,
  });
});

test('where a message marked as deleted would go at once, the mark is dropped', () => {
  expect(keepFlags(['\\Deleted', '\\Seen'], { ...all, withoutDeleted: true })).toEqual({
    kept: ['\\Seen'],
    dropped: ['\\Deleted'],
  });
});
