import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needsInstall } from '../../scripts/steps.mjs';
import { tempDir } from '../support/temp.js';

test('packages are installed when there are none, and again when the lock is newer', () => {
  const project = tempDir();
  const lock = join(project, 'package-lock.json');
  const installed = join(project, 'node_modules/.package-lock.json');
  writeFileSync(lock, '{}');
  utimesSync(lock, 1000, 1000);
  expect(needsInstall(project)).toBe(true);
  mkdirSync(join(project, 'node_modules'));
  writeFileSync(installed, '{}');
  utimesSync(installed, 1001, 1001);
  expect(needsInstall(project)).toBe(false);
  utimesSync(lock, 1002, 1002);
  expect(needsInstall(project)).toBe(true);
});
