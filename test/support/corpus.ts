import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where messages, vCards and calendars of other people's software lie, when somebody has put them there. */
export const corpusDir = resolve(process.env['KERIO_EXIT_CORPUS'] ?? '../shared/corpus');

/**
 * Corpus files below a folder (`mail`, `vcard`, `icalendar`) whose names end in one of the endings, as paths relative to
 * the corpus, in a fixed order. Empty where there is no corpus: `corpusNote` then says so in a test's name.
 */
export function corpusFiles(folder: string, endings: readonly string[]): readonly string[] {
  if (!existsSync(join(corpusDir, folder))) return [];
  return readdirSync(join(corpusDir, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.toLowerCase().endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name).slice(corpusDir.length + 1))
    .sort();
}

/** The name of the one test that stands for all corpus tests where there is no corpus: `corpus absent at …`. */
export function corpusNote(files: readonly string[]): string {
  return files.length === 0 ? `corpus absent at ${corpusDir}` : `corpus of ${files.length} files at ${corpusDir}`;
}
