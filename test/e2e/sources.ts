import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerLine } from '../../src/ledger/line.js';
import { openStore } from '../../src/store/open.js';

/** Finds the source file of a ledger line: its bytes as they lie in the store. */
export type SourceOf = (address: string, line: LedgerLine) => Buffer;

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
    const dir = dirs.get([address, ...line.folder].join('\0'));
    if (dir === undefined) throw new Error(`no folder ${line.folder.join('/')} of ${address}`);
    const stem = line.stem ?? Number(line.uid).toString(16).padStart(8, '0');
    for (const ending of ['.eml', '.EML']) {
      try {
        return readFileSync(join(dir, '#msgs', stem + ending));
      } catch {
        // The other ending, then.
      }
    }
    throw new Error(`no file ${stem} in ${dir}`);
  };
}
