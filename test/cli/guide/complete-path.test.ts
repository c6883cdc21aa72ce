import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { completion } from '../../../src/cli/guide/complete-path.js';
import { tempDir } from '../../support/temp.js';

test('what Tab adds to a path', () => {
  const dir = tempDir();
  for (const name of ['mailserver', 'mailserver-old', 'my store', '.hidden']) mkdirSync(join(dir, name));
  writeFileSync(join(dir, 'users.csv'), '');
  const added = (typed: string): string => completion(join(dir, '/') + typed, (path) => path);
  expect(added('u')).toBe('sers.csv');
  expect(added('my')).toBe(' store/');
  // As far as it is certain.
  expect(added('m')).toBe('');
  expect(added('ma')).toBe('ilserver');
  expect(added('mailserver')).toBe('');
  expect(added('x')).toBe('');
  expect(added('nowhere/x')).toBe('');
  // Hidden ones only for who asks.
  expect(added('.h')).toBe('idden/');
  expect(completion(`'${dir}/my`)).toBe(' store/');
  expect(completion('~', () => dir)).toBe('/');
  expect(completion('~/us', (path) => path.replace('~', dir))).toBe('ers.csv');
});
