import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { optionsReference, referencePath } from '../../scripts/options-reference.mjs';
import { makeProgram } from '../../src/cli/main.js';
import type { Terminal } from '../../src/cli/terminal.js';
import { runCli } from '../support/cli.js';

const silent: Terminal = { interactive: false, columns: 80, out: () => undefined, err: () => undefined };
const program = await makeProgram(silent, () => undefined);
const reference = readFileSync(referencePath, 'utf8');

test('docs/options.md is what scripts/options-reference.mjs makes', () => {
  expect(reference).toBe(optionsReference(program));
});

const names = program.commands.map((command) => command.name()).filter((name) => name !== 'help');

test.each(names)('every option that kerio-exit %s --help prints is in docs/options.md', async (name) => {
  const { out } = await runCli([name, '--help']);
  const section = reference.split(/^## /m).find((part) => part.startsWith(`kerio-exit ${name}\n`)) ?? '';
  const options = [...out.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option = '']) => option);
  expect(options).toContain('--help');
  for (const option of options) expect(section).toMatch(new RegExp(`\`(?:-\\w, )?${option}[ \`]`));
});
