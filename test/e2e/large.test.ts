import { join } from 'node:path';
import { expect, test } from 'vitest';
import { randomSource } from '../../bench/random.mjs';
import { buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';
import { kerioExit } from './program.js';
import { differencesByDovecot, differencesByPython, differencesOfFiles } from './read-back.js';
import { sourcesOf } from './sources.js';

const MiB = 2 ** 20;
const pieces = [
  '\r\n',
  '\n',
  '\r',
  'From ',
  '>',
  '\nFrom ',
  '\r\n>>From ',
  '\0',
  '\xff',
  'text',
  'F',
  'From: x\r\n',
  ' ',
];

/** A message whose text is nothing but what conversion stumbles over. The header is ordinary. */
function thornyMessage(size: number, seed: number): Buffer {
  const random = randomSource(seed);
  const header =
    'From: a@example.com\r\nSubject: thorny\r\nDate: Fri, 03 Jan 2020 02:05:05 +0000\r\nMessage-ID: <t@x>\r\n\r\n';
  const parts = [header];
  for (let length = header.length; length < size; ) {
    const piece = pieces[Math.floor(random() * pieces.length)] ?? '';
    parts.push(piece);
    length += piece.length;
  }
  return Buffer.from(parts.join('').slice(0, size), 'latin1');
}

test('messages larger than any buffer come through exactly, wherever they are cut', () => {
  const dir = tempDir('large');
  const sizes = [17 * MiB + 1, 8 * MiB + 1, 8 * MiB - 1, 256 * 1024, 256 * 1024 - 1];
  const items = sizes.map((size, seed) => ({ bytes: thornyMessage(size, seed) }));
  const { install } = buildStore(join(dir, 'kerio'), {
    domains: { 'example.com': { anna: { folders: { INBOX: { items } } } } },
  });
  const sourceOf = sourcesOf(install);
  const exportAs = (format: string): string => {
    const out = join(dir, format);
    const run = kerioExit('export', install, '--out', out, '--only', 'mail', '--mail-format', format);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    return out;
  };
  expect(differencesByPython(exportAs('mbox'), sourceOf)).toEqual([]);
  expect(differencesByDovecot(exportAs('maildir'), 'maildir', sourceOf)).toEqual([]);
  expect(differencesOfFiles(exportAs('eml'), sourceOf)).toEqual([]);
});
