/** The built program on every Node it is meant for: the main ways through it, each as a process. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startDovecot } from '../servers/dovecot.js';
import { tempDir } from '../support/temp.js';
import { nodeBinary } from './binary.js';

const STORE = 'fixtures/kerio-store';

describe.each([22, 24, 26])('Node %i', (major) => {
  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(nodeBinary(major), ['bin/kerio-exit.js', ...args], {
      encoding: 'utf8',
    });
    return { code: status, stdout, stderr };
  };

  test('is what it is called', () => {
    expect(spawnSync(nodeBinary(major), ['--version'], { encoding: 'utf8' }).stdout).toMatch(
      new RegExp(`^v${major}\\.`),
    );
  });

  test.each(['mbox', 'maildir'])('exports as %s, again with nothing new, and proves it', (format) => {
    const out = join(tempDir('nodes'), 'out');
    const asked = ['export', STORE, '--out', out, '--mail-format', format, '--target', 'generic', '--quiet'];
    expect(run(...asked)).toMatchObject({ code: 1, stderr: '' });
    const report = readFileSync(join(out, 'report.json'), 'utf8');
    expect(JSON.parse(report)).toMatchObject({ complete: true, totals: { found: 109 } });
    expect(run(...asked)).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(run('verify', out, '--json').stdout)).toMatchObject({
      total: { items: 109, compared: 106, counts: { difference: 0, new: 0, gone: 0 } },
    });
    expect(run('next', out).stdout).toContain('1. ');
    expect(existsSync(join(out, 'report.html'))).toBe(true);
  });

  test('migrates to a server, and proves it', async () => {
    const server = await startDovecot({ users: { 'alice@example.com': 'secret' } });
    try {
      const dir = tempDir('nodes');
      const users = join(dir, 'users.csv');
      writeFileSync(users, 'alice@example.com;secret;Alice\n', { mode: 0o600 });
      const to = `imaps://127.0.0.1:${server.tlsPort}`;
      const asked = ['migrate', '--from', STORE, '--to', to, '--users', users, '--ca', server.certificate];
      const ended = run(...asked, '--state-dir', join(dir, 'state'));
      expect(ended).toMatchObject({ code: 1 });
      expect(ended.stderr).not.toContain('Warning');
      expect(run(...asked, '--state-dir', join(dir, 'state'), '--verify').stdout).toContain('alice@example.com');
    } finally {
      await server.stop();
    }
  });
});
