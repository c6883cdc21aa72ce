import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/model.js';
import { newOut } from '../files/support.js';
import { runCli } from '../support/cli.js';
import { buildFolder, buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';
import { configXml } from '../users-cfg/config.js';

const mail = { items: [{}, {}] };

/** A company with an archive, recoverable mail of Jan, and Eva, whom users.cfg does not name. */
function company(): string {
  const dir = tempDir('company');
  const { store } = buildStore(dir, {
    domains: {
      'company.com': {
        jan: { folders: { INBOX: mail, Projects: mail, '#deleted': { items: [{}] } } },
        eva: { folders: { INBOX: mail } },
      },
    },
    files: { 'users.cfg': configXml({ User: [{ Name: 'jan', Domain: 'company.com' }] }) },
  });
  buildFolder(join(store, 'archive', '2005-Jan'), { items: [{}, {}, {}] });
  return dir;
}

const kerioExit = (...args: string[]): ReturnType<typeof runCli> => runCli(args);

const reportOf = (out: string): Report => JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;

describe('an export that leaves something behind', () => {
  test('names it with its counts and the options, on the terminal, in the report and on the page, and ends with 1', async () => {
    const out = newOut();
    const { code, out: said } = await kerioExit('export', company(), '--out', out);
    expect(code).toBe(1);
    expect(said).toContain(`Left behind unless you say so (give the same command again with one of the options):
  the mail archive (3 items): --include archive takes it along, --exclude-archive leaves it out
    _archive@localhost: 3 items
  recoverable mail of 1 mailbox (1 item): --include recoverable takes it along, --exclude-recoverable leaves it out
    jan@company.com: 1 item
  1 mailbox without an account (2 items, exported): --include-unlisted makes an account, --exclude-unlisted makes none, --exclude-user leaves the mailbox out, too
    eva@company.com: 2 items
`);
    const { notIncluded, unlisted, times } = reportOf(out);
    expect(notIncluded).toEqual([
      { address: '_archive@localhost', what: 'archive', items: 3 },
      { address: 'jan@company.com', what: 'recoverable', items: 1 },
    ]);
    expect(unlisted).toEqual([{ address: 'eva@company.com', items: 2 }]);
    expect(Date.parse(times.endedAt) - Date.parse(times.startedAt)).toBeGreaterThanOrEqual(0);
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    expect(page).toContain('<h1>All 6 items of 2 mailboxes are written, but not everything was asked for.</h1>');
    expect(page).toContain('<span class="tag bad wrap">no account: no file names its user</span>');
    expect(page).toContain('<dt>Company</dt><dd>company.com</dd><dt>Run</dt><dd>20');

    const proof = await kerioExit('verify', out);
    expect(proof.code).toBe(1);
    expect(proof.out).toContain('6 of 6 items compared: source and output agree.');
    expect(proof.out).toContain('  the mail archive (3 items): ');
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toMatch(
      /<a href="verify\.html">Compared with the source on .* UTC<\/a>: they agree in all 6 items that were looked at\./,
    );

    const next = await kerioExit('next', out, '--for', 'imap');
    expect(next.out.replace(/\s+/g, ' ')).toContain(
      'In no line of migrate.csv that counts: eva@company.com, _archive@localhost.',
    );
    expect((await kerioExit('next', out)).out).toContain('gyb --action check-service-account --email jan@company.com');
  });

  test('ends with 0 once the user has said what stays, in the folder that is there', async () => {
    const source = company();
    const out = newOut();
    await kerioExit('export', source, '--out', out);
    const answers = ['--exclude-archive', '--exclude-recoverable', '--exclude-unlisted'];
    expect(await kerioExit('export', source, '--out', out, ...answers)).toMatchObject({ code: 0, err: '' });
    expect(reportOf(out)).toMatchObject({ notIncluded: [], unlisted: [] });
    expect(await kerioExit('verify', out, '--quiet')).toEqual({ code: 0, out: '', err: '' });
  });

  test('ends with 0 once everything comes along, in the folder that is there', async () => {
    const source = company();
    const out = newOut();
    await kerioExit('export', source, '--out', out);
    const all = ['--include', 'archive,recoverable', '--include-unlisted'];
    expect(await kerioExit('export', source, '--out', out, ...all)).toMatchObject({ code: 0, err: '' });
    expect(reportOf(out).totals.exported).toBe(10);
    // What is there cannot be taken back by leaving an option out.
    expect(await kerioExit('export', source, '--out', out)).toMatchObject({ code: 2 });
  });

  test.each([
    [['--user', 'eva'], 1, ['unlisted']],
    [['--user', 'eva', '--exclude-unlisted'], 0, []],
    [['--user', 'jan', '--exclude-recoverable'], 0, []],
    [['--user', 'jan'], 1, ['recoverable']],
    [['--domain', 'company.com'], 1, ['recoverable', 'unlisted']],
    [['--folder', 'INBOX', '--only', 'mail'], 0, []],
    [['--only', 'contacts'], 0, []],
    [['--only', 'mail', '--exclude-user', '_archive@*', '--exclude-user', 'jan'], 0, []],
  ])('an explicit selection leaves the rest out: %j ends with %i', async (options, code, left) => {
    const out = newOut();
    expect(await kerioExit('export', company(), '--out', out, '--quiet', ...options)).toMatchObject({ code });
    const { notIncluded, unlisted } = reportOf(out);
    expect([...notIncluded.map(({ what }) => what), ...unlisted.map(() => 'unlisted')]).toEqual(left);
  });

  test('a dry run says it, too', async () => {
    const source = company();
    const { code, out } = await kerioExit('export', source, '--out', newOut(), '--dry-run');
    expect(code).toBe(0);
    expect(out).toContain('\nLeft behind unless you say so (add one of the options):\n  the mail archive (3 items): ');
    expect(out).toMatch(/\n6 items, \d+ B, in 2 mailboxes\. Nothing was written\.\n$/);
    const { out: json } = await kerioExit('export', source, '--out', newOut(), '--dry-run', '--json');
    expect(JSON.parse(json)).toMatchObject({ notIncluded: [{ what: 'archive' }, { what: 'recoverable' }] });
  });

  test('the rest of the report is the same bytes each time', async () => {
    const source = company();
    const texts = [];
    for (let run = 0; run < 2; run += 1) {
      const out = newOut();
      await kerioExit('export', source, '--out', out, '--quiet');
      const text = readFileSync(join(out, 'report.json'), 'utf8');
      texts.push(text.slice(0, text.indexOf(' "times": {')));
    }
    expect(texts[0]).toBe(texts[1]);
  });

  test('shards say it once each, and joined as one run does', async () => {
    const source = company();
    const out = newOut();
    const whole = newOut();
    for (const shard of ['1/2', '2/2']) await kerioExit('export', source, '--out', out, '--quiet', '--shard', shard);
    await kerioExit('export', source, '--out', whole, '--quiet');
    expect({ ...reportOf(out), times: null }).toEqual({ ...reportOf(whole), times: null });
    expect(await kerioExit('report', out, '--quiet')).toMatchObject({ code: 1, err: '' });
  });
});

test('accounts names who has a mailbox and no account, and ends with 1 until that is decided', async () => {
  const dir = company();
  const run = (...more: string[]) => kerioExit('accounts', dir, '--out', newOut(), ...more);
  const { code, out } = await run();
  expect(code).toBe(1);
  expect(out).toContain('1 mailbox (eva@company.com) on disk without an account in any file: --include-unlisted');
  for (const option of ['--include-unlisted', '--exclude-unlisted'])
    expect(await run(option)).toMatchObject({ code: 0, err: '' });
  expect((await run('--include-unlisted', '--exclude-unlisted')).code).toBe(2);
});

test.each([
  [['--folder', 'Projetcs'], '--folder Projetcs names no folder of these mailboxes'],
  [['--map', 'INBOX/*=x'], '--map INBOX/* names no folder of these mailboxes'],
  [['--exclude-folder', 'INBOX/*'], '--exclude-folder INBOX/* names no folder of these mailboxes'],
  [['--user', 'eva', '--folder', 'Projects'], '--folder Projects names no folder of these mailboxes'],
  [['--user', '_archive@*'], '--user _archive@* names an archive, which is read with --include archive only.'],
])('%j is refused before anything is written', async (options, sentence) => {
  const out = newOut();
  const { code, err } = await kerioExit('export', company(), '--out', out, ...options);
  expect({ code, err: err.split('\n').length }).toEqual({ code: 2, err: 2 });
  expect(err).toContain(sentence);
  expect(() => readFileSync(join(out, 'report.json'))).toThrow('ENOENT');
});

test('of many, ten are named, and how many there are besides', async () => {
  const dir = tempDir('many');
  const users = Array.from({ length: 13 }, (_, at) => `u${String(at).padStart(2, '0')}`);
  buildStore(dir, {
    domains: {
      'company.com': Object.fromEntries(users.map((user) => [user, { folders: { INBOX: { items: [{}] } } }])),
    },
    files: { 'users.cfg': configXml({ User: [{ Name: 'other', Domain: 'company.com' }] }) },
  });
  mkdirSync(join(dir, 'store/mail/company.com/u00/INBOX/#msgs'), { recursive: true });
  writeFileSync(join(dir, 'store/mail/company.com/u00/INBOX/#msgs/00000009.eml'), '');
  const { out } = await kerioExit('export', dir, '--out', newOut());
  expect(out).toContain('13 items of 13 mailboxes are in ');
  expect(out).toContain('1 item skipped by rule or by your filters.');
  expect(out).toContain('    u09@company.com: 1 item\n    and 3 more\n');
});
