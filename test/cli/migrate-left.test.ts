import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MigrationReport } from '../../src/transfer/state/migration-report.js';
import { contents } from '../transfer/support.js';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { runCli } from '../support/cli.js';
import { buildFolder, buildStore } from '../support/store-builder.mjs';
import { makeTempDir, removeDir, tempDir } from '../support/temp.js';

const MASTER = { name: 'root', password: 'pass-root' };
let server: Dovecot;
let company: string;
let secret: string;
beforeAll(async () => {
  server = await startDovecot({ users: { anna: 'a', boris: 'b', eva: 'e', dan: 'd', zoe: 'z' }, master: MASTER });
  company = makeTempDir('migrate-left');
  const card = 'Content-Type: text/vcard\r\n\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nEND:VCARD\r\n';
  const { store } = buildStore(company, {
    domains: {
      'example.com': {
        anna: {
          folders: {
            INBOX: { items: [{}, {}] },
            Contacts: { kind: 'contacts', items: [{ bytes: card }, { bytes: card }, { bytes: card }] },
            '#deleted': { items: [{}] },
          },
        },
        boris: { folders: { INBOX: { items: [{}, {}, {}] } } },
        empty: { folders: { INBOX: { items: [] } } },
        '#public': { folders: { Info: { items: [{}] } } },
      },
    },
  });
  buildFolder(join(store, 'archive', '2005-Jan'), { items: [{}, {}, {}, {}] });
  secret = join(company, 'secret');
  writeFileSync(secret, MASTER.password, { mode: 0o600 });
});
afterAll(async () => {
  await server.stop();
  removeDir(company);
});

/** Moves with a users file of these lines. */
function migrate(lines: readonly string[], options: readonly string[], state = tempDir('state')) {
  const users = join(tempDir('users'), 'users.csv');
  writeFileSync(users, ['source,target', ...lines, ''].join('\n'), { mode: 0o600 });
  return runCli([
    ...['migrate', '--from', company, '--to', `imaps://localhost:${server.tlsPort}`, '--ca', server.certificate],
    ...['--to-auth', 'master', '--to-admin', MASTER.name, '--to-secret-file', secret],
    ...['--users', users, '--state-dir', state, ...options],
  ]);
}

test('who stays behind is named in the summary, on the page, in the report and by --verify, and it ends with 1', async () => {
  const state = tempDir('state');
  const { code, out } = await migrate(['anna@example.com,anna'], [], state);
  expect(code).toBe(1);
  expect(out).toContain(`Left behind unless you say so (give the same command again when you have decided):
  2 mailboxes in no line of the users file (4 items): a line says where it goes; the target - in that line, or --exclude, that it stays behind
    _public@example.com: 1 item
    boris@example.com: 3 items
  the mail archive (4 items): a line of the users file says whose mailbox it goes to, --exclude-archive leaves it out
    _archive@localhost: 4 items
  recoverable mail of 1 mailbox (1 item): --include recoverable sends it along, --exclude-recoverable leaves it out
    anna@example.com: 1 item
2 of 2 messages are at imaps://localhost:${server.tlsPort}. 3 more items of the source are no mail (contacts, events and the like): kerio-exit export takes them. It took 0.4 s.
`);
  const report = JSON.parse(readFileSync(join(state, 'report.json'), 'utf8')) as MigrationReport;
  expect(report).toMatchObject({
    unlisted: [
      { address: '_public@example.com', items: 1 },
      { address: 'boris@example.com', items: 3 },
    ],
    notIncluded: [
      { address: '_archive@localhost', what: 'archive', items: 4 },
      { address: 'anna@example.com', what: 'recoverable', items: 1 },
    ],
    notSelected: [],
  });
  const page = readFileSync(join(state, 'report.html'), 'utf8');
  expect(page).toContain('<h1>All 2 messages of 1 mailbox arrived, but not everybody was asked for.</h1>');
  expect(page).toContain('<span class="tag bad wrap">in no line of the users file: not moved</span>');
  const proof = await migrate(['anna@example.com,anna'], ['--verify'], state);
  expect(proof.code).toBe(1);
  expect(proof.out).toContain('    boris@example.com: 3 items\n');
  expect(proof.out).toContain('Everything that was to move is there, once.\n');
  expect(JSON.parse(readFileSync(join(state, 'verify.json'), 'utf8'))).toMatchObject({
    unlisted: [{ address: '_public@example.com' }, { address: 'boris@example.com' }],
  });
  expect(readFileSync(join(state, 'report.html'), 'utf8')).toMatch(
    /<a href="verify\.json">Compared with the source on .* UTC<\/a>: they agree in all 2 items that were looked at\./,
  );
});

const left = ['--exclude-archive', '--exclude-recoverable'];

test.each<[string, string[], string[], number]>([
  ['options', ['anna@example.com,boris'], ['--exclude', 'boris@*,_public@*', ...left], 0],
  ['lines', ['anna@example.com,eva', 'boris@example.com,-', '_public@example.com,-', '_archive@localhost,-'], left, 0],
  ['a selection', ['anna@example.com,dan', 'boris@example.com,boris'], ['--select', 'anna@*', ...left], 0],
  ['a selection that fits', ['anna@example.com,zoe'], ['--select', '*@example.com', ...left], 1],
])('%s say that the others stay behind', async (_, lines, options, code) => {
  const result = await migrate(lines, [...options, '--quiet']);
  expect(result).toEqual({ code, out: '', err: '' });
});

test('recoverable mail is sent along when asked for', async () => {
  const more = ['--select', 'boris@*', '--include', 'recoverable', '--quiet'];
  await migrate(['boris@example.com,boris', 'anna@example.com,anna'], more);
  const { code } = await migrate(['anna@example.com,anna'], ['--select', 'anna@*', '--include', 'recoverable']);
  expect(code).toBe(0);
  expect(contents(server, 'anna').map(({ mailbox }) => mailbox)).toContain('#deleted');
});

test.each([
  [['--exclude-folder', 'Contcts'], '--exclude-folder Contcts names no folder of these mailboxes'],
  [['--select', 'ana@*'], '--select and --exclude leave nobody to move'],
  [['--select', 'anna@*,bris@*'], '--select bris@* names nobody of the users file, and no mailbox of the source'],
  [['--exclude', 'bris@*'], '--exclude bris@* names nobody of the users file, and no mailbox of the source'],
  [['--include', 'archive'], '--include archive: give the archive a line in the users file'],
  [['--include', 'recoverable', '--exclude-recoverable'], 'say the opposite: give one of them'],
])('%j is refused before anything is sent', async (options, sentence) => {
  const { code, out, err } = await migrate(['anna@example.com,anna'], options);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(sentence);
});
