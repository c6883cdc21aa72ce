import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyDirSync, moveSync, pathExistsSync, removeSync } from '../../src/files/files.js';
import { tempDir } from '../support/temp.js';

test('trees are emptied and removed, whether they are there or not', () => {
  const dir = join(tempDir(), 'a/b');
  emptyDirSync(dir);
  mkdirSync(join(dir, 'c/d'), { recursive: true });
  writeFileSync(join(dir, 'c/file'), 'x');
  emptyDirSync(dir);
  expect(readdirSync(dir)).toEqual([]);
  removeSync(dir);
  removeSync(dir);
  expect(pathExistsSync(dir)).toBe(false);
});

test('a file is moved into a directory that is not there yet, and in the place of another file', () => {
  const dir = tempDir();
  for (const name of ['first', 'second']) writeFileSync(join(dir, name), name);
  moveSync(join(dir, 'first'), join(dir, 'below/it'));
  moveSync(join(dir, 'second'), join(dir, 'below/it'));
  expect(readdirSync(dir)).toEqual(['below']);
  expect(readFileSync(join(dir, 'below/it'), 'utf8')).toBe('second');
});
