import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerLine } from '../../src/ledger/line.js';
import { openStore } from '../../src/store/open.js';

/** Finds the source file of a ledger line. Throws when there is none. */
export type SourceOf = (address: string, line: LedgerLine) => string;

/** Makes the finder for a store. */
export function sourcesOf(storePath: string): SourceOf {
  const store = openStore(storePath, { archive: true, recoverable: true });
  const dirs = new Map(
    store.mailboxes.flatMap((mailbox) =>
      store
        .tree(mailbox)
        .folders.map(({ path, dir }): [string, string] => [[mailbox.address, ...path].join('\0'), dir]),
    ),
  );
  return (address, line) => {
    const dir = dirs.get([address, ...line.folder].join('\0')) ?? '';
    const stem = line.stem ?? Number(line.uid).toString(16).padStart(8, '0');
    const file = ['.eml', '.EML'].map((ending) => join(dir, '#msgs', stem + ending)).find((name) => existsSync(name));
    if (file === undefined) throw new Error(`no file of ${address} ${line.folder.join('/')} ${line.uid}`);
    return file;
  };
}
