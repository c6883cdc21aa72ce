import { mkdirSync, symlinkSync } from 'node:fs';
import path, { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isInside, nearestReal, refuseInside } from '../../src/core/inside.js';
import { tempDir } from '../support/temp.js';

describe('inside a folder', () => {
  test.each([
    ['/srv/store', '/srv/store', true],
    ['/srv/store/mail', '/srv/store', true],
    ['/srv/store/..out', '/srv/store', true],
    ['/srv/store/...', '/srv/store', true],
    ['/srv/store/..out/deep', '/srv/store', true],
    ['/srv/..store', '/srv', true],
    ['/srv/out', '/srv/store', false],
    ['/srv/store2', '/srv/store', false],
    ['/srv', '/srv/store', false],
    ['/', '/srv/store', false],
    ['/srv', '/', true],
  ])('%s in %s: %s', (place, folder, inside) => {
    expect(isInside(place, folder, path.posix)).toBe(inside);
  });

  test.each([
    ['D:\\out', 'C:\\Kerio\\store', false],
    ['D:\\', 'C:\\', false],
    ['\\\\nas\\share\\out', 'C:\\Kerio\\store', false],
    ['C:\\out', '\\\\nas\\share\\store', false],
    ['\\\\nas\\share\\store\\out', '\\\\nas\\share\\store', true],
    ['C:\\Kerio\\store\\..out', 'C:\\Kerio\\store', true],
    ['C:\\KERIO\\Store\\mail', 'c:\\Kerio\\store', true],
    ['C:\\Kerio\\out', 'C:\\Kerio\\store', false],
    ['C:\\Kerio', 'C:\\Kerio\\store', false],
    ['\\\\?\\C:\\Kerio\\store\\out', 'C:\\Kerio\\store', true],
    ['C:\\Kerio\\store\\out', '\\\\?\\C:\\Kerio\\store', true],
    ['\\\\?\\D:\\out', 'C:\\Kerio\\store', false],
    ['\\\\?\\UNC\\nas\\share\\store\\out', '\\\\nas\\share\\store', true],
    ['\\\\?\\UNC\\nas\\other', '\\\\nas\\share\\store', false],
  ])('%s in %s: %s', (place, folder, inside) => {
    expect(isInside(place, folder, path.win32)).toBe(inside);
  });
});

describe('a place to write to', () => {
  test('is refused in the store, whatever its name begins with and however it is reached', () => {
    const dir = tempDir();
    const mail = join(dir, 'store/mail');
    mkdirSync(mail, { recursive: true });
    symlinkSync(join(dir, 'store'), join(dir, 'way'));
    for (const place of ['store', 'store/..out', 'store/mail/..', 'store/mail/..x/y', 'way/new/deep', 'store/out'])
      expect(() => refuseInside(join(dir, place), mail, '--out')).toThrow(
        `nothing is ever written there. Choose a place outside ${nearestReal(join(dir, 'store'))} with --out.`,
      );
    for (const place of ['out', '..out', 'store2', '..store/x']) refuseInside(join(dir, place), mail, '--out');
  });
});
