/** What lies in an output, as far as the next steps depend on it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readJson } from '../../core/json-file.js';
import { recordedAccounts } from '../../files/accounts/store-accounts.js';
import { parseCsv } from '../../users-cfg/csv.js';

/** A file of the output. */
export interface OutputFile {
  /** Relative to the output, with `/`. */
  readonly path: string;
  readonly bytes: number;
}

export interface OutputFacts {
  /** The output folder as commands shall name it: an absolute path, or `.` for commands that are run inside of it. */
  readonly out: string;
  /** Directories below `mail/`, sorted. */
  readonly mailboxes: readonly string[];
  /** Files below these folders, sorted by path. */
  readonly accounts: readonly OutputFile[];
  readonly contacts: readonly OutputFile[];
  readonly calendars: readonly OutputFile[];
  readonly pst: readonly OutputFile[];
  readonly tasks: readonly OutputFile[];
  readonly filters: readonly OutputFile[];
  readonly hasNotes: boolean;
  readonly hasDovecot: boolean;
  /** Rows of the account files, by path; what the user of the files should know. From `accounts/report.json`. */
  readonly rows: ReadonlyMap<string, number>;
  readonly advice: readonly string[];
  /** Domains that have another name at the destination, old to new. */
  readonly renames: ReadonlyMap<string, string>;
  /** Mailboxes that no file names an account for, in lower case. From `accounts/report.json`. */
  readonly unlisted: ReadonlySet<string>;
  /** Old addresses that a line of `migrate.csv` speaks of, in lower case; null without the file. */
  readonly inLine: ReadonlySet<string> | null;
}

/** Looks at an output folder. `shownAs` is how commands shall name it. */
export function gatherFacts(out: string, shownAs: string = resolve(out)): OutputFacts {
  const report = readAccountsReport(out);
  const lines = readLines(join(out, 'accounts', 'imap', 'migrate.csv'));
  return {
    out: shownAs,
    mailboxes: entriesOf(join(out, 'mail')),
    accounts: filesBelow(out, 'accounts'),
    contacts: filesBelow(out, 'contacts'),
    calendars: filesBelow(out, 'calendars').filter(({ path }) => !/\.attachments\//.test(path)),
    pst: filesBelow(out, 'pst'),
    tasks: filesBelow(out, 'tasks'),
    filters: filesBelow(out, 'filters'),
    hasNotes: entriesOf(join(out, 'notes')).length > 0,
    hasDovecot: statSync(join(out, 'dovecot', 'dovecot.conf'), { throwIfNoEntry: false }) !== undefined,
    rows: new Map((report.files ?? []).map(({ path, rows }) => [`accounts/${path}`, rows])),
    advice: report.advice ?? [],
    renames: recordedAccounts(out)?.renames ?? readRenames(lines ?? []),
    unlisted: new Set((report.unlistedMailboxes ?? []).map((address) => address.toLowerCase())),
    inLine: lines === null ? null : new Set(lines.map(([source = '']) => source.toLowerCase())),
  };
}

/** The part of `accounts/report.json` that is used here. */
interface AccountsReport {
  readonly files?: readonly { readonly path: string; readonly rows: number }[];
  readonly advice?: readonly string[];
  readonly unlistedMailboxes?: readonly string[];
}

function readAccountsReport(out: string): AccountsReport {
  return readJson(join(out, 'accounts', 'report.json'), 'run the same export again') ?? {};
}

/** The lines of a users file that count, without the head; null when it is not there. */
function readLines(path: string): (readonly string[])[] | null {
  try {
    const [, ...rows] = parseCsv(readFileSync(path, 'utf8'), ',');
    return rows.flatMap(({ fields }) => (fields[0]?.startsWith('#') === true ? [] : [fields]));
  } catch {
    return null;
  }
}

function readRenames(lines: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  for (const fields of lines) {
    // A mailbox that stays behind has `-` for a target.
    const [from, to] = [domainOf(fields[0]), fields[2] === '-' ? '' : domainOf(fields[2])];
    // They stand in shell patterns.
    if (from !== to && [from, to].every((domain) => /^[\w.-]+$/.test(domain))) renames.set(from, to);
  }
  return renames;
}

function domainOf(address = ''): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

function entriesOf(dir: string): string[] {
  try {
    return readdirSync(dir).sort();
  } catch {
    return [];
  }
}

function filesBelow(out: string, dir: string): OutputFile[] {
  return entriesOf(join(out, dir)).flatMap((name) => {
    const path = `${dir}/${name}`;
    const stat = statSync(join(out, path), { throwIfNoEntry: false });
    if (stat?.isDirectory() === true) return filesBelow(out, path);
    return stat === undefined ? [] : [{ path, bytes: stat.size }];
  });
}
