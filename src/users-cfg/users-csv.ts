import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { UserError } from '../core/errors.js';
import { delimiterOf, parseCsv } from './csv.js';
import type { Problem } from './problem.js';
import { decodeText } from './text.js';
import { splitValues } from './vocabulary.js';

/** A user as the CSV file of Kerio's administration tells of them; what the file does not say is null. */
export interface CsvUser {
  readonly name: string;
  /** From the file's name or the login name; null when neither says. */
  readonly domain: string | null;
  readonly fullName: string;
  readonly description: string;
  readonly enabled: boolean | null;
  /** Who checks the password, as written. */
  readonly authentication: string;
  readonly groups: readonly string[];
  readonly addresses: readonly string[];
  readonly forwardTo: readonly string[];
  readonly quotaItems: number | null;
  readonly quotaBytes: number | null;
  readonly rights: string;
  readonly file: string;
  readonly line: number;
}

/**
 * Reads a user list that Kerio's administration exported (`users_<domain>_<date>.csv`), or one made for its import
 * (docs/accounts.md). Columns are found by their names. Passwords in it are passed over. Throws a `UserError` when the
 * file cannot be read or has no column `Name`.
 */
export function readUsersCsv(path: string): {
  readonly users: readonly CsvUser[];
  readonly problems: readonly Problem[];
} {
  const file = basename(path);
  const { text, problems } = decodeText(readInput(path), file);
  const delimiter = delimiterOf(text);
  const [header, ...rows] = parseCsv(text, delimiter);
  const columns = new Map(header?.fields.map((name, index) => [name.trim().toLowerCase(), index]));
  if (!columns.has('name')) {
    throw new UserError(`${path} has no column Name: give the user list that Kerio's administration exports`);
  }
  const domain = /^users_(.+)_[^_]*\.csv$/i.exec(file)?.[1] ?? null;
  const users = rows.flatMap(({ fields, line }) => {
    const cell = (...names: string[]): string => {
      const index = names.map((name) => columns.get(name)).find((found) => found !== undefined);
      return (index === undefined ? undefined : fields[index])?.trim() ?? '';
    };
    const name = cell('name');
    return name === '' ? [] : [userFrom(name, domain, cell, file, line)];
  });
  return { users, problems };
}

function userFrom(
  name: string,
  domain: string | null,
  cell: (...names: string[]) => string,
  file: string,
  line: number,
): CsvUser {
  const kilobytes = numberOrNull(cell('disksizelimit (kb)'));
  return {
    name,
    domain: name.includes('@') ? name.slice(name.lastIndexOf('@') + 1) : domain,
    fullName: cell('fullname'),
    description: cell('description'),
    enabled: yesOrNo(cell('enable', 'enabled')),
    authentication: cell('authentication'),
    groups: splitValues([cell('groups')]),
    addresses: splitValues([cell('mailaddress')]),
    forwardTo: splitValues([cell('emailforwarding')]),
    quotaItems: numberOrNull(cell('itemlimit')),
    quotaBytes: kilobytes === null ? null : kilobytes * 1024,
    rights: cell('role'),
    file,
    line,
  };
}

/** `Yes`, `1`, `true` · `No`, `0`, `false` · null for anything else. */
export function yesOrNo(value: string): boolean | null {
  if (/^(?:yes|1|true)$/i.test(value)) return true;
  return /^(?:no|0|false)$/i.test(value) ? false : null;
}

/** A whole number above 0; null for anything else: a limit of 0 is none. */
export function numberOrNull(value: string): number | null {
  const number = /^\d{1,15}$/.test(value) ? Number(value) : 0;
  return number > 0 ? number : null;
}

function readInput(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UserError(`${path} cannot be read (${error instanceof Error ? error.message : String(error)})`, {
      cause: error,
    });
  }
}
