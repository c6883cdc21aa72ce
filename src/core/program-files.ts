/** Files that the program starts or reads by name: they lie in `dist/`, whoever asks. */
import { readFileSync } from 'node:fs';

/** The folder of the built program: this module is either part of it, or a source two folders away from it (in tests). */
const DIST = import.meta.url.endsWith('/src/core/program-files.ts')
  ? new URL('../../dist/', import.meta.url)
  : new URL('./', import.meta.url);

/** Where a file of the built program is: a worker's entry, the script of the report. */
export function builtFile(name: string): URL {
  return new URL(name, DIST);
}

/** The version of this program, as its package.json says. */
export function programVersion(): string {
  const text = readFileSync(new URL('../package.json', DIST), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
