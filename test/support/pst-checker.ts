import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { python } from './python.js';
import { makeTempDir, removeDir } from './temp.js';

const checker = fileURLToPath(new URL('pst-checker', import.meta.url));

/** One thing that is wrong with a PST file. The kinds are listed in `pst-checker/kinds.py`. */
export interface PstFinding {
  readonly severity: 'error' | 'note';
  readonly kind: string;
  /** The node, block or page. */
  readonly where: string;
  readonly text: string;
}

/** A value of `--json`: times are ISO 8601, short bytes hexadecimal, long ones their size and SHA-256. */
export type PstValue =
  | string
  | number
  | boolean
  | null
  | readonly PstValue[]
  | { readonly size: number; readonly sha256: string };

/** Properties by `0037001F` (id and type), named ones by `GUID/8205/0003` or `GUID/Keywords/101F`. */
export type PstProperties = Readonly<Record<string, PstValue>>;

/** An item as read from the file; embedded messages have the same shape without a place. */
export interface PstItem {
  readonly subject: string | null;
  readonly class: string;
  readonly size: number;
  readonly properties: PstProperties;
  readonly recipients: readonly PstProperties[];
  readonly attachments: readonly PstAttachment[];
}

/** An attachment: data by size and SHA-256, or a message. */
export interface PstAttachment {
  readonly properties: PstProperties;
  readonly size?: number;
  readonly sha256?: string;
  readonly message?: PstItem;
}

/** A line of `--json`: the store, a folder, or an item of a folder. `path` begins with `/`; that of the root is empty. */
export type PstRecord =
  | { readonly type: 'store'; readonly properties: PstProperties }
  | {
      readonly type: 'folder';
      readonly nid: number;
      readonly parent: number;
      readonly path: string;
      readonly properties: PstProperties;
    }
  | (PstItem & {
      readonly type: 'item';
      readonly nid: number;
      readonly folder: number;
      readonly path: string;
      readonly associated: boolean;
    });

const program = `
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv.pop(1))
import check
status = check.main(sys.argv[1:])
raise SystemExit(status if status > 1 else 0)`;

/** Checks a PST file with the checker in Python, which shares nothing with what writes PST files. */
export function checkPst(file: string): readonly PstFinding[] {
  return findings(python(program, [checker, file]));
}

/** Checks a PST file and gives all that is in it as well. */
export function readPst(file: string): { findings: readonly PstFinding[]; records: readonly PstRecord[] } {
  const dir = makeTempDir('pst');
  try {
    const out = join(dir, 'read.jsonl');
    const found = findings(python(program, [checker, file, '--json', out]));
    const lines = readFileSync(out, 'utf8').split('\n').slice(0, -1);
    return { findings: found, records: lines.map((line) => JSON.parse(line) as PstRecord) };
  } finally {
    removeDir(dir);
  }
}

function findings(output: string): readonly PstFinding[] {
  return output
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [severity = '', kind = '', where = '', ...text] = line.split('\t');
      return { severity: severity === 'note' ? 'note' : 'error', kind, where, text: text.join('\t') };
    });
}

/** Runs a Python program that has the checker's and the samples' modules in its path. */
export function pstPython(source: string, args: readonly string[] = []): string {
  const samples = join(checker, 'samples');
  return python(`import sys\nsys.dont_write_bytecode = True\nsys.path[:0] = sys.argv[1:3]\n${source}`, [
    samples,
    checker,
    ...args,
  ]);
}
