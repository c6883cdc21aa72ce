/** Who may do what with whose folders, as people and programs are told. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.js';
import { buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';

function makeStore(): string {
  const dir = tempDir();
  buildStore(dir, {
    domains: {
      'b.c': {
        jan: {
          folders: {
            INBOX: { items: [], status: 'T0 Ajan@b.c lrswipkxtea' },
            Calendar: { items: [], status: 'T2 Aeva@b.c lrs Aauthuser l', files: { 'acl.fld': '<b>&\n' } },
          },
        },
      },
    },
  });
  return dir;
}

const CALENDAR = {
  rights: [
    { subject: 'eva@b.c', who: 'account', address: 'eva@b.c', rights: 'lrs', level: 'read', from: 'status.fld' },
    { subject: 'authuser', who: 'signed-in', address: '', rights: 'l', level: 'see', from: 'status.fld' },
  ],
  problems: ['acl.fld has a line that is not understood: <b>&'],
};

test('inspect says how much is shared, and with --folders what with whom', async () => {
  const store = makeStore();
  const short = await runCli(['inspect', store]);
  expect(short.out).toContain('\nshared: 1 folder, 2 rights (--folders lists them)\n');
  const { out } = await runCli(['inspect', store, '--folders']);
  expect(out).toContain(
    [
      'shared by jan@b.c  with                       may   rights  read in',
      'Calendar           eva@b.c                    read  lrs     status.fld',
      'Calendar           everybody with an account  see   l       status.fld',
    ].join('\n'),
  );
  expect(out).toContain('jan@b.c Calendar: acl.fld has a line that is not understood: <b>&\n');
});

test('inspect as JSON and as a page', async () => {
  const page = join(tempDir(), 'store.html');
  const { out } = await runCli(['inspect', makeStore(), '--json', '--html', page]);
  const { mailboxes } = JSON.parse(out) as { mailboxes: { folders: unknown[] }[] };
  expect(mailboxes[0]?.folders[0]).toMatchObject({ folder: ['Calendar'], ...CALENDAR });
  const html = readFileSync(page, 'utf8');
  expect(html).toContain('Who may do what with folders of others');
  expect(html).toContain('everybody with an account');
  expect(html).not.toContain('<b>&');
});

test('an export reports it for programs and on its page', async () => {
  const out = join(tempDir(), 'out');
  await runCli(['export', makeStore(), '--out', out]);
  const { mailboxes } = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as {
    mailboxes: { shared: unknown }[];
  };
  expect(mailboxes[0]?.shared).toEqual([{ folder: ['Calendar'], kind: 'calendar', ...CALENDAR }]);
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('Who may do what with folders of others');
});
