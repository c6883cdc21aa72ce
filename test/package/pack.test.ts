import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../support/temp.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('the package', () => {
  test('is as npm and its users expect', async () => {
    const { messages } = await publint({ pkgDir: ROOT, strict: true });
    expect(messages).toEqual([]);
  });

  test('holds only what runs, installs into an empty folder, and exports', () => {
    const dir = tempDir('package');
    execFileSync('npm', ['pack', '--pack-destination', dir, '--ignore-scripts'], { cwd: ROOT, stdio: 'pipe' });
    const [tarball = ''] = readdirSync(dir);
    const files = execFileSync('tar', ['tzf', join(dir, tarball)], { encoding: 'utf8' })
      .trim()
      .split('\n');
    for (const file of files)
      expect(file).toMatch(/^package\/(bin\/|dist\/|docs\/|man\/|README\.md$|CHANGELOG\.md$|LICENSE$|package\.json$)/);
    expect(files).toContain('package/man/kerio-exit.1');
    writeFileSync(join(dir, 'package.json'), '{"private":true}');
    execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${tarball}`], {
      cwd: dir,
      stdio: 'pipe',
    });
    const args = [
      'kerio-exit',
      'export',
      join(ROOT, 'fixtures/kerio-store'),
      '--out',
      'out',
      '--user',
      'tomas',
      '--only',
      'mail',
    ];
    execFileSync('npx', ['--no-install', ...args], { cwd: dir, stdio: 'pipe' });
    expect(existsSync(join(dir, 'out', 'mail', 'tomas@example.com', 'INBOX.mbox'))).toBe(true);
  });
});
