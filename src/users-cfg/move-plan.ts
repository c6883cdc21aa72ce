/** The table of who goes where: a CSV that `kerio-exit plan` proposes, a person completes, and other commands obey. */
import { resolve } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { UserError } from '../core/errors.js';
import { DISK, type InputFiles } from '../core/input-files.js';
import { addressKey } from './account-types.js';
import { type CsvRow, delimiterOf, parseCsv } from './csv.js';
import { decodeText } from './text.js';

/** What a table decides, as plain data: it is kept beside the output. Mailboxes are in lower case, in the order of the file. */
export interface MovePlan {
  /** The file, as an absolute path. */
  readonly file: string;
  /** Mailboxes that move, and the address of each at the destination. */
  readonly moves: readonly (readonly [mailbox: string, target: string])[];
  readonly stays: readonly string[];
}

/** What `goes_to` says of a mailbox that stays behind. */
export const STAYS_BEHIND = '-';

/** The columns; only the first and `goes_to` are read. */
export const MOVE_COLUMNS = [
  'mailbox',
  'goes_to',
  'decide',
  'kind',
  'name',
  'account',
  'items',
  'bytes',
  'largest_message_bytes',
  'kept_after_deletion',
] as const;
export type MoveRow = Readonly<Record<(typeof MOVE_COLUMNS)[number], string>>;

/** The table as text: a byte order mark, which Excel needs, CRLF, and cells that a spreadsheet would run made text. */
export function writeMoves(rows: readonly MoveRow[], separator: ',' | ';'): string {
  const cells = rows.map((row) => MOVE_COLUMNS.map((column) => row[column]));
  const layout = { delimiter: separator, record_delimiter: '\r\n', quote_record_delimiter: true } as const;
  const head = stringify([[...MOVE_COLUMNS]], layout);
  // A lone hyphen is an answer and no formula.
  const isFormula = (cell: string): boolean => cell !== STAYS_BEHIND && /^[=+\-@\t]/.test(cell);
  return `\ufeff${head}${stringify(
    cells.map((row) => row.map((cell) => (isFormula(cell) ? `'${cell}` : cell))),
    layout,
  )}`;
}

/** What the table at a path decides. Throws a UserError when it cannot be read, or is none, or answers what is no address. */
export function readMovePlan(file: string, files: InputFiles = DISK): MovePlan {
  const moves: [string, string][] = [];
  const stays: string[] = [];
  for (const { mailbox: written, target } of readMoves(file, files)) {
    const mailbox = addressKey(written);
    if (target === STAYS_BEHIND) stays.push(mailbox);
    else if (target !== '') moves.push([mailbox, target]);
  }
  return { file: resolve(file), moves, stays };
}

/** A line of the table, as far as it decides something. `target` is empty where nobody has decided yet. */
interface Decision {
  /** As written. */
  readonly mailbox: string;
  readonly target: string;
  /** From 1. */
  readonly line: number;
}

/** Every line of the table. Throws as `readMovePlan` does. */
export function readMoves(file: string, files: InputFiles = DISK): readonly Decision[] {
  let bytes: Buffer;
  try {
    bytes = files.read(file);
  } catch (error) {
    throw new UserError(
      `--plan ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? ''}): kerio-exit plan <store> --for … writes such a file.`,
    );
  }
  const text = decodeText(bytes, file).text.replace(/^\ufeff/, '');
  const first = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const [head, ...rows] = parseCsv(text, first.includes('\t') ? '\t' : delimiterOf(first), true);
  const names = (head?.fields ?? []).map((name) => name.toLowerCase());
  const [mailboxAt, targetAt] = [names.indexOf('mailbox'), names.indexOf('goes_to')];
  if (mailboxAt < 0 || targetAt < 0)
    throw new UserError(
      `${file} is no plan: its first line names no columns mailbox and goes_to. kerio-exit plan writes it.`,
    );
  const seen = new Map<string, number>();
  return rows.flatMap((row) => {
    const mailbox = textOf(row, mailboxAt);
    if (mailbox === '' || mailbox.startsWith('#')) return [];
    const before = seen.get(addressKey(mailbox));
    if (before !== undefined)
      throw new UserError(`${file} line ${row.line}: ${mailbox} stands in line ${before} already: keep one of them.`);
    seen.set(addressKey(mailbox), row.line);
    return [{ mailbox, target: targetOf(row, targetAt, file), line: row.line }];
  });
}

/** A cell without the quote that keeps a spreadsheet from running it. */
function textOf({ fields }: CsvRow, at: number): string {
  return (fields[at] ?? '').trim().replace(/^'(?=[=+\-@])/, '');
}

function targetOf(row: CsvRow, at: number, file: string): string {
  const target = textOf(row, at);
  if (target === '' || target === '?') return '';
  if (target === STAYS_BEHIND || /^[^\s@]+@[^\s@]+$/.test(target)) return target;
  throw new UserError(
    `${file} line ${row.line}: goes_to ${target} is no address: give one, or - for a mailbox that stays behind.`,
  );
}

const targetsByPlan = new WeakMap<MovePlan, ReadonlyMap<string, string>>();

/** Where each mailbox goes; those that stay behind have `STAYS_BEHIND`, and those that are open nothing. */
export function moveTargets(plan: MovePlan): ReadonlyMap<string, string> {
  const known = targetsByPlan.get(plan);
  if (known !== undefined) return known;
  const targets = new Map([...plan.moves, ...plan.stays.map((mailbox) => [mailbox, STAYS_BEHIND] as const)]);
  targetsByPlan.set(plan, targets);
  return targets;
}

/** What a plan, where there is one, says of a mailbox. Without one everybody moves. */
export function moveOf(plan: MovePlan | null, address: string): 'moves' | 'stays' | 'open' {
  if (plan === null) return 'moves';
  const target = moveTargets(plan).get(addressKey(address));
  return target === undefined ? 'open' : target === STAYS_BEHIND ? 'stays' : 'moves';
}
