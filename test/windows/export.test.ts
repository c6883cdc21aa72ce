/** Export on Windows: the same bytes as on Linux, on another drive than the store. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Windows } from '../servers/wine.js';
import { runCli } from '../support/cli.js';
import { buildStore } from '../support/store-builder.mjs';
import { makeTempDir, removeDir, tempDir } from '../support/temp.js';
import { differences } from './trees.js';

const root = join(import.meta.dirname, '../..');
const fixture = join(root, 'fixtures/kerio-store');
const choices = ['--include', 'archive', '--include', 'recoverable', '--exclude-unlisted'];

let windows: Windows;
/** What is on the drive `K:`. */
const drive = makeTempDir('drive-k');
beforeAll(() => {
  windows = Windows.start('k', drive);
});
afterAll(() => {
  windows.stop();
  removeDir(drive);
});

describe.each(['mbox', 'eml', 'thunderbird'])('an export as %s', (format) => {
  test('is that of Linux, byte for byte, and verified', async () => {
    const linux = join(tempDir('linux'), 'out');
    const args = ['--mail-format', format, ...choices];
    expect(await runCli(['export', fixture, '--out', linux, ...args])).toMatchObject({ code: 1 });
    const run = await windows.kerioExit('export', windows.path(fixture), '--out', windows.other(format), ...args);
    expect(run).toMatchObject({ code: 1, stderr: '' });
    expect(differences(linux, join(drive, format))).toEqual([]);
    expect(await windows.kerioExit('verify', windows.other(format), '--quiet')).toMatchObject({ code: 0, stderr: '' });
  });
});
