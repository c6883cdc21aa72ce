/**
 * Builds `dist/`: the program bundled with the packages it uses, so that it starts like a small one, and the declarations of
 * the library. Files that others start or read by name have fixed names; the rest is shared between them.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import { root, runNode, tools } from './steps.mjs';

const dist = join(root, 'dist');

/** What is started or imported by name. */
const entries = {
  process: 'src/cli/process.ts',
  main: 'src/cli/main.ts',
  index: 'src/index.ts',
  store: 'src/library/store.ts',
  export: 'src/library/export.ts',
  transfer: 'src/library/transfer.ts',
  pim: 'src/library/pim.ts',
};
/** Threads load one file each: twenty shared ones cost them as long again. */
const threads = {
  'export-worker': 'src/files/threads/worker.ts',
  'verify-worker': 'src/files/verify/worker.ts',
  'read-ahead-thread': 'src/files/threads/read-ahead-thread.ts',
  'ui-thread': 'src/ui/work/thread.ts',
};

const code = runNode(tools.tsc, ['-p', 'tsconfig.json']);
if (code !== 0) process.exit(code);
const program = await bundle(entries, 'esm');
const workers = [];
for (const [name, input] of Object.entries(threads)) workers.push(...(await bundle({ [name]: input }, 'esm')));
const script = await bundle({ 'page-script': 'src/report/html/page-script.ts' }, 'iife');
const page = await bundle({ ui: 'src/ui/page/main.tsx' }, 'iife', true);
writeFileSync(join(dist, 'ui.css'), joinedCss(join(root, 'src/ui/page/page.css')));
removeOthers(new Set([...program, ...workers, ...script, ...page].map(({ fileName }) => fileName)));
writeLicences([...program, ...workers, ...page].flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : [])));

/**
 * @param {Record<string, string>} input
 * @param {'esm' | 'iife'} format
 * @param {boolean} minify
 */
async function bundle(input, format, minify = false) {
  const build = await rolldown({
    cwd: root,
    input,
    platform: format === 'esm' ? 'node' : 'browser',
    logLevel: 'warn',
    ...(minify ? { tsconfig: join(root, 'src/ui/page/tsconfig.json') } : {}),
  });
  const { output } = await build.write({
    dir: dist,
    format,
    minify,
    entryFileNames: '[name].js',
    chunkFileNames: 'part-[name]-[hash].js',
    comments: { legal: true, jsdoc: false },
  });
  await build.close();
  return output;
}

/** A style sheet with those that it imports in their places. @param {string} path @returns {string} */
function joinedCss(path) {
  return readFileSync(path, 'utf8').replace(/^@import "(.+)";$/gm, (_, file) =>
    joinedCss(join(dirname(path), String(file))),
  );
}

/** What an earlier build left would be shipped. @param {ReadonlySet<string>} written */
function removeOthers(written) {
  for (const name of readdirSync(dist)) {
    if (name.endsWith('.js') && !written.has(name)) rmSync(join(dist, name));
  }
}

/** The licences of bundled packages have to travel with them. @param {readonly string[]} modules */
function writeLicences(modules) {
  const folders = new Set(
    modules.flatMap((id) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0] ?? []),
  );
  const texts = [...folders].sort().map((folder) => {
    /** @type {unknown} */
    const parsed = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const { name, version, license } = /** @type {Record<string, unknown>} */ (parsed);
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? `(${String(license)})` : readFileSync(join(folder, file), 'utf8').trim();
    return `${String(name)} ${String(version)}\n\n${text}\n`;
  });
  writeFileSync(join(dist, 'LICENCES.txt'), texts.join(`\n${'-'.repeat(72)}\n\n`));
}
