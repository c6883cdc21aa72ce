import { readFileSync } from 'node:fs';

/** The version of this program, as its package.json says. */
export function programVersion(): string {
  // The same two steps up from src/cli and from dist/cli.
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
