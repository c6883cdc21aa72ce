import { readFileSync } from 'node:fs';
import { builtFile } from '../../core/program-files.js';

/** The script of the page (`page-script.ts`) as text. */
export function clientScript(): string {
  return readFileSync(builtFile('page-script.js'), 'utf8');
}
