import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type FilterSummary, writeFilter } from '../../../src/exporters/filters/writer.js';
import { Staging } from '../../../src/pipeline/staging.js';
import { ensureDebian } from '../../servers/debian.js';
import { tempDir } from '../../support/temp.js';

async function writeTo(siv: string): Promise<{ summary: FilterSummary; path: string; script: string }> {
  const out = tempDir('filters');
  const files = new Staging(join(out, 'staging'));
  const summary = writeFilter(Buffer.from(siv), { files, address: 'jan@example.com' });
  await files.commit(out);
  const path = join(out, summary.file);
  return { summary, path, script: readFileSync(path, 'utf8') };
}

test('a filter becomes a script that Pigeonhole compiles', async () => {
  ensureDebian(['dovecot-sieve']);
  const { summary, path, script } = await writeTo(
    [
      '#!1 Spam',
      'if address :all :contains "From" ["a@b.example", "d@e.example"] {',
      '  fileinto "Junk E-mail";',
      '  stop;',
      '}',
      '#!0 Old rule',
      'if header :contains "Subject" "x" {',
      '  discard;',
      '}',
      '#!1 Away',
      'if true {',
      '  vacation :days 7 "Back on Monday.";',
      '}',
      '#!1 Copy',
      'if true {',
      '  redirect "other@example.net";',
      '  keep;',
      '}',
      '',
    ].join('\r\n'),
  );
  expect(script).not.toContain('\r');
  expect(summary.rules.map(({ name, enabled, active }) => [name, enabled, active])).toEqual([
    ['Spam', true, true],
    ['Old rule', false, false],
    ['Away', true, true],
    ['Copy', true, true],
  ]);
  expect(summary.forwards).toHaveLength(1);
  expect(summary.vacations.map(({ text }) => text)).toEqual(['Back on Monday.']);
  execFileSync('sievec', [path], { stdio: 'pipe' });
});

test('a rule that cannot be understood is a comment, and the rest compiles', async () => {
  ensureDebian(['dovecot-sieve']);
  const { summary, path } = await writeTo(
    '#!1 Broken\r\nif header :contains "Subject {\r\n#!1 Fine\r\nif true {\r\n  keep;\r\n}\r\n',
  );
  expect(summary.problems).not.toEqual([]);
  execFileSync('sievec', [path], { stdio: 'pipe' });
});
