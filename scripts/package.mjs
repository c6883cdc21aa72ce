/**
 * `npm run package`: archives that run where nothing is installed, one for each system: Node, the program, its documents and
 * licences. `npm run package -- win-x64 linux-x64` makes only those.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tarGz, zip } from './archives.mjs';
import { NODE_VERSION, nodeBinary, nodePackage, SYSTEMS } from './node-binaries.mjs';
import { root, runNode } from './steps.mjs';

/** @typedef {import('./archives.mjs').ArchivedFile} ArchivedFile */

/** Where the archives go. */
const OUT = join(root, 'out');

/**
 * Makes the archive of a system from the built program. Gives its path.
 * @param {string} system
 * @param {string} out
 * @param {number} level of compression, 1 to 9
 */
export function makePackage(system, out, level = 9) {
  const name = `kerio-exit-${description('.').version}-${system}`;
  const isWindows = system.startsWith('win-');
  const files = filesFor(system).map((file) => ({ ...file, name: `${name}/${file.name}` }));
  const path = join(out, `${name}${isWindows ? '.zip' : '.tar.gz'}`);
  mkdirSync(out, { recursive: true });
  writeFileSync(path, (isWindows ? zip : tarGz)(files, level));
  return path;
}

/**
 * What goes into the package of a system, in a fixed order.
 * @param {string} system
 * @returns {ArchivedFile[]}
 */
function filesFor(system) {
  const node = system.startsWith('win-') ? 'node/node.exe' : 'node/node';
  const text = (/** @type {string} */ name, /** @type {string} */ from, executable = false) => ({
    name,
    bytes: readFileSync(join(root, from)),
    executable,
  });
  const starters = system.startsWith('win-')
    ? [batchFile()]
    : [
        text('kerio-exit', 'scripts/package/kerio-exit.sh', true),
        // What the Finder opens in a terminal by a double click.
        ...(system.startsWith('darwin-') ? [text('kerio-exit.command', 'scripts/package/kerio-exit.sh', true)] : []),
        text('man/kerio-exit.1', 'man/kerio-exit.1'),
      ];
  return [
    ...starters,
    { name: node, bytes: readFileSync(nodeBinary(system)), executable: true },
    // The Windows and Linux packages of one version carry one licence; not each package has it.
    { name: 'node/LICENSE', bytes: readFileSync(join(nodePackage('linux-x64'), 'LICENSE')), executable: false },
    { name: 'app/package.json', bytes: Buffer.from(packageText()), executable: false },
    text('app/bin/kerio-exit.js', 'bin/kerio-exit.js'),
    ...readdirSync(join(root, 'dist'))
      .filter((name) => /\.(?:js|html|css|svg)$/.test(name) || name === 'LICENCES.txt')
      .sort()
      .map((name) => text(`app/dist/${name}`, `dist/${name}`)),
    ...packagesBeside().map((path) => text(`app/${path}`, path)),
    ...['README.md', 'CHANGELOG.md', 'LICENSE'].map((name) => text(name, name)),
    ...below('docs').map((name) => text(name, name)),
  ];
}

/**
 * The files of packages that are not in the bundle, since few runs need them: `createRequire(…)('iconv-lite')` reads them from
 * `node_modules` when it is time.
 */
function packagesBeside() {
  const needed = new Set(
    readdirSync(join(root, 'dist'))
      .filter((name) => name.endsWith('.js'))
      .flatMap((name) => [...readFileSync(join(root, 'dist', name), 'utf8').matchAll(REQUIRED)])
      .map(([, name = '']) => name),
  );
  for (const name of needed) {
    const { dependencies = {} } = description(`node_modules/${name}`);
    for (const other of Object.keys(dependencies)) needed.add(other);
  }
  return [...needed].sort().flatMap((name) => below(`node_modules/${name}`).filter((path) => RUN.test(path)));
}

const REQUIRED = /createRequire\(import\.meta\.url\)\(["']([^"']+)["']\)/g;
/** What Node reads, and what has to travel with it. */
const RUN = /\.(?:c?js|json)$|\/licen[cs]e[^/]*$/i;

/** Labels of a batch file are found only between the line ends of Windows. */
function batchFile() {
  const lines = readFileSync(join(root, 'scripts/package/kerio-exit.cmd'), 'utf8');
  return { name: 'kerio-exit.cmd', bytes: Buffer.from(lines.replaceAll('\n', '\r\n')), executable: true };
}

/**
 * What a package says of itself.
 * @typedef {{ version: string, license: string, dependencies?: Readonly<Record<string, string>> }} Description
 * @param {string} folder
 */
function description(folder) {
  /** @type {unknown} */
  const parsed = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return /** @type {Description} */ (parsed);
}

/** What Node and the program read of it. */
function packageText() {
  const { version, license } = description('.');
  return `${JSON.stringify({ name: 'kerio-exit', version, license, type: 'module', private: true }, null, 2)}\n`;
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function below(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? below(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]));
}

/** @param {readonly string[]} systems */
function main(systems) {
  const code = runNode('scripts/build.mjs', []);
  if (code !== 0) return code;
  const sums = systems.map((system) => {
    const path = makePackage(system, OUT);
    const bytes = readFileSync(path);
    console.log(`${path}: ${(bytes.length / 1e6).toFixed(1)} MB, with Node ${NODE_VERSION}`);
    return `${createHash('sha256').update(bytes).digest('hex')}  ${path.slice(OUT.length + 1)}\n`;
  });
  writeFileSync(join(OUT, 'SHA256SUMS'), sums.join(''));
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.slice(2);
  process.exitCode = main(wanted.length === 0 ? Object.keys(SYSTEMS) : wanted);
}
