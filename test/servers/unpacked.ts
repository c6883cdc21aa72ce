import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Unpacks a Debian package without installing it, for servers whose packages exclude each other. Gives the folder that
 * stands for `/`. Unpacked once and kept below the folder for temporary files.
 */
export function unpackDebian(name: string): string {
  const base = join(tmpdir(), 'kerio-exit-unpacked');
  const root = join(base, name);
  if (existsSync(root)) return root;
  const work = join(base, `${name}.${process.pid}`);
  mkdirSync(work, { recursive: true, mode: 0o755 });
  // apt downloads as a user of its own and complains where that may not write.
  execFileSync('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', name], { cwd: work, stdio: 'ignore' });
  const file = readdirSync(work).find((entry) => entry.endsWith('.deb'));
  if (file === undefined) throw new Error(`apt-get downloaded no package ${name}`);
  execFileSync('dpkg', ['-x', join(work, file), join(work, 'root')]);
  execFileSync('chmod', ['-R', 'a+rX', base]);
  try {
    renameSync(join(work, 'root'), root);
  } catch (error) {
    // Another test run was faster.
    if (!existsSync(root)) throw error;
  }
  rmSync(work, { recursive: true, force: true });
  return root;
}
