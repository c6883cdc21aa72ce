import type { ConfigRecord } from './record.js';
import { flatVariables, shapeOf } from './vocabulary.js';

/** One variable of a list or table, and how often it is there. */
export interface VariableName {
  /** The list or table: `User`, `Directories`. */
  readonly of: string;
  readonly kind: ConfigRecord['kind'];
  readonly variable: string;
  /** Occurrences, several in one record counted each. */
  readonly count: number;
  /** What the first value that is not empty looks like: `a` for letters, `9` for digits, `x` for both. */
  readonly shape: string;
}

/** The variables of a configuration file in the order they come, without any value: for reports on unknown dialects. */
export function variableNames(records: readonly ConfigRecord[]): readonly VariableName[] {
  const names = new Map<string, { -readonly [Key in keyof VariableName]: VariableName[Key] }>();
  for (const record of records) {
    for (const { name, value } of flatVariables(record)) {
      const key = `${record.kind}\n${record.of}\n${name}`;
      const known = names.get(key);
      if (known === undefined) {
        names.set(key, { of: record.of, kind: record.kind, variable: name, count: 1, shape: shapeOf(value) });
      } else {
        known.count += 1;
        known.shape ||= shapeOf(value);
      }
    }
  }
  return [...names.values()];
}
