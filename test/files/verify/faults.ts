import {
  appendFileSync,
  copyFileSync,
  cpSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { LedgerLine } from '../../../src/ledger/line.js';
import type { MailFormat } from '../../../src/naming/folders.js';
import { DEFAULT_OPTIONS } from '../../../src/files/plan/options.js';
import { runVerify, type VerifyRequest, type VerifyResult } from '../../../src/files/verify/run.js';
import { writeReport } from '../../../src/report/json.js';
import { buildStore } from '../../support/store-builder.mjs';
import { makeTempDir, removeDir, tempDir } from '../../support/temp.js';
import { exportTo, type Folders, ledger, message } from '../support.js';

/** An export of a small store, with its report, ready to be damaged. */
export interface Export {
  readonly out: string;
  readonly source: string;
  /** The mailbox's tree in the store. */
  readonly mailbox: string;
}

/** Five messages in Work (one folder below it is empty), one in the inbox. */
const FOLDERS: Folders = {
  INBOX: { items: [{ bytes: message('hello') }] },
  Work: {
    items: ['one', 'two', 'three', 'four', 'five'].map((text, at) => ({ bytes: message(`text ${text}`), flags: at })),
    folders: { Empty: { items: [] } },
  },
};

const made = new Map<MailFormat, Export>();

/** A copy of an export that is made once for each format. Its source is shared, and must stay as it is. */
export async function copyExport(format: MailFormat): Promise<Export> {
  const original = made.get(format) ?? (await exportInto(makeTempDir(), format));
  made.set(format, original);
  const out = join(tempDir('copy'), 'export');
  cpSync(original.out, out, { recursive: true, preserveTimestamps: true });
  return { ...original, out };
}

/** Removes what `copyExport` has made. */
export function forgetExports(): void {
  for (const { out } of made.values()) removeDir(dirname(out));
}

/** An export of its own, whose source may be changed. */
export async function makeExport(format: MailFormat): Promise<Export> {
  return exportInto(tempDir(), format);
}

async function exportInto(dir: string, format: MailFormat): Promise<Export> {
  const source = join(dir, 'source');
  const { mail } = buildStore(source, { domains: { 'company.com': { jan: { folders: FOLDERS } } } });
  const made = { out: join(dir, 'export'), source, mailbox: join(mail, 'company.com/jan') };
  await exportAgain(made, format);
  return made;
}

/** Exports again to the same folder. */
export async function exportAgain({ out, source }: Export, format: MailFormat): Promise<void> {
  const result = await exportTo(out, source, { mailFormat: format }, { jobs: 1 });
  await writeReport(result, { ...DEFAULT_OPTIONS, mailFormat: format });
}

export async function verify(out: string, more: Partial<VerifyRequest> = {}): Promise<VerifyResult> {
  return runVerify({ out, jobs: 1, readAhead: 0, ...more });
}

/** Findings as short texts: `Work 3 content`, with `?` where a finding is about no item. */
export function found({ findings }: VerifyResult): string[] {
  return findings.map(({ folder, uid, aspect }) => [folder.join('/') || '?', uid ?? '?', aspect].join(' '));
}

/** The line of one message in Work. */
export function lineOf(out: string, uid: number): LedgerLine & { file: string; offset: number; length: number } {
  const line = ledger(out).find((candidate) => candidate.folder.join('/') === 'Work' && candidate.uid === uid);
  if (typeof line?.file !== 'string' || line.offset === null || line.length === null) throw new Error('no such line');
  return { ...line, file: line.file, offset: line.offset, length: line.length };
}

/** Replaces text within one message's copy. */
export function edit(out: string, uid: number, from: string | RegExp, to: string): void {
  const { file, offset, length } = lineOf(out, uid);
  const path = join(out, file);
  const { mtimeMs } = statSync(path);
  const bytes = readFileSync(path, 'latin1');
  const old = bytes.slice(offset, offset + length);
  const edited = old.replace(from, to);
  if (edited === old) throw new Error(`there is no ${String(from)} in ${old}`);
  writeFileSync(path, bytes.slice(0, offset) + edited + bytes.slice(offset + length), 'latin1');
  utimesSync(path, mtimeMs / 1000, mtimeMs / 1000);
}

/** Takes one message's copy away, or puts it there twice. */
export function lose(out: string, uid: number): void {
  const { file, offset, length } = lineOf(out, uid);
  if (length === statSync(join(out, file)).size) rmSync(join(out, file));
  else splice(join(out, file), offset, length, '');
}

export function double(out: string, uid: number): void {
  const { file, offset, length } = lineOf(out, uid);
  const path = join(out, file);
  if (length === statSync(path).size) copyFileSync(path, join(dirname(path), '1.M1P1.kerio-exit,S=1,W=1:2,S.eml'));
  else splice(path, offset, 0, readFileSync(path, 'latin1').slice(offset, offset + length));
}

export function cut(out: string, uid: number): void {
  const { file, offset, length } = lineOf(out, uid);
  truncateSync(join(out, file), offset + length - 5);
}

export function loseFolder(out: string, format: MailFormat): void {
  const { file } = lineOf(out, 1);
  const path = join(out, format === 'mbox' || format === 'thunderbird' ? file : dirname(file));
  rmSync(path, { recursive: true });
}

export function changeDate(out: string, uid: number, format: MailFormat): void {
  if (format === 'mbox' || format === 'thunderbird') edit(out, uid, /(From \S+ \w{3} \w{3} .\d \d\d):\d\d/, '$1:59');
  else utimesSync(join(out, lineOf(out, uid).file), 1_500_000_000, 1_500_000_000);
}

export function changeFlags(out: string, uid: number, format: MailFormat): void {
  if (format === 'maildir') {
    const { file } = lineOf(out, uid);
    const renamed = file.replace(/:2,.*$/, ':2,T');
    renameSync(join(out, file), join(out, renamed));
    editLedger(out, (lines) => lines.map((line) => line.replace(file, renamed)));
  } else edit(out, uid, 'X-Mozilla-Status: 0003', 'X-Mozilla-Status: 0000');
}

/** Rewrites the ledger's lines. */
export function editLedger(out: string, change: (lines: string[]) => readonly string[]): void {
  const path = join(out, 'ledger/jan@company.com.jsonl');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  writeFileSync(
    path,
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

/** Puts a file where no line knows it. */
export function addStray(out: string): void {
  const { file } = lineOf(out, 1);
  appendFileSync(join(dirname(join(out, file)), 'stray.mbox'), 'From nobody\n');
}

function splice(path: string, offset: number, remove: number, insert: string): void {
  const bytes = readFileSync(path, 'latin1');
  writeFileSync(path, bytes.slice(0, offset) + insert + bytes.slice(offset + remove), 'latin1');
}
