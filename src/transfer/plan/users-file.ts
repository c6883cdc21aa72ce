/** The file that names who moves: Kerio's own `user@domain.com;password;Full Name`, or a CSV with a header. */
import { UserError } from '../../core/errors.js';
import { matchesAny } from '../../naming/glob.js';
import { type CsvRow, delimiterOf, parseCsv } from '../../users-cfg/csv.js';
import { decodeText } from '../../users-cfg/text.js';
import { accountFile } from '../state/state-dir.js';

/** One mailbox to move. Passwords are null where the file has none. */
export interface Account {
  /** Address or login name at the old side. */
  readonly source: string;
  readonly sourcePassword: string | null;
  /** Address or login name at the new side. */
  readonly target: string;
  readonly targetPassword: string | null;
  readonly fullName: string | null;
  /** Line of the users file, from 1; 0 where only a plan names it. */
  readonly line: number;
}

/** Who moves, and what was odd in the file. */
export interface UsersFile {
  readonly accounts: readonly Account[];
  /** Sources of lines whose target is `-`: they stay behind, and the user knows it. */
  readonly staying: readonly string[];
  readonly problems: readonly string[];
}

/** The target of a mailbox that stays behind. */
export const STAYS = '-';

const COLUMNS = ['source', 'source_password', 'target', 'target_password', 'full_name'] as const;
type Column = (typeof COLUMNS)[number];

/** Words that header lines have in Kerio's three-column form. */
const HEADER_WORDS = /^(e-?mail|user(name)?|login|address|account|password|heslo|passwort|full ?name|name|jméno)$/i;

/**
 * Reads a users file. Any line end, a byte order mark, a header line, blanks around values and empty lines are fine;
 * quotes keep a `;` or blanks in a password. Throws a UserError when nobody is in it, or two lines share a mailbox at either end.
 */
export function parseUsersFile(bytes: Uint8Array, file: string): UsersFile {
  const { text: decoded, problems: encoding } = decodeText(bytes, file);
  const text = decoded.replace(/^\ufeff/, '');
  const header = namedColumns(text);
  const rows = parseCsv(text, header?.delimiter ?? ';', true).filter(
    ({ fields }) => !(fields[0] ?? '').startsWith('#'),
  );
  const columns = header?.columns ?? ['source', 'source_password', 'full_name'];
  const body = header !== null || isHeader(rows[0]) ? rows.slice(1) : rows;
  const problems = encoding.map(({ message }) => `${file}: ${message}`);
  const accounts: Account[] = [];
  const staying: string[] = [];
  for (const row of body) {
    if (row.fields.length > columns.length && row.fields.slice(columns.length).some((field) => field !== ''))
      throw new UserError(
        `${file} line ${row.line} has ${row.fields.length} columns, and there are ${columns.length}: put a password with ${header?.delimiter === '\t' ? 'a tab' : (header?.delimiter ?? ';')} in it between quotes ("…")`,
      );
    const account = readAccount(row, columns, header === null);
    if (account === null) problems.push(`${file} line ${row.line}: no mailbox is named there`);
    else if (account.target === STAYS) staying.push(account.source);
    else accounts.push(account);
  }
  if (accounts.length === 0) {
    throw new UserError(`${file} names nobody: write one line a user, user@domain.com;password;Full Name`);
  }
  refuseShared(accounts, file);
  return { accounts, staying, problems };
}

/** Keeps the accounts whose source or target fits one of `select` (all without one) and none of `exclude`. */
export function selectAccounts(
  accounts: readonly Account[],
  select: readonly string[],
  exclude: readonly string[],
): readonly Account[] {
  return accounts.filter(({ source, target }) => {
    if (select.length > 0 && !matchesAny(select, [source, target])) return false;
    return !matchesAny(exclude, [source, target]);
  });
}

/** The columns of a header line that names source or target; null for Kerio's form. */
function namedColumns(text: string): { readonly columns: (Column | null)[]; readonly delimiter: string } | null {
  const first = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const delimiter = first.includes('\t') ? '\t' : delimiterOf(first);
  const fields = parseCsv(first, delimiter, true)[0]?.fields ?? [];
  const columns = fields.map((name) => {
    const word = name.toLowerCase().replace(/[\s-]+/g, '_');
    return COLUMNS.find((column) => column === word) ?? null;
  });
  return columns.includes('source') || columns.includes('target') ? { columns, delimiter } : null;
}

function isHeader(row: CsvRow | undefined): boolean {
  const fields = row?.fields ?? [];
  return fields.length > 1 && !(fields[0] ?? '').includes('@') && fields.every((field) => HEADER_WORDS.test(field));
}

/** In Kerio's form the one password is that of the user, at both ends. */
function readAccount(row: CsvRow, columns: readonly (Column | null)[], oneForBoth: boolean): Account | null {
  const value = (column: Column): string | null => {
    const at = columns.indexOf(column);
    const text = at < 0 ? '' : (row.fields[at] ?? '');
    return text === '' ? null : text;
  };
  const source = value('source') ?? value('target');
  if (source === null) return null;
  const sourcePassword = value('source_password');
  return {
    source,
    sourcePassword,
    target: value('target') ?? source,
    targetPassword: oneForBoth ? sourcePassword : value('target_password'),
    fullName: value('full_name'),
    line: row.line,
  };
}

/**
 * Throws a UserError for two lines that share a mailbox at either end.
 *
 * Two sources in one mailbox could not be told apart any more, and one source twice would be two writers of one ledger:
 * journals are called after the target, ledgers after the source.
 */
export function refuseShared(accounts: readonly Account[], file: string): void {
  const [sources, targets] = [new Map<string, number>(), new Map<string, number>()];
  for (const { source, target, line } of accounts) {
    const filled = seen(targets, target, line);
    if (filled !== null)
      throw new UserError(`${file} lines ${filled} and ${line} both fill ${target}: give each a target of its own`);
    const moved = seen(sources, source, line);
    if (moved !== null) {
      throw new UserError(
        `${file} lines ${moved} and ${line} both move ${source}: take one of them out; a second copy is a migration of its own, with another users file and another --state-dir`,
      );
    }
  }
}

/** The line that named the mailbox before; null for the first. */
function seen(lines: Map<string, number>, mailbox: string, line: number): number | null {
  const key = accountFile(mailbox);
  const before = lines.get(key) ?? null;
  lines.set(key, line);
  return before;
}
