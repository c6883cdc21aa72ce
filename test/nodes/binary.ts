import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Node's binaries are kept between runs. */
const CACHE = join(tmpdir(), 'kerio-exit-nodes');

/** The newest binary of a major version of Node, from the npm package that carries it. */
export function nodeBinary(major: number): string {
  const name = `node-${process.platform}-${process.arch}@${major}`;
  const dir = join(CACHE, String(major));
  const binary = join(dir, 'package', 'bin', 'node');
  if (existsSync(binary)) return binary;
  const making = `${dir}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  const archive = execFileSync('npm', ['pack', name, '--silent', '--pack-destination', making], { encoding: 'utf8' });
  execFileSync('tar', ['-xzf', join(making, archive.trim()), '-C', making]);
  mkdirSync(CACHE, { recursive: true });
  renameSync(making, dir);
  return binary;
}
