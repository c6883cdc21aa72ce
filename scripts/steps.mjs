/** What `npm start` and `npm test` share. Node built-ins only: on a fresh clone nothing is installed yet. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Programs of installed packages, by the file that Node runs. */
export const tools = {
  tsc: 'node_modules/typescript/bin/tsc',
  eslint: 'node_modules/eslint/bin/eslint.js',
  depcruise: 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
  biome: 'node_modules/@biomejs/biome/bin/biome',
  knip: 'node_modules/knip/bin/knip.js',
  vitest: 'node_modules/vitest/vitest.mjs',
};

/**
 * Whether packages have to be installed: there are none, or package-lock.json is newer than they are.
 * @param {string} project
 */
export function needsInstall(project) {
  const installed = modified(join(project, 'node_modules/.package-lock.json'));
  const wanted = modified(join(project, 'package-lock.json')) ?? 0;
  return installed === null || installed < wanted;
}

/** Installs the packages of package-lock.json when they are missing or old. Gives an exit code. */
export function installIfNeeded() {
  if (!needsInstall(root)) return 0;
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  console.log('installing packages: npm ci');
  return runNpm(args);
}

/** Runs npm in the project's folder. Gives its exit code. @param {readonly string[]} args */
export function runNpm(args) {
  // npm tells its scripts where it is itself; a bare `npm` is a batch file on Windows, which needs a shell.
  const program = process.env['npm_execpath'];
  return program?.endsWith('.js') === true
    ? run(process.execPath, [program, ...args])
    : run('npm', args, { shell: process.platform === 'win32' });
}

/**
 * Runs a Node program in the project's folder, its output to ours. Gives its exit code.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} env what the program's environment has besides ours
 */
export function runNode(program, args, env = {}) {
  return run(process.execPath, [program, ...args], { env: { ...process.env, ...env } });
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ shell?: boolean, env?: NodeJS.ProcessEnv }} options
 */
function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    ...options,
  });
  if (error !== undefined) console.error(`${command} cannot be run: ${error.message}`);
  return status ?? 1;
}

/** @param {string} file */
function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
