/** The commands of the guides, run as they are printed, with the real Dovecot or with stand-ins for what is elsewhere. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeProgram } from '../../../src/cli/main.js';
import { DEFAULT_OPTIONS, type ExportOptions } from '../../../src/files/plan/options.js';
import { addExportOptions, type ExportFlags, readExportOptions } from '../../../src/options/arguments.js';
import { type Guide, GUIDE_DESTINATIONS } from '../../../src/report/guide.js';
import type { Report } from '../../../src/report/model.js';
import { exportCommand } from '../../../src/report/next/export-command.js';
import { gatherFacts } from '../../../src/report/next/facts.js';
import { shellOf } from '../../../src/naming/shells.js';
import { nextSteps } from '../../../src/report/next/guides.js';
import { kerioExit, readLedger } from '../../e2e/program.js';
import { type Dovecot, mailOwner, startDovecot } from '../../servers/dovecot.js';
import { makeTempDir, removeDir, tempDir } from '../../support/temp.js';

const STORE = 'fixtures/kerio-store';
const dir = makeTempDir('next');
// Blanks and quotes are what commands stumble over.
const outs = { mbox: join(dir, "it's mbox"), maildir: join(dir, 'a maildir') };

/** Nothing is left to decide. */
const GENERIC = ['--target', 'generic', '--exclude-archive', '--exclude-recoverable'];

beforeAll(() => {
  const renamed = ['--domain', 'example.org=new.example', '--passwords', 'generate'];
  kerioExit('export', STORE, '--out', outs.mbox, '--quiet', ...renamed);
  kerioExit('export', STORE, '--out', outs.maildir, '--quiet', '--mail-format', 'maildir', ...GENERIC);
});
afterAll(() => {
  removeDir(dir);
});

function guidesOf(out: string, shownAs?: string): Guide[] {
  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
  return nextSteps(report, gatherFacts(out, shownAs), shellOf('posix'));
}

function commandsOf(guide: Guide | undefined): string[] {
  return guide?.steps.flatMap(({ commands }) => commands) ?? [];
}

function guideFor(out: string, destination: Guide['destination']): Guide | undefined {
  return guidesOf(out).find((guide) => guide.destination === destination);
}

/** What is for PowerShell, and not for a POSIX shell. */
const POWERSHELL = /^(?:Connect|New|Get|Remove)-/;

/** The words that a shell makes of a command. */
function words(command: string): string[] {
  return execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
}

