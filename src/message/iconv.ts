/** `iconv-lite`, loaded when a text is in another charset than UTF-8: in many stores none is. */
import { createRequire } from 'node:module';
import type Iconv from 'iconv-lite';

let loaded: typeof Iconv | null = null;

/** The package. */
export function iconv(): typeof Iconv {
  loaded ??= createRequire(import.meta.url)('iconv-lite') as typeof Iconv;
  return loaded;
}
