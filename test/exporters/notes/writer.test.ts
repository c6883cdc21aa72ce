import { expect, test } from 'vitest';
import { openNotesWriter } from '../../../src/exporters/notes/writer.js';
import { exportItems } from '../calendars/support.js';

const BASE = 'notes/jan@example.com/Notes';

test('notes of every form are entries of a calendar file, and a text file each', () => {
  const { outcomes, text, paths } = exportItems(
    (files) => openNotesWriter({ files, base: BASE }),
    [
      'Subject: Shopping\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nmilk\r\nmåslo\r\n',
      'Subject: =?utf-8?Q?Shopping?=\r\nContent-Type: text/html\r\n\r\n<p>bread &amp; butter</p>',
      'Subject: ../up\r\nContent-Type: text/x-vnote\r\n\r\nBEGIN:VNOTE\r\nVERSION:1.1\r\nBODY:from a phone\r\nEND:VNOTE\r\n',
    ],
  );
  expect(outcomes.map(({ result, file }) => [result, file])).toEqual(outcomes.map(() => ['exported', `${BASE}.ics`]));
  expect(text(`${BASE}.ics`).match(/^BEGIN:VJOURNAL/gm)).toHaveLength(3);
  const texts = paths.filter((path) => path.endsWith('.txt'));
  expect(texts).toHaveLength(3);
  expect(texts.every((path) => path.startsWith(`${BASE}/`) && !path.includes('..'))).toBe(true);
  expect(text(`${BASE}/Shopping.txt`)).toContain('måslo');
  expect(texts.map((path) => text(path)).join()).toContain('bread & butter');
});
