import { expect, test } from 'vitest';
import { resolve } from 'node:path';
import { runInShell } from '../support/shell.js';
import { tempDir } from '../support/temp.js';

const store = resolve(import.meta.dirname, '../../fixtures/kerio-store');

test('who stops reading ends the reading, not the work', () => {
  const out = tempDir('out');
  const script = `set -o pipefail; kerio-exit inspect '${store}' --json | head -n 1; kerio-exit export '${store}' --out '${out}' --json | true; ls '${out}/report.json'`;
  const { stdout, stderr } = runInShell(tempDir('pipe'), script);
  expect(stderr).toBe('');
  expect(stdout).toBe(`{\n${out}/report.json\n`);
});
