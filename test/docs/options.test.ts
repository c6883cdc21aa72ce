import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { optionsReference, referencePath } from '../../scripts/options-reference.mjs';
import { makeProgram } from '../../src/cli/main.js';
import type { Terminal } from '../../src/cli/terminal.js';

const silent: Terminal = { interactive: false, columns: 80, out: () => undefined, err: () => undefined };
const program = await makeProgram(silent, () => undefined);
const reference = readFileSync(referencePath, 'utf8');

test('docs/options.md is what scripts/options-reference.mjs makes', () => {
  expect(reference).toBe(optionsReference(program));
});

const names = program.commands.map((command) => command.name()).filter((name) => name !== 'help');

test.each(names)('every option that kerio-exit %s --help prints is in docs/options.md', (name) => {
  const bin = join(import.meta.dirname, '../../bin/kerio-exit.js');
  const { stdout } = spawnSync(process.execPath, [bin, name, '--help'], { encoding: 'utf8' });
  const section = reference.split(/^## /m).find((part) => part.startsWith(`kerio-exit ${name}\n`)) ?? '';
  const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option = '']) => option);
  expect(options).toContain('--help');
  for (const option of options) expect(section).toMatch(new RegExp(`\`(?:-\\w, )?${option}[ \`]`));
});
