/** The packages that bring their own Node, run where there is nothing else. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SYSTEMS } from '../../scripts/node-binaries.mjs';
import { makePackage } from '../../scripts/package.mjs';
import { differences } from '../windows/trees.js';
import { Windows } from '../servers/wine.js';
import { runCli } from '../support/cli.js';
import { needsRoot } from '../support/not-run.js';
import { makeTempDir, removeDir } from '../support/temp.js';

const root = join(import.meta.dirname, '../..');
const fixture = join(root, 'fixtures/kerio-store');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
const decided = ['--exclude-archive', '--exclude-recoverable', '--exclude-unlisted'];

const dir = makeTempDir('standalone');
const linux = join(dir, 'linux');
beforeAll(async () => {
  await runCli(['export', fixture, '--out', linux, ...decided]);
});
afterAll(() => {
  removeDir(dir);
});

test('there is a package for each system that people have', () => {
  expect(Object.keys(SYSTEMS)).toEqual(['win-x64', 'linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']);
});

describe('the package for Linux', () => {
  test('runs in a root of its own, which has a shell and the C and C++ libraries and nothing else', () => {
    needsRoot('chroot');
    const bare = join(dir, 'bare');
    mkdirSync(join(bare, 'data'), { recursive: true });
    execFileSync('tar', ['-xzf', makePackage('linux-x64', dir, 1), '-C', bare]);
    const name = `kerio-exit-${version}-linux-x64`;
    expect(readdirSync(join(bare, name)).sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'app', 'docs', 'kerio-exit', 'man', 'node'].sort(),
    );
    for (const program of ['/bin/sh', '/usr/bin/readlink', join(bare, name, 'node/node')]) withLibraries(program, bare);
    cpSync(fixture, join(bare, 'data/kerio'), { recursive: true, preserveTimestamps: true });
    // As it is when somebody puts a link to it into the path.
    symlinkSync(`../${name}/kerio-exit`, join(bare, 'bin/kerio-exit'));
    const run = spawnSync(
      '/usr/sbin/chroot',
      [bare, '/bin/kerio-exit', 'export', '/data/kerio', '--out', '/data/out', ...decided],
      {
        encoding: 'utf8',
        env: { PATH: '/bin:/usr/bin' },
      },
    );
    expect(run.status, run.stderr).toBe(1);
    expect(differences(linux, join(bare, 'data/out'))).toEqual([]);
    expect(readFileSync(join(bare, name, 'app/dist/LICENCES.txt'), 'utf8')).toContain('MIT License');
    expect(readFileSync(join(bare, name, 'node/LICENSE'), 'utf8')).toContain('Node.js is licensed for use as follows');
  });
});

describe('the package for Windows', () => {
  const unpacked = join(dir, 'unpacked here');
  let windows: Windows;
  beforeAll(() => {
    mkdirSync(unpacked);
    windows = Windows.start('p', unpacked);
  });
  afterAll(() => {
    windows.stop();
  });

  test('is unpacked into a folder with a blank in its name, and run by its starter', async () => {
    execFileSync('python3', ['-m', 'zipfile', '-e', makePackage('win-x64', dir, 1), unpacked]);
    const name = `kerio-exit-${version}-win-x64`;
    const starter = join(unpacked, name, 'kerio-exit.cmd');
    expect(readFileSync(starter, 'latin1')).toMatch(/^@echo off\r\n(?:[^\r\n]*\r\n)+$/);
    const started = (...args: string[]): ReturnType<Windows['kerioExit']> =>
      windows.start('cmd', ['/c', windows.path(starter), ...args], { cwd: unpacked }).ended;
    expect(await started('--version')).toMatchObject({ code: 0, stdout: `${version}\n` });
    expect((await started('inspect', 'none')).code).toBe(2);
    const run = await started('export', windows.path(fixture), '--out', windows.other('out'), ...decided);
    expect(run).toMatchObject({ code: 1, stderr: '' });
    expect(differences(linux, join(unpacked, 'out'))).toEqual([]);
  });
});

/** Copies a program, and the libraries that it is linked to, into a root of its own. */
function withLibraries(program: string, bare: string): void {
  const linked = execFileSync('ldd', [program], { encoding: 'utf8' });
  const files = [...linked.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, path = '']) => path);
  for (const path of program.startsWith(bare) ? files : [program, ...files]) {
    mkdirSync(dirname(join(bare, path)), { recursive: true });
    copyFileSync(path, join(bare, path));
  }
}
