import { readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { PstParts } from '../../../src/exporters/pst/parts.js';
import { PstDamage, PstFile } from '../../../src/exporters/pst/read/file.js';
import { readContents, readFolders, readItem } from '../../../src/exporters/pst/read/items.js';
import { textIn } from '../../../src/exporters/pst/read/values.js';
import { checkPst } from '../../support/pst-checker.js';
import { crlf, inbox, mailOf, readAll, writePst } from './support.js';

const mail = (number: number, size = 10) =>
  mailOf(crlf(`From: a@b.example`, `To: c@d.example`, `Subject: mail ${number}`, '', 'x'.repeat(size)));

function only(fill: (parts: PstParts) => void): string {
  const [path = ''] = writePst(fill);
  return path;
}

describe('a PST file', () => {
  test('without items has all that Outlook looks for', () => {
    const path = only(() => undefined);
    expect(checkPst(path)).toEqual([]);
    expect([...readAll(path).keys()]).toEqual(['Deleted Items']);
    expect(statSync(path).size).toBe(0x4400 + 0x3e000);
  });

  test('has folders below folders, and special ones where Outlook has its own', () => {
    const path = only((parts) => {
      parts.addFolder({ path: ['Práce', 'Loď & náklad'], class: 'IPF.Note', special: null });
      parts.addFolder({ path: ['Deleted Items'], class: 'IPF.Note', special: 'deleted' });
      parts.addFolder({ path: ['Sent Items'], class: 'IPF.Note', special: 'sent' });
      parts.addFolder({ path: ['Calendar'], class: 'IPF.Appointment', special: 'calendar' });
    });
    expect(checkPst(path)).toEqual([]);
    const folders = ['Deleted Items', 'Práce', 'Práce/Loď & náklad', 'Sent Items', 'Calendar'];
    expect([...readAll(path).keys()]).toEqual(folders);
  });

  test('takes more rows than one block of subnodes or one heap block tells of, in two folders by turns', () => {
    const path = only((parts) => {
      for (let number = 0; number < 4500; number += 1)
        parts.add(number % 3 === 0 ? { ...inbox, path: ['Other'] } : inbox, mail(number));
    });
    expect(checkPst(path)).toEqual([]);
    const file = new PstFile(path);
    const counts = [...readFolders(file)].map(({ nid, path: name }) => {
      const rows = [...readContents(file, nid)];
      const subjects = rows.map((row) => textIn(readItem(file, row.nid)?.properties ?? new Map(), 0x0037)?.slice(2));
      return [name.join('/'), rows.length, subjects[0], subjects.at(-1)];
    });
    file.close();
    expect(counts).toEqual([
      ['Deleted Items', 0, undefined, undefined],
      ['Other', 1500, 'mail 0', 'mail 4497'],
      ['Inbox', 3000, 'mail 1', 'mail 4499'],
    ]);
  });

  test('with data of two levels and more than one stretch of space', () => {
    const bytes = Buffer.alloc(9_000_000, 'abcdefg');
    const head = ['Subject: large', 'Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: image/png'];
    const part = ['Content-Transfer-Encoding: base64', '', bytes.toString('base64'), '--b--', ''];
    const path = only((parts) => {
      parts.add(inbox, mailOf(crlf(...head, ...part)));
      parts.add(inbox, mail(2, 5_000_000));
    });
    const [item] = readAll(path).get('Inbox') ?? [];
    expect(bytes.equals(item?.attachments[0]?.content as Buffer)).toBe(true);
    expect(checkPst(path)).toEqual([]);
  });

  test('is cut before it is too long, each part whole by itself', () => {
    const paths = writePst((parts) => {
      for (let number = 0; number < 40; number += 1)
        parts.add({ ...inbox, path: ['Inbox', 'Deep'] }, mail(number, 40_000));
    }, 1_100_000);
    expect(paths.length).toBe(5);
    expect(paths.every((path) => statSync(path).size <= 1_100_000)).toBe(true);
    expect(paths.flatMap((path) => checkPst(path))).toEqual([]);
    const subjects = paths.flatMap((path) =>
      (readAll(path).get('Inbox/Deep') ?? []).map(({ properties }) => textIn(properties, 0x0037)?.slice(2)),
    );
    expect(subjects).toEqual(Array.from({ length: 40 }, (_, number) => `mail ${number}`));
  });

  test('is the same for the same items', () => {
    const make = () => readFileSync(only((parts) => void parts.add(inbox, mail(1)))).toString('latin1');
    expect(make() === make()).toBe(true);
  });

  test('that is damaged is told so, not read', () => {
    const path = only((parts) => void parts.add(inbox, mail(1)));
    expect(() => new PstFile(import.meta.filename)).toThrow(PstDamage);
    const file = new PstFile(path);
    file.check();
    expect(readItem(file, 4)).toBeNull();
    file.close();
  });
});