describe.each(['mbox', 'maildir'] as const)('of an export as %s', (format) => {
  test('every file and folder of the output that they name is there', () => {
    const out = outs[format];
    const spelled = [out, out.replaceAll("'", String.raw`'\''`)];
    let found = 0;
    for (const command of guidesOf(out).flatMap(commandsOf)) {
      for (const root of spelled) {
        for (let at = command.indexOf(`${root}/`); at >= 0; at = command.indexOf(`${root}/`, at + 1)) {
          const [path = ''] = /^[^']*/.exec(command.slice(at + root.length)) ?? [];
          expect(existsSync(join(out, path)), `${command}: ${path}`).toBe(true);
          found += 1;
        }
      }
    }
    expect(found).toBeGreaterThan(40);
  });

  test('a shell can read them', () => {
    const commands = guidesOf(outs[format])
      .flatMap(commandsOf)
      .filter((command) => !POWERSHELL.test(command));
    expect(commands.length).toBeGreaterThan(60);
    for (const command of commands) execFileSync('sh', ['-n', '-c', command], { stdio: 'pipe' });
  });

  test('our own commands have the options they are given', async () => {
    const terminal = { interactive: false, columns: 80, out: () => undefined, err: () => undefined };
    const program = await makeProgram(terminal, () => undefined);
    let checked = 0;
    for (const line of guidesOf(outs[format]).flatMap(commandsOf)) {
      if (!line.startsWith('kerio-exit ')) continue;
      const [, name = '', ...args] = words(line);
      const command = program.commands.find((known) => known.name() === name);
      const known = new Set(command?.options.map(({ long }) => long));
      for (const arg of args.filter((word) => word.startsWith('--'))) expect(known, line).toContain(arg);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(10);
  });
});

test('inside the folder they need no absolute path, and say so', () => {
  const [guide] = guidesOf(outs.mbox, '.');
  expect(JSON.stringify(guide)).not.toContain(dir);
  expect(guide?.steps[0]?.text[0]).toMatch(/^Open a terminal in the folder/);
  expect(commandsOf(guide)).toContain('kerio-exit verify .');
  for (const path of commandsOf(guide).filter((command) => /^'?(?:contacts|calendars)\//.test(command)))
    expect(existsSync(join(outs.mbox, words(path)[0] ?? ''))).toBe(true);
});

test('the order: accounts, mail, contacts, calendars, the rest, switch, last delta, late mail, comparison', () => {
  expect(guideFor(outs.mbox, 'google')?.steps.map(({ title }) => title)).toEqual([
    'Prove the export',
    'Create the accounts',
    'Groups, aliases, forwarding',
    'Everything in one go, with a service account',
    'Mail',
    'Public folders and archive',
    'Contacts',
    'Calendars',
    'Tasks, notes, filters',
    'Hand out the passwords',
    'Switch the mail',
    'Last delta',
    'Late mail, some days after',
    'Compare',
  ]);
  expect(guidesOf(outs.mbox).map(({ destination }) => destination)).toEqual(GUIDE_DESTINATIONS);
  expect(guidesOf(outs.maildir)[0]?.destination).toBe('dovecot');
});

/** A program of that name that writes its arguments to a file, one a line, and an empty line behind them. */
function standIn(name: string): { readonly env: NodeJS.ProcessEnv; readonly calls: () => string[][] } {
  const bin = tempDir('bin');
  writeFileSync(join(bin, name), `#!/bin/sh\nprintf '%s\\n' "$@" '' >> "${bin}/calls"\n`);
  chmodSync(join(bin, name), 0o755);
  return {
    env: { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}` },
    calls: () =>
      readFileSync(join(bin, 'calls'), 'utf8')
        .split('\n\n')
        .slice(0, -1)
        .map((call) => call.split('\n')),
  };
}

test("Google: GYB gets each user's mailbox and new address, and the public folders their own call", () => {
  const { env, calls } = standIn('gyb');
  const work = tempDir('gyb');
  const lines = commandsOf(guideFor(outs.mbox, 'google')).filter((line) => /\bgyb\b|^OWNER=/.test(line));
  execFileSync('sh', ['-e', '-c', lines.join('\n')], { env, cwd: work });
  const restored = calls()
    .filter((call) => call.includes('restore-mbox'))
    .map((call) => [call[call.indexOf('--email') + 1], call[call.indexOf('--local-folder') + 1]]);
  const mail = (name: string): string => join(outs.mbox, 'mail', name);
  expect(restored).toEqual([
    ['alice@example.com', mail('alice@example.com')],
    ['alice@example.com', mail('alice@example.com')],
    ['eva@new.example', mail('eva@example.org')],
    ['jan.novak@example.com', mail('jan.novak@example.com')],
    ['jan.novak@new.example', mail('jan.novak@example.org')],
    ['marta@example.com', mail('marta@example.com')],
    ['o.brien@example.com', mail('o.brien@example.com')],
    ['tomas@example.com', mail('tomas@example.com')],
    ['somebody@example.com', mail('_public@example.com')],
  ]);
  expect(existsSync(join(work, 'gyb-failed.txt'))).toBe(false);
});

test('the same command again leaves the accounts as they are', () => {
  const files = ['accounts/google/users.csv', 'accounts/passwords.csv', 'accounts/imap/migrate.csv'];
  const read = (): string[] => files.map((file) => readFileSync(join(outs.mbox, file), 'utf8'));
  const before = read();
  const step = guideFor(outs.mbox, 'google')?.steps.find(({ title }) => title === 'Last delta');
  const [, ...args] = words(step?.commands[0] ?? '');
  expect(kerioExit(...args)).toMatchObject({ code: 1, stderr: '' });
  expect(read()).toEqual(before);
});

describe('Dovecot', () => {
  let dovecot: Dovecot;
  const user = 'jan.novak@example.com';
  beforeAll(async () => {
    const names = ['alice', 'jan.novak', 'marta', 'o.brien', 'tomas'].map((name) => `${name}@example.com`);
    const all = [...names, 'eva@example.org', 'jan.novak@example.org'];
    dovecot = await startDovecot({ users: Object.fromEntries(all.map((name) => [name, 'secret'])), format: 'mdbox' });
  });
  afterAll(async () => {
    await dovecot.stop();
  });

  test('the loop over doveadm backup brings all mail, and leaves the export as it was', async () => {
    const bin = tempDir('bin');
    writeFileSync(join(bin, 'doveadm'), `#!/bin/sh\nexec /usr/bin/doveadm -c "${dovecot.dir}/dovecot.conf" "$@"\n`);
    chmodSync(join(bin, 'doveadm'), 0o755);
    const state = join(tempDir('state'), 'state');
    const step = guideFor(outs.maildir, 'dovecot')?.steps.find(({ title }) => title.startsWith('Or mail'));
    const script = (step?.commands ?? [])
      .join('\n')
      .replace('/var/tmp/kerio-exit-doveadm', state)
      .replace('-o vmail -g vmail', `-o ${mailOwner.uid} -g ${mailOwner.gid}`);
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}` };
    for (let run = 0; run < 2; run += 1) execFileSync('sh', ['-e', '-c', script], { env, stdio: 'pipe' });
    const wanted = (readLedger(outs.maildir).get(user) ?? []).filter(
      ({ kind, result }) => kind === 'mail' && result === 'exported',
    );
    const status = await dovecot.doveadm(['mailbox', 'status', '-u', user, '-t', 'messages', '*']);
    expect(Number(/messages=(\d+)/.exec(status)?.[1])).toBe(wanted.length);
    expect(kerioExit('verify', outs.maildir, '--quiet')).toMatchObject({ code: 0, stdout: '' });
  });
});

describe('exportCommand', () => {
  const every: ExportOptions = {
    target: 'microsoft',
    mailFormat: 'eml',
    pstSize: 500_000_000,
    only: ['mail', 'accounts'],
    users: ["o'brien@*", 'a b'],
    excludeUsers: ['test*'],
    domains: ['company.com'],
    plan: null,
    mail: { subject: ['*, a'], sender: ["o'brien"], larger: 1, smaller: 2_000_000, hasAttachment: true },
    folders: ['Projects/*'],
    excludeFolders: ['$HOME', '-x'],
    map: [
      ["it's, old", 'Work/2019'],
      ['x', 'y=z'],
    ],
    since: 1_700_000_000,
    until: 1_800_000_000,
    archive: true,
    recoverable: true,
    excludeArchive: false,
    excludeRecoverable: false,
    skipDeleted: true,
    oneFilePerContact: true,
    maxPhotoKb: 0,
    attendees: 'strip',
    inlineAttachments: true,
  };

  test.each([
    ['all options', every],
    ['trees left out', { ...DEFAULT_OPTIONS, excludeArchive: true, excludeRecoverable: true }],
    ['none', DEFAULT_OPTIONS],
  ])('with %s says what was asked for', (_, options) => {
    const [, , source, ...args] = words(exportCommand('/srv/a store', "/srv/it's out", options, shellOf('posix')));
    const command = addExportOptions(new Command()).option('--out <dir>').exitOverride();
    command.parse(args, { from: 'user' });
    expect(source).toBe('/srv/a store');
    expect(command.opts<{ out: string }>().out).toBe("/srv/it's out");
    expect(readExportOptions(command.opts<ExportFlags>())).toEqual(options);
  });
});

test('nothing is named that is not there', () => {
  const copy = tempDir('copy');
  mkdirSync(join(copy, 'mail'));
  cpSync(join(outs.mbox, 'report.json'), join(copy, 'report.json'));
  // Nothing but the report is left: the guides say less, and nothing that is not there.
  for (const command of guidesOf(copy).flatMap(commandsOf)) expect(command).not.toMatch(/\.(?:vcf|ics|ps1|sh)\b/);
});

test('the page of an export shows them, for a terminal in its folder', () => {
  const page = readFileSync(join(outs.mbox, 'report.html'), 'utf8');
  expect(page).toContain('What to do next');
  expect(page).toContain('gyb --email alice@example.com');
  expect(page).not.toContain(dir);
});
