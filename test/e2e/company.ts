/** A company of some twenty mailboxes, and shards that export it as processes of their own. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import {
  type Ended,
  makeSandbox,
  readOutput,
  run,
  type RunOptions,
  type Sandbox,
  type Tree,
} from '../robustness/sandbox.js';
import { DECIDED, makeSmallStore } from '../robustness/stores.js';
import { buildFolder, buildMailbox } from '../support/store-builder.mjs';
import { withoutTimes } from '../support/times.js';
import { tempDir } from '../support/temp.js';

const message = (text: string): string =>
  `From: a@b.example\r\nTo: c@d.example\r\nMessage-ID: <${text}@b.example>\r\n\r\n${text}\r\n`;
const card = (name: string): string =>
  `Content-Type: text/vcard\r\n\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:${name}\r\nUID:${name}\r\nEND:VCARD\r\n`;
const items = (name: string, count: number) =>
  Array.from({ length: count }, (_, at) => ({ bytes: message(`${name}.${at}`), flags: at % 8 }));

const USERS = 12;

/** The bundled store with its odd mailboxes and accounts, and a dozen users more. Only inside a test. */
export function makeCompany(): Sandbox {
  const sandbox = makeSandbox(tempDir('shards'));
  makeSmallStore(sandbox.source);
  for (let number = 0; number < USERS; number += 1) {
    const name = `user${number}`;
    buildMailbox(mailboxDir(sandbox, name), {
      folders: {
        INBOX: { items: [...items(name, 4 + (number % 5)), ...(number % 7 === 0 ? [{ bytes: null }] : [])] },
        Projects: { items: items(`${name}.p`, 3), folders: { Old: { items: items(`${name}.o`, 2) } } },
        Contacts: { kind: 'contacts', items: [{ bytes: card(name) }] },
      },
      files: number % 3 === 0 ? { 'filter.siv': `require "fileinto";\nfileinto "${name}";\n` } : {},
    });
  }
  return sandbox;
}

/** Where a user's mailbox is in the store. */
export function mailboxDir({ source }: Sandbox, user: string): string {
  return join(source, 'store/mail/large.example', user);
}

/** Mail comes, is read and deleted; a folder and a whole mailbox go, another comes. */
export function changeCompany(sandbox: Sandbox, remove: (path: string) => void): void {
  for (let number = 0; number < USERS; number += 4)
    buildFolder(join(mailboxDir(sandbox, `user${number}`), 'INBOX'), {
      items: items(`user${number}`, 9 + (number % 5)),
    });
  buildFolder(join(mailboxDir(sandbox, 'user3'), 'Projects'), { items: [{ bytes: message('other'), flags: 1 }] });
  remove(join(mailboxDir(sandbox, 'user5'), 'Projects'));
  remove(mailboxDir(sandbox, 'user6'));
  buildMailbox(mailboxDir(sandbox, 'late'), { folders: { INBOX: { items: items('late', 3) } } });
}

/** The arguments of an export into the sandbox's output folder. */
export function exportArgs({ source, out }: Sandbox, shard: string | null = null): string[] {
  const share = shard === null ? [] : ['--shard', shard];
  return [
    'export',
    source,
    '--out',
    out,
    '--jobs',
    '1',
    '--quiet',
    ...DECIDED,
    '--since-cutover',
    '2020-01-03T02:06:00Z',
    ...share,
  ];
}

/** Runs all shards of a number at once. */
export async function exportShards(
  sandbox: Sandbox,
  count: number,
  options: readonly RunOptions[] = [],
): Promise<Ended[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, at) =>
      run(sandbox, exportArgs(sandbox, `${at + 1}/${count}`), options[at] ?? {}),
    ),
  );
}

/** The same store into another folder. */
export function withOut(sandbox: Sandbox, name: string): Sandbox {
  return { ...sandbox, out: join(sandbox.dir, 'result', name) };
}

/** What people get, byte for byte, `report.json` too. */
export function output(sandbox: Sandbox): Tree {
  const tree = readOutput(sandbox);
  expect(tree.size).toBeGreaterThan(100);
  return tree;
}

/** What only a run in progress has. */
export function leftovers({ out }: Sandbox): string[] {
  const names = readdirSync(join(out, '.kerio-exit'), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /^(?:lock|tmp\/|parts\/)|partial/.test(name));
}

/** The report as it stands in the output folder, without the times of running; null when there is none. */
export function reportText({ out }: Sandbox): string | null {
  const path = join(out, 'report.json');
  return existsSync(path) ? withoutTimes(path, readFileSync(path, 'utf8')) : null;
}
