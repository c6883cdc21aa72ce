import { expect, test } from 'vitest';
import { makeProgram } from '../../src/cli/main.js';
import type { Terminal } from '../../src/cli/terminal.js';

const silent: Terminal = { interactive: false, columns: 100, out: () => undefined, err: () => undefined };

test('the list of commands says of each what the command says itself', async () => {
  const help = async (argv: readonly string[]): Promise<string> =>
    (await makeProgram(silent, () => undefined, argv)).helpInformation();
  expect(await help(['--help'])).toBe(await help([]));
});
