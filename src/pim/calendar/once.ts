/** What may stand once in a component stands once: readers refuse a whole file for two. */
import { type ContentLine, contentLine, edited } from '../contentline.js';
import { visible } from './visible.js';

/**
 * Names that may stand once. `kept`: the first is kept and others become X- properties; any other text is what stands between
 * values that are joined.
 */
export type OnceRules = ReadonlyMap<string, string>;

/** The lines of a component in order, each name of `rules` at most once. What had to be changed is added to the notes. */
export function standingOnce(lines: readonly ContentLine[], rules: OnceRules, notes: string[]): readonly ContentLine[] {
  const seen = new Set<string>();
  for (const { name } of lines) {
    if (!rules.has(name)) continue;
    if (seen.has(name)) return withoutRepeats(lines, rules, notes);
    seen.add(name);
  }
  return lines;
}

function withoutRepeats(lines: readonly ContentLine[], rules: OnceRules, notes: string[]): ContentLine[] {
  const firsts = new Map<string, { readonly place: number; readonly values: string[] }>();
  const kept: ContentLine[] = [];
  for (const line of lines) {
    const { name, value } = line;
    const rule = rules.get(name);
    const first = firsts.get(name);
    if (rule === undefined) kept.push(line);
    else if (first === undefined) {
      firsts.set(name, { place: kept.length, values: [value] });
      kept.push(line);
    } else if (value === first.values[0]) continue;
    else if (rule === 'kept') {
      notes.push(`a second ${name} became X-${name}: ${visible(value)}`);
      kept.push(contentLine(`X-${name}`, value, line.params));
    } else first.values.push(value);
  }
  for (const [name, { place, values }] of firsts) {
    const first = kept[place];
    if (first === undefined || values.length === 1) continue;
    kept[place] = edited(first, { value: values.join(rules.get(name)) });
    notes.push(`a second ${name} was joined to the first`);
  }
  return kept;
}
