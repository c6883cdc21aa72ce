import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { corpusDir, corpusFiles, corpusNote } from '../support/corpus.js';
import { buildStore } from '../support/store-builder.mjs';
import { makeTempDir, removeDir } from '../support/temp.js';
import { kerioExit, readLedger } from './program.js';
import { differencesByDovecot, differencesByPython, differencesOfFiles } from './read-back.js';
import { type SourceOf, sourcesOf } from './sources.js';

const files = corpusFiles('mail', ['.eml', '.txt', '.crlf', '.mbox']);
let dir: string;
let store: string;
let sourceOf: SourceOf;
beforeAll(() => {
  dir = makeTempDir('corpus');
  store = join(dir, 'store');
  const items = files.map((file, at) => ({ bytes: readFileSync(join(corpusDir, file)), flags: at % 8 }));
  buildStore(store, { domains: { 'example.com': { corpus: { folders: { INBOX: { items } } } } } });
  sourceOf = sourcesOf(store);
});
afterAll(() => {
  removeDir(dir);
});

/** Exports the corpus as mail. Gives the output folder. */
function exportAs(format: string): string {
  const out = join(dir, format);
  const run = kerioExit('export', store, '--out', out, '--only', 'mail', '--mail-format', format);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  return out;
}

test(corpusNote(files), () => {
  expect(files.length === 0 || files.length > 100).toBe(true);
});

if (files.length > 0) {
  test('every message has its line, and only cards, events and empty files are not exported', () => {
    const lines = readLedger(exportAs('eml')).get('corpus@example.com') ?? [];
    expect(lines.map(({ uid }) => uid)).toEqual(files.map((_, at) => at + 1));
    const left = lines.filter(({ result }) => result !== 'exported');
    expect(left.filter(({ kind, bytes }) => kind === 'mail' && bytes > 0)).toEqual([]);
  });

  test('mbox reads back exactly in Python and Dovecot', () => {
    const out = exportAs('mbox');
    expect(differencesByPython(out, sourceOf)).toEqual([]);
    expect(differencesByDovecot(out, 'mbox', sourceOf)).toEqual([]);
  });

  test('Maildir reads back exactly in Dovecot', () => {
    expect(differencesByDovecot(exportAs('maildir'), 'maildir', sourceOf)).toEqual([]);
  });

  test('single files are the same files', () => {
    expect(differencesOfFiles(exportAs('eml'), sourceOf)).toEqual([]);
  });

  test('mbox for Thunderbird reads back exactly in Python', () => {
    expect(differencesByPython(exportAs('thunderbird'), sourceOf)).toEqual([]);
  });
}
