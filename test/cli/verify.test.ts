import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeStore, message, newOut } from '../files/support.js';
import { runCli } from '../support/cli.js';

async function exported(): Promise<{ out: string; source: string; mailbox: string }> {
  const made = makeStore({ INBOX: { items: [{ bytes: message('one') }, { bytes: message('two') }] } });
  const out = newOut();
  expect(await runCli(['export', made.source, '--out', out, '--quiet'])).toMatchObject({ code: 0 });
  return { out, ...made };
}

function flip(out: string): void {
  const path = join(out, 'mail/jan@company.com/INBOX.mbox');
  writeFileSync(path, readFileSync(path, 'latin1').replace('\ntwo\n', '\ntwx\n'), 'latin1');
}

describe('kerio-exit verify', () => {
  test('ends with 0 and a table where everything agrees', async () => {
    const { out } = await exported();
    const result = await runCli(['verify', out]);
    expect(result).toEqual({
      code: 0,
      err: '',
      out: `mailbox          items  compared  not exported  missing  differences  new  gone
jan@company.com      2         2             0        0            0    0     0
all                  2         2             0        0            0    0     0

2 of 2 items compared: source and output agree. It is all in ${out}/verify.html. It took 0.4 s.
`,
    });
  });

  test('ends with 1 and names what does not agree', async () => {
    const { out } = await exported();
    flip(out);
    const result = await runCli(['verify', out, '--quiet']);
    expect(result).toEqual({
      code: 1,
      err: '',
      out: `1 does not agree:
  jan@company.com INBOX 2: content: its copy differs at byte 107 of the source

`,
    });
  });

  test('ends with 1 for new mail, and says what to do', async () => {
    const { out, mailbox } = await exported();
    writeFileSync(join(mailbox, 'INBOX/#msgs/00000003.eml'), message('three'));
    const { code, out: text } = await runCli(['verify', out]);
    expect(code).toBe(1);
    expect(text).toContain(
      '1 is not in the output yet: run export again:\n  jan@company.com INBOX 3: ledger: it came after',
    );
    expect(text).toContain('what is in the output is right, but 1 is not in it yet.');
  });

  test('ends with 0 where the source has lost what the output keeps', async () => {
    const { out, mailbox } = await exported();
    rmSync(join(mailbox, 'INBOX/#msgs/00000002.eml'));
    const index = join(mailbox, 'INBOX/index.fld');
    writeFileSync(index, readFileSync(index, 'latin1').replace(/^U00000002 .*\n/m, ''));
    const { code, out: text } = await runCli(['verify', out, '--show', '1']);
    expect(text).toContain('1 is gone from the source, and stays in the output:');
    expect(code).toBe(0);
  });

  test('prints everything as JSON', async () => {
    const { out } = await exported();
    flip(out);
    const { code, out: text } = await runCli(['verify', out, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(text)).toMatchObject({
      out,
      total: { items: 2, compared: 2, counts: { difference: 1, new: 0, gone: 0 } },
      findings: [{ severity: 'difference', aspect: 'content', mailbox: 'jan@company.com', folder: ['INBOX'], uid: 2 }],
    });
  });

  test.each([
    [['verify'], "missing required argument 'out': kerio-exit verify --help shows how"],
    [['verify', '/nowhere'], '/nowhere is no folder'],
    [['verify', '.'], 'holds no export'],
    [['verify', '.', '--sample', '0'], '--sample 0 is no whole number of at least 1'],
  ])('%j ends with 2 and one sentence', async (args, words) => {
    const { code, out, err } = await runCli(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(words);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
