import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { storeSource } from '../../src/sources/kerio/store-source.js';
import { openStore } from '../../src/store/open.js';
import { filteredSource } from '../../src/transfer/filtered-source.js';
import { ALL_MAIL } from '../../src/naming/mail-filter.js';
import { runCli } from '../support/cli.js';
import { buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';

const mail = (fields: string, size = 0): { bytes: string } => ({ bytes: `${fields}\r\n\r\n${'x'.repeat(size)}\r\n` });

function makeStore(dir: string): string {
  const items = [
    mail('Subject: =?utf-8?Q?Faktura_=C4=8D._7?=\r\nFrom: "Jan Novak" <jan@a.example>', 5000),
    mail('Subject: lunch\r\nFrom: boris@b.example\r\nContent-Type: multipart/mixed; boundary=x'),
    mail('Subject: Re: faktura\r\nFrom: jan@c.example', 200_000),
  ];
  return buildStore(join(dir, 'kerio'), { domains: { 'a.example': { anna: { folders: { INBOX: { items } } } } } })
    .install;
}

test.each([
  [
    ['--subject', 'faktura'],
    [1, 3],
  ],
  [['--subject', 'Faktura č. ?'], [1]],
  [['--sender', 'novak'], [1]],
  [
    ['--sender', '*@a.example', '--sender', 'boris'],
    [1, 2],
  ],
  [['--larger', '100kB'], [3]],
  [['--smaller', '100kB', '--subject', '*faktura*'], [1]],
  [['--has-attachment'], [2]],
] as const)('%j takes the mails %j, for export and migration alike', async (options, uids) => {
  const dir = tempDir();
  const [store, out] = [makeStore(dir), join(dir, 'out')];
  expect((await runCli(['export', store, '--out', out, ...options])).code).toBe(0);
  const lines = readFileSync(join(out, 'ledger/anna@a.example.jsonl'), 'utf8').trim().split('\n');
  const ledger = lines.map((line) => JSON.parse(line) as { uid: number; result: string; reason: string | null });
  expect(ledger.filter(({ result }) => result === 'exported').map(({ uid }) => uid)).toEqual(uids);
  for (const { result, reason } of ledger) expect(reason === null).toBe(result === 'exported');
  expect((await runCli(['verify', out])).code).toBe(0);
});

test('a migration lists what is left out by the filter with its reason, and journals none of it', async () => {
  const source = filteredSource(storeSource(openStore(makeStore(tempDir()))), {
    ...ALL_MAIL,
    ...{ subject: ['faktura'], larger: 100_000 },
  });
  const account = { source: 'anna@a.example', target: 'x', fullName: null, line: 1 };
  const mailbox = await source.mailbox({ ...account, sourcePassword: null, targetPassword: null }, undefined);
  const [folder] = mailbox.folders;
  if (folder === undefined) throw new Error('no folder');
  const listed = [...(await mailbox.list(folder))].map(({ uid, skip }) => [uid, skip]);
  expect(listed).toEqual([
    [1, 'not larger than --larger'],
    [2, 'not larger than --larger'],
    [3, null],
  ]);
});

test('a log beside what is printed, a line a step, and a summary for a command and for an address', async () => {
  const dir = tempDir();
  const [store, log, told] = [makeStore(dir), join(dir, 'run.log'), join(dir, 'told.json')];
  const { code, err } = await runCli([
    ...['export', store, '--out', join(dir, 'out'), '--verbose', '--log-file', log],
    ...['--notify', `cat > '${told}'`],
  ]);
  expect(code).toBe(0);
  expect(err).toContain('anna@a.example INBOX: 3 items\n');
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \S/);
  expect(lines.some((line) => line.endsWith(' anna@a.example INBOX: 3 items'))).toBe(true);
  expect(lines.some((line) => line.includes(' 3 items of 1 mailbox are in '))).toBe(true);
  expect(JSON.parse(readFileSync(told, 'utf8'))).toMatchObject({
    ...{ tool: 'kerio-exit', command: 'export', code: 0, to: join(dir, 'out'), undecided: [] },
    totals: { mailboxes: 1, found: 3, exported: 3, skipped: 0, failed: 0, missing: 0 },
  });

  let body = '';
  const server = createServer((request, answer) => {
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => answer.writeHead(204).end());
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await runCli(['export', store, '--out', join(dir, 'out'), '--notify', `http://127.0.0.1:${port}/done`]);
  expect(JSON.parse(body)).toMatchObject({ command: 'export', code: 0 });

  // Who cannot be told changes nothing about how the run ended.
  const failed = await runCli(['export', store, '--out', join(dir, 'out'), '--notify', 'exit 3']);
  expect(failed.code).toBe(0);
  expect(failed.err).toContain('--notify did not get through (the command ended with 3)');
  const clear = await runCli(['export', store, '--out', join(dir, 'out'), '--notify', 'http://a.example/x']);
  expect(clear.code).toBe(2);
  expect(clear.err).toContain('would be sent in the clear');
});
