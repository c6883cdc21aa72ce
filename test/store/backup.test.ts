import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findBackupSet } from '../../src/store/backup/set.js';
import { BackupTree } from '../../src/store/backup/tree.js';
import { ArchiveError, unpack } from '../../src/store/backup/unpack.js';
import { readVolume } from '../../src/store/backup/volume.js';
import { tempDir } from '../support/temp.js';
import { makeZip, writeZip } from '../support/zip.js';

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

test('a table of contents, field by field', () => {
  const zip = join(tempDir(), 'a.zip');
  writeZip(zip, [
    { name: 'a\\b.eml', bytes: bytesOf('stored'), stored: true, modified: 1_000_000_000 },
    { name: 'dir/', bytes: bytesOf(''), stored: true },
  ]);
  const facts = { volume: zip, encrypted: false, method: 0 };
  expect(readVolume(zip)).toEqual({
    entries: [
      { ...facts, name: 'a\\b.eml', offset: 0, packed: 6, size: 6, crc: 0x5643f90b, modified: 1_000_000_000 },
      // A DOS time, read as UTC: 2020-01-03 02:04:06.
      { ...facts, name: 'dir/', offset: 52, packed: 0, size: 0, crc: 0, modified: 1_578_017_046 },
    ],
    problems: [],
  });
});

test('what was packed comes back, whatever it is and however it was packed', () => {
  const zip = join(tempDir(), 'a.zip');
  const packing = fc.record({ zip64: fc.boolean(), descriptors: fc.boolean(), cut: fc.boolean() });
  const files = fc.array(fc.record({ bytes: fc.uint8Array({ maxLength: 300 }), stored: fc.boolean() }), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(files, packing, (list, { cut, ...options }) => {
      // A descriptor inside stored bytes would end them early where only headers are left: no zip writer stores then.
      const entries = list.map((file, at) => ({ ...file, stored: file.stored && !options.descriptors, name: `${at}` }));
      const whole = makeZip(entries, options);
      writeFileSync(zip, cut ? whole.subarray(0, whole.length - 22) : whole);
      const { entries: found } = readVolume(zip);
      expect(found.map((entry) => Buffer.from(unpack(entry)))).toEqual(list.map(({ bytes }) => Buffer.from(bytes)));
    }),
    { numRuns: 100 },
  );
});

test('a zip with any bytes changed, or cut anywhere, never ends the reading', () => {
  const zip = join(tempDir(), 'a.zip');
  const whole = makeZip(
    Array.from({ length: 5 }, (_, at) => ({ name: `jan/INBOX/#msgs/${at}.eml`, bytes: bytesOf('text '.repeat(50)) })),
    { zip64: true },
  );
  const change = fc.record({ at: fc.nat(whole.length - 1), value: fc.nat(255) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), fc.nat(whole.length), (changes, length) => {
      const bytes = Buffer.from(whole);
      for (const { at, value } of changes) bytes[at] = value;
      writeFileSync(zip, bytes.subarray(0, length));
      for (const entry of readVolume(zip).entries) {
        try {
          unpack(entry);
        } catch (error) {
          expect(error).toBeInstanceOf(ArchiveError);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('which zips are the newest state', () => {
  const dir = tempDir();
  mkdirSync(join(dir, 'F20300101T000000Z.zip'));
  const add = (...names: string[]): void => {
    for (const name of names) writeFileSync(join(dir, name), '');
  };
  const chosen = (): { full: string[]; differential: string[] } => {
    const set = findBackupSet(dir);
    const short = (paths: readonly string[] = []): string[] => paths.map((path) => path.slice(dir.length + 1));
    return { full: short(set?.full), differential: short(set?.differential) };
  };
  add('notes.zip', 'F2020.zip');
  expect(findBackupSet(dir)).toBeNull();
  add('D20200101T000000Z.zip');
  expect(chosen()).toEqual({ full: [], differential: ['D20200101T000000Z.zip'] });
  add('F20200102T000000Z.10.zip', 'F20200102T000000Z.zip', 'f20200102t000000z.2.ZIP');
  const full = ['F20200102T000000Z.zip', 'f20200102t000000z.2.ZIP', 'F20200102T000000Z.10.zip'];
  expect(chosen()).toEqual({ full, differential: [] });
  add('D20200103T000000Z.zip', 'D20200104T000000Z.zip', 'C20200103T120000Z.zip');
  expect(chosen()).toEqual({ full, differential: ['D20200104T000000Z.zip'] });
  add('C20200105T000000Z.zip');
  expect(chosen()).toEqual({ full: ['C20200105T000000Z.zip'], differential: [] });
});

test('a name of more levels than any file system takes is told, and the others are read', () => {
  const path = join(tempDir('deep'), 'F20240101T000000Z.zip');
  const bytes = Buffer.from('x');
  writeZip(path, [
    { name: `${'a/'.repeat(501)}b`, bytes },
    { name: 'a/b', bytes },
  ]);
  const tree = new BackupTree();
  for (const entry of readVolume(path).entries) tree.add(entry);
  expect([...tree.directories.keys()]).toEqual(['', 'a']);
  expect(tree.problems).toEqual([
    `1 name in the backup has more than 500 levels and was not read (${path}: ${'a/'.repeat(50)}…)`,
  ]);
});
