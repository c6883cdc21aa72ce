import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerLine } from '../../src/ledger/line.js';
import { type ExportRequest, type ExportResult, runExport } from '../../src/files/export.js';
import { DEFAULT_OPTIONS, type ExportOptions } from '../../src/files/plan/options.js';
import { buildStore } from '../support/store-builder.mjs';
import { withoutTimes } from '../support/times.js';
import { tempDir } from '../support/temp.js';

export type Folders = NonNullable<Parameters<typeof buildStore>[1]['domains'][string][string]['folders']>;

/** A store of one user, jan@company.com, with an INBOX and the folders told. */
export function makeStore(folders: Folders): { source: string; mailbox: string } {
  const dir = tempDir('store');
  const { mail } = buildStore(dir, {
    domains: { 'company.com': { jan: { folders: { INBOX: { items: [] }, ...folders } } } },
  });
  return { source: dir, mailbox: join(mail, 'company.com', 'jan') };
}

/** A path that does not exist yet, for an output folder. */
export function newOut(): string {
  return join(tempDir('out'), 'export');
}

export async function exportTo(
  out: string,
  source: string,
  options: Partial<ExportOptions> = {},
  more: Partial<ExportRequest> = {},
): Promise<ExportResult> {
  return runExport({ source, out, options: { ...DEFAULT_OPTIONS, ...options }, jobs: 1, ...more });
}

/** The lines of one ledger. */
export function ledger(out: string, address = 'jan@company.com'): LedgerLine[] {
  return readFileSync(join(out, 'ledger', `${address}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LedgerLine);
}

/** Every file below a folder with its bytes as Latin-1, our own working files and the times of running apart. */
export function snapshot(dir: string, prefix = ''): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(join(dir, prefix), { withFileTypes: true })) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (path === '.kerio-exit') continue;
    if (entry.isDirectory()) Object.assign(files, snapshot(dir, path));
    else files[path] = withoutTimes(path, readFileSync(join(dir, path), 'latin1'));
  }
  return files;
}

/** A mail whose text and Message-ID are told. */
export function message(text: string): string {
  return `From: a@b.example\r\nTo: c@d.example\r\nDate: Fri, 3 Jan 2020 04:04:05 +0100\r\nMessage-ID: <${text}@b.example>\r\n\r\n${text}\r\n`;
}
