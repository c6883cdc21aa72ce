import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { commandsOf } from '../../scripts/command-line.mjs';
import { manPage, manPath } from '../../scripts/man-page.mjs';
import { makeProgram } from '../../src/cli/main.js';
import { ensureDebian } from '../servers/debian.js';

const silent = { interactive: false, columns: 80, out: () => undefined, err: () => undefined };
const program = await makeProgram(silent, () => undefined);

beforeAll(() => ensureDebian(['mandoc']));

/** What `mandoc` makes of the page, or says about it. */
function mandoc(...args: string[]): string {
  return spawnSync('mandoc', [...args, manPath], { encoding: 'utf8' }).stdout;
}

test('man/kerio-exit.1 is what scripts/man-page.mjs makes', () => {
  // If this fails because an option is new: npm run build && node scripts/man-page.mjs
  expect(readFileSync(manPath, 'utf8')).toBe(manPage(program));
});

test('it has nothing that man programs stumble over', () => {
  // A date would be that of the last run of the script, not of the program.
  const complaints = mandoc('-Tlint', '-W', 'warning').trim().split('\n');
  expect(complaints.filter((line) => !line.includes('missing date'))).toEqual([]);
});

test('it shows every option and example as they are typed', () => {
  const shown = mandoc('-Tascii', '-O', 'width=200').replace(/.\x08/g, '');
  for (const command of commandsOf(program)) {
    expect(shown).toContain(`kerio-exit ${command.name()} ${command.usage()}`);
    for (const { flags } of command.options) expect(shown).toContain(flags);
  }
  expect(shown).toContain("\n         kerio-exit export /srv/kerio-copy --out trial --user 'jan*'");
  expect(shown).toContain('strip: move organizer');
});

test.each(commandsOf(program).map((command) => command.name()))('kerio-exit %s --help has an example of it', (name) => {
  expect(readFileSync(manPath, 'utf8')).toMatch(new RegExp(`^ {2}(?:source <\\()?kerio\\\\-exit ${name} `, 'm'));
});
