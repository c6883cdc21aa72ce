/** Comparing what Windows wrote with what Linux wrote. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from '../e2e/program.js';

/** The program's own files hold the paths of the machine; nobody else reads them. */
const OWN = /^\.kerio-exit\//;
/** What docs/windows.md lists: where the store is, when the run was, command lines. */
const DIFFERENT = ['accounts.html', 'checklist.html', 'report.html', 'report.json'];

/**
 * Names of files that are not byte for byte the same in both output trees, or in one only; where the time of last change is the
 * received time (`--mail-format eml`), that of files too. `report.json` is compared without what has to differ: where the store
 * is and when the run was.
 */
export function differences(linux: string, windows: string): string[] {
  const names = new Set([...filesBelow(linux), ...filesBelow(windows)].filter((name) => !OWN.test(name)));
  return [...names].filter((name) => !isSame(join(linux, name), join(windows, name), name)).sort();
}

function isSame(linux: string, windows: string, name: string): boolean {
  const [one, other] = [linux, windows].map((path) => statSync(path, { throwIfNoEntry: false }));
  if (one === undefined || other === undefined) return false;
  if (name === 'report.json') return bareReport(linux) === bareReport(windows);
  if (DIFFERENT.includes(name)) return true;
  if (name.endsWith('.eml') && Math.floor(one.mtimeMs / 1000) !== Math.floor(other.mtimeMs / 1000)) return false;
  return readFileSync(linux).equals(readFileSync(windows));
}

/** The report without times, the store's paths as if it lay at the root. */
function bareReport(path: string): string {
  const report = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown> & { readonly source: string };
  const { times, source, ...rest } = report;
  const text = JSON.stringify(rest);
  const root = JSON.stringify(source).slice(1, -1);
  return times === undefined ? text : text.replaceAll(root, '').replaceAll('\\\\', '/');
}
