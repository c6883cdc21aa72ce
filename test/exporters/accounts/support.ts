import { parse } from 'csv-parse/sync';
import type { OutputFile, OutputFiles } from '../../../src/exporters/output.js';
import type { AccountsSummary } from '../../../src/exporters/accounts/summary.js';
import { type AccountsOptions, writeAccounts } from '../../../src/exporters/accounts/write-accounts.js';
import type { ReadAccounts } from '../../../src/users-cfg/read-accounts.js';

/** Output files kept in memory. */
export class MemoryFiles implements OutputFiles {
  readonly root = '/nowhere';
  readonly texts = new Map<string, string>();
  readonly secret = new Set<string>();

  create(path: string, options: { readonly secret?: boolean } = {}): OutputFile {
    if (this.texts.has(path)) throw new Error(`${path} is there already`);
    this.texts.set(path, '');
    if (options.secret === true) this.secret.add(path);
    const { texts, secret } = this;
    let name = path;
    return {
      get path() {
        return name;
      },
      get size() {
        return Buffer.byteLength(texts.get(name) ?? '');
      },
      write: (chunk) => {
        const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
        texts.set(name, (texts.get(name) ?? '') + text);
      },
      rename: (to) => {
        texts.set(to, texts.get(name) ?? '');
        texts.delete(name);
        if (secret.delete(name)) secret.add(to);
        name = to;
      },
    };
  }
}

export const plainOptions: AccountsOptions = {
  passwords: { kind: 'none' },
  renames: new Map(),
  includeUnlisted: false,
  hosts: { source: 'old.example', target: 'new.example' },
  ldapBase: null,
};

/** What `writeAccounts` makes of accounts. */
export interface Written {
  readonly summary: AccountsSummary;
  /** Names of the files, relative to `accounts/`, sorted. */
  readonly names: readonly string[];
  /** Names of the files that only their owner may read. */
  readonly secret: readonly string[];
  readonly text: (name: string) => string;
  /** The file as an independent CSV reader sees it. */
  readonly rows: (name: string) => readonly (readonly string[])[];
  /** `destination what reason` of everything left out. */
  readonly leftOut: (result?: 'failed' | 'skipped') => readonly string[];
}

/** A CSV file as an independent reader sees it. */
export function readCsv(text: string): readonly (readonly string[])[] {
  return parse(text, { bom: true, relax_column_count: true });
}

export function write(read: ReadAccounts, options: Partial<AccountsOptions> = {}): Written {
  const files = new MemoryFiles();
  const summary = writeAccounts(read, { ...plainOptions, ...options }, files);
  const inside = (path: string): string => path.replace(/^accounts\//, '');
  const text = (name: string): string => {
    const found = files.texts.get(`accounts/${name}`);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found;
  };
  return {
    summary,
    names: [...files.texts.keys()].map(inside).sort(),
    secret: [...files.secret].map(inside).sort(),
    text,
    rows: (name) => readCsv(text(name)),
    leftOut: (result) =>
      summary.leftOut
        .filter((entry) => result === undefined || entry.result === result)
        .map(({ file, what, reason }) => `${file ?? 'everywhere'}: ${what} ${reason}`),
  };
}
