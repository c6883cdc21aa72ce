import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { tempDir } from './temp.js';

/** A module of `src/` as one file that another process can import, as a URL: what is shipped has no single modules. */
export async function bundledModule(source: string): Promise<string> {
  const input = fileURLToPath(new URL(`../../src/${source}`, import.meta.url));
  const build = await rolldown({ input, platform: 'node', logLevel: 'warn' });
  const file = join(tempDir('bundled'), 'module.mjs');
  await build.write({ file, format: 'esm' });
  await build.close();
  return pathToFileURL(file).href;
}
