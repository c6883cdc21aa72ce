import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeProgram } from '../../../src/cli/main.js';
import { ensureDebian } from '../../servers/debian.js';
import { runCli } from '../../support/cli.js';
import { KEYS, runOnTerminal } from '../../support/pty.js';
import { tempDir } from '../../support/temp.js';

const { tab, enter } = KEYS;

/** A folder with the script of a shell, a folder and a file whose names have a blank. */
async function folderWithScript(shell: string): Promise<string> {
  const dir = tempDir('completion');
  const { code, out } = await runCli(['complete', shell]);
  expect(code).toBe(0);
  writeFileSync(join(dir, 'script'), out);
  mkdirSync(join(dir, 'my store'));
  writeFileSync(join(dir, 'my users.csv'), '');
  return dir;
}

/** A line that is typed, and every word that a shell must offer for its end. */
const OFFERS: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['kerio-exit ex', ['export']],
  ['kerio-exit --de', ['--debug']],
  [
    'kerio-exit export --exclude-',
    ['--exclude-archive', '--exclude-folder', '--exclude-recoverable', '--exclude-unlisted', '--exclude-user'],
  ],
  ['kerio-exit export --mail-format ', ['eml', 'maildir', 'mbox', 'pst', 'thunderbird']],
  ['kerio-exit export store --out x --mail-format m', ['maildir', 'mbox']],
  ['kerio-exit export --only mail,ca', ['mail,calendars']],
  ['kerio-exit migrate --from-auth k', ['kerio-master']],
  ['kerio-exit migrate --to-auth g', ['google']],
  ['kerio-exit --debug watch --pol', ['--poll']],
  ['kerio-exit verify --sa', ['--sample']],
  ['kerio-exit complete f', ['fish']],
  ['kerio-exit help in', ['inspect']],
];

describe('bash', () => {
  const DRIVE =
    'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _kerio_exit; printf "%s\\n" "${COMPREPLY[@]}"';

  function offered(script: string, words: readonly string[]): string[] {
    const { stdout, stderr } = spawnSync('bash', ['-c', DRIVE, 'bash', script, ...words], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout
      .split('\n')
      .filter((word) => word !== '')
      .sort();
  }

  test('offers what fits', async () => {
    const script = join(await folderWithScript('bash'), 'script');
    for (const [line, words] of OFFERS) expect([line, offered(script, line.split(' '))]).toEqual([line, words]);
    expect(offered(script, ['kerio-exit', 'export', '--target', '=', 'goo'])).toEqual(['google']);
    expect(offered(script, ['kerio-exit', 'export', '--target', '='])).toContain('generic');
    expect(offered(script, ['kerio-exit', 'export', '--rate', ''])).toEqual([]);
    expect(offered(script, ['kerio-exit', 'export', '--only', 'mail,'])).not.toContain('mail,mail');
  });

  test('completes words, and paths with blanks, at the prompt', async () => {
    const dir = await folderWithScript('bash');
    writeFileSync(join(dir, 'rc'), "PS1='ready> '; bind 'set bell-style none'; source ./script\n");
    const { out } = await runOnTerminal(
      ['bash', '--rcfile', 'rc', '-i'],
      [
        ['ready>', `kerio-exit exp${tab}`],
        ['kerio-exit export ', `my\\ s${tab}`],
        ['my\\ store/', ` --out m${tab}`],
        ['--out my\\ store/', ` --mail-f${tab}`],
        ['--mail-format ', `mai${tab}`],
        ['maildir ', `--passwords my${tab}u${tab}`],
        ['my\\ users.csv ', `\x15exit${enter}`],
      ],
      { cwd: dir },
    );
    expect(out).toContain('--passwords my');
  });
});

describe('zsh', () => {
  beforeAll(() => ensureDebian(['zsh']));

  test('completes words, lists and paths at the prompt', async () => {
    const dir = await folderWithScript('zsh');
    writeFileSync(
      join(dir, '.zshrc'),
      "PS1='ready> '; unsetopt beep; autoload -Uz compinit; compinit -D -u; source ./script\n",
    );
    const { out } = await runOnTerminal(
      ['zsh', '-i'],
      [
        ['ready>', `kerio-exit exp${tab}`],
        ['export ', `my\\ s${tab}`],
        ['my\\ store', ` --mail-f${tab}`],
        ['--mail-format=', `mai${tab}`],
        ['maildir ', `--only mail,cal${tab}`],
        ['mail,calendars', ` --attendees ${tab}`],
        ['strip', `\x15kerio-exit migrate --to-au${tab}`],
        ['--to-auth=', `mi${tab}`],
        ['microsoft ', `--user${tab}`],
        ['--users=', `my${tab}${tab}`],
        ['my\\ users.csv', `\x15exit${enter}`],
      ],
      { cwd: dir, env: { ZDOTDIR: dir, HOME: dir } },
    );
    expect(out).not.toContain('_arguments:');
  });
});

describe('fish', () => {
  beforeAll(() => ensureDebian(['fish']));

  function offered(dir: string, line: string): string[] {
    const { stdout, stderr } = spawnSync('fish', ['-N', '-c', 'source script; complete -C "$argv"', line], {
      cwd: dir,
      encoding: 'utf8',
      env: { ...process.env, HOME: dir },
    });
    expect(stderr).toBe('');
    return stdout
      .split('\n')
      .map((offer) => offer.split('\t')[0] ?? '')
      .filter((word) => word !== '')
      .sort();
  }

  test('offers what fits, and paths where paths belong', async () => {
    const dir = await folderWithScript('fish');
    for (const [line, words] of OFFERS) expect([line, offered(dir, line)]).toEqual([line, words]);
    expect(offered(dir, 'kerio-exit export my')).toEqual(['my store/', 'my users.csv']);
    expect(offered(dir, 'kerio-exit export --out my')).toEqual(['my store/']);
    expect(offered(dir, 'kerio-exit migrate --users my')).toEqual(['my store/', 'my users.csv']);
    expect(offered(dir, 'kerio-exit migrate my')).toEqual([]);
    expect(offered(dir, 'kerio-exit export --target ').sort()).toContain('generic');
  });
});

test('PowerShell: every command, option and choice is in the script', async () => {
  const { out } = await runCli(['complete', 'powershell']);
  for (const [line, words] of OFFERS) {
    const last = line.split(' ').at(-1) ?? '';
    for (const word of words) expect(out).toContain(`'${last.includes(',') ? word.split(',').at(-1) : word}'`);
  }
  expect(out.split('{').length).toBe(out.split('}').length);
});

test.each(['bash', 'zsh', 'fish', 'powershell'])('nothing is forgotten for %s', async (shell) => {
  const { out } = await runCli(['complete', shell]);
  const silent = { interactive: false, columns: 80, out: () => undefined, err: () => undefined };
  const program = await makeProgram(silent, () => undefined);
  for (const command of program.commands) {
    expect(out).toContain(command.name());
    for (const { long } of command.options)
      expect(out).toContain(shell === 'fish' ? `-l ${long?.slice(2) ?? ''} ` : long);
  }
});

test('another shell is refused with those that there are', async () => {
  const { code, err } = await runCli(['complete', 'tcsh']);
  expect(code).toBe(2);
  expect(err).toContain('Allowed choices are bash, zsh, fish, powershell');
});
