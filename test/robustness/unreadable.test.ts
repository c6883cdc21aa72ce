import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildStore } from '../support/store-builder.mjs';
import { makeTempDir, removeDir } from '../support/temp.js';
import { ledgerLines } from './ledgers.js';
import {
  type Ended,
  expectSentence,
  makeSandbox,
  readOutput,
  run,
  type RunOptions,
  type Sandbox,
  type Tree,
  treeDifferences,
} from './sandbox.js';
import { isLong, times } from './scale.js';

/** As root: without the right to read what the permissions forbid. */
const restrained = { restrained: true };
let sandbox: Sandbox;
/** What is exported when everything may be read. */
let complete: Tree;

beforeAll(async () => {
  sandbox = makeSandbox(makeTempDir('unreadable'));
  const items = [{}, {}, {}];
  const card = 'Content-Type: text/vcard\r\n\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nEND:VCARD\r\n';
  buildStore(sandbox.source, {
    domains: {
      'one.example': {
        ann: { folders: { INBOX: { items }, Work: { items, folders: { Old: { items } } } } },
        bob: { folders: { INBOX: { items }, Contacts: { kind: 'contacts', items: [{ bytes: card }] } } },
      },
      'two.example': { cyd: { folders: { INBOX: { items } } } },
    },
  });
  expect(await runExport()).toMatchObject({ code: 0 });
  complete = readOutput(sandbox);
});
beforeEach(() => {
  rmSync(sandbox.out, { recursive: true, force: true });
});
afterAll(() => {
  removeDir(sandbox.dir);
});

async function runExport(options: readonly string[] = [], how: RunOptions = {}): Promise<Ended> {
  return run(sandbox, ['export', sandbox.source, '--out', sandbox.out, ...options], how);
}

/** Takes away the right to read a file or folder of the store. Gives it back when called. */
function forbid(path: string): () => void {
  chmodSync(join(sandbox.source, path), 0o000);
  return () => {
    chmodSync(join(sandbox.source, path), 0o755);
  };
}

/** Everything that `report.json` says. */
function report(): string {
  return readFileSync(join(sandbox.out, 'report.json'), 'utf8');
}

const isData = ([path]: readonly [string, string]): boolean => !/^(?:report\.|checklist\.html|ledger\b)/.test(path);

const MAIL = 'store/mail';
const places = [
  ['a message', `${MAIL}/one.example/ann/INBOX/#msgs/00000002.eml`, /the file cannot be read \(EACCES\)/],
  ['the messages of a folder', `${MAIL}/one.example/ann/Work/#msgs`, /#msgs cannot be listed .* not in the output/],
  ['a mailbox', `${MAIL}/one.example/bob`, /bob cannot be listed \(EACCES\): .* not in the output/],
  ['a contact', `${MAIL}/one.example/bob/Contacts/#msgs/00000001.eml`, /the file cannot be read \(EACCES\)/],
  ['a folder and what is below it', `${MAIL}/one.example/ann/Work`, /Work cannot be listed .* not in the output/],
  ['a domain', `${MAIL}/two.example`, /two.example cannot be listed \(EACCES\): .* not in the output/],
] as const;

describe.each(places.slice(0, times(6, 3)))('%s that may not be read', (_, path, words) => {
  test.each(isLong ? [[], ['--mirror']] : [['--mirror']])(
    'is reported, and costs nothing that is there: %s',
    async (...options) => {
      const allowFirst = forbid(path);
      const first = await runExport([], restrained);
      allowFirst();
      expect(first).toMatchObject({ code: 1, stderr: '' });
      expect(first.stdout).toMatch(words);
      expect(report()).toMatch(words);

      expect(await runExport()).toMatchObject({ code: 0, stderr: '' });
      expect(treeDifferences(complete, readOutput(sandbox))).toEqual([]);

      const allowAgain = forbid(path);
      expect(await runExport(options, restrained)).toMatchObject({ stderr: '' });
      allowAgain();
      const kept = readOutput(sandbox);
      expect([...complete].filter(isData).filter(([file]) => !kept.has(file))).toEqual([]);

      expect(await runExport(options)).toMatchObject({ code: 0, stderr: '' });
      expect(treeDifferences(complete, readOutput(sandbox))).toEqual([]);
    },
  );
});

describe('in smaller matters', () => {
  test('an index costs flags, not messages, and the next run brings them', async () => {
    const allow = forbid(`${MAIL}/one.example/ann/INBOX/index.fld`);
    expect(await runExport([], restrained)).toMatchObject({ code: 1, stderr: '' });
    expect(report()).toContain('index.fld cannot be read (EACCES)');
    expect(ledgerLines(sandbox.out)).toHaveLength(16);
    allow();

    expect(await runExport()).toMatchObject({ code: 0, stderr: '' });
    expect(treeDifferences(complete, readOutput(sandbox))).toEqual([]);
  });

  test('a store that may not be read is refused with a sentence', async () => {
    const allow = forbid(MAIL);
    const ended = await runExport([], restrained);
    expect(ended.code).toBe(2);
    expectSentence(ended);
    allow();
  });

  test('an output folder that may not be written to is refused with a sentence', async () => {
    chmodSync(join(sandbox.dir, 'result'), 0o555);
    const ended = await runExport([], restrained);
    expect(ended.code).toBe(3);
    expectSentence(ended);
    chmodSync(join(sandbox.dir, 'result'), 0o755);
  });
});
