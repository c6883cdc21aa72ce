import { readFileSync } from 'node:fs';

/** What a JSON file of ours holds, or null when it is not there or was cut off. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
