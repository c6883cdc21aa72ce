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
import { LogFile } from '../../src/cli/output/log-file.js';
import { Trouble } from '../../src/cli/output/notice.js';
import { runCli } from '../support/cli.js';
import { buildStore } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';
import { listeningTerminal } from '../support/listening-terminal.js';

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

test('verify has a log, a line a step, and a summary as well', async () => {
  const dir = tempDir();
  const [store, out, log, told] = [makeStore(dir), join(dir, 'out'), join(dir, 'run.log'), join(dir, 'told.json')];
  await runCli(['export', store, '--out', out, '--quiet']);
  const run = await runCli(['verify', out, '--verbose', '--log-file', log, '--notify', `cat > '${told}'`]);
  expect(run.code).toBe(0);
  expect(run.err).toContain('anna@a.example INBOX: 3 items compared\n');
  expect(readFileSync(log, 'utf8')).toContain('Z anna@a.example INBOX: 3 items compared\n');
  expect(JSON.parse(readFileSync(told, 'utf8'))).toMatchObject({
    ...{ tool: 'kerio-exit', command: 'verify', event: 'end', code: 0, to: out, undecided: [] },
    totals: { mailboxes: 1, items: 3, compared: 3, notExported: 0, missing: 0, difference: 0, new: 0, gone: 0 },
  });
  const refused = await runCli(['verify', join(dir, 'nothing'), '--log-file', log, '--notify', `cat > '${told}'`]);
  expect(refused.code).toBe(2);
  const { code, problem } = JSON.parse(readFileSync(told, 'utf8')) as { code: number; problem: string };
  expect(code).toBe(2);
  expect(`${problem}\n`).toBe(refused.err);
  expect(readFileSync(log, 'utf8')).toContain(`Z ${problem}\n`);
});

test('watch tells of failures when they begin, and of its end; late mail that a filter leaves out is told so', async () => {
  const dir = tempDir();
  const items = [mail('Subject: offer'), mail('Subject: lunch'), { bytes: '\0'.repeat(500) }];
  const { install } = buildStore(join(dir, 'kerio'), {
    domains: { 'a.example': { anna: { folders: { INBOX: { items } } } } },
  });
  const [out, told] = [join(dir, 'out'), join(dir, 'told.jsonl')];
  const args = ['watch', install, '--out', out, '--poll', '--until-quiet', '1s', '--subject', 'offer'];
  const { code, err } = await runCli([
    ...[...args, '--since-cutover', '2000-01-01', '--verbose', '--notify', `cat >> '${told}'`],
  ]);
  expect(code).toBe(1);
  expect(err).toContain('anna@a.example INBOX: 3 items\n');
  const notices = readFileSync(told, 'utf8').trim().split('\n');
  expect(notices.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { command: 'watch', event: 'trouble', problem: `1 item failed, in ${out}: see report.html` },
    { command: 'watch', event: 'end', code: 1, to: out, totals: { found: 3, exported: 1, skipped: 1, failed: 1 } },
  ]);
  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as { late: Record<string, unknown> };
  expect(report.late).toMatchObject({
    ...{ count: 3, leftOut: 1 },
    items: [
      { uid: 1, result: 'exported', reason: null },
      { uid: 2, result: 'skipped', reason: 'subject not chosen by --subject', file: null },
      { uid: 3, result: 'failed' },
    ],
  });
  const page = readFileSync(join(out, 'report.html'), 'utf8');
  expect(page).toContain('1 of them was left out by rule or by your own filters.');
  expect(page).toContain('left out: subject not chosen by --subject');
});

test('trouble is told when it begins, and not again within ten minutes', () => {
  const told: string[] = [];
  let now = 0;
  const trouble = new Trouble(
    (problem) => told.push(problem),
    () => now,
  );
  for (const [at, problem] of [
    [0, null],
    [1, 'away'],
    [2, 'still away'],
    [3, null],
    [4, 'away again'],
    [5, null],
    [600_002, 'and again'],
  ] as const) {
    now = at;
    trouble.note(problem);
  }
  expect(told).toEqual(['away', 'and again']);
});

test('a log that has grown is put aside once, and what changes on one line of a terminal is not in it', () => {
  const path = join(tempDir(), 'run.log');
  const { terminal, said } = listeningTerminal();
  const log = new LogFile(path, terminal, 200);
  const beside = log.beside(terminal);
  beside.err('\r\u001b[Kworking');
  for (const n of [1, 2, 3, 4, 5, 6, 7]) beside.err(`line ${n} ${'x'.repeat(60)}\n`);
  const linesOf = (file: string): string[] =>
    [...readFileSync(file, 'utf8').matchAll(/^\S+Z (line \d|kerio-exit begins)/gm)].map(([, text = '']) => text);
  expect(said).toHaveLength(8);
  expect([linesOf(`${path}.1`), linesOf(path)]).toEqual([
    ['line 4', 'line 5'],
    ['line 6', 'line 7'],
  ]);
});
