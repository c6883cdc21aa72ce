/** What lies in an output, as far as the next steps depend on it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readJson } from '../../pipeline/json-file.js';
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
  readonly tasks: readonly OutputFile[];
  readonly filters: readonly OutputFile[];
  readonly hasNotes: boolean;
  readonly hasDovecot: boolean;
  /** Rows of the account files, by path; what the user of the files should know. From `accounts/report.json`. */
  readonly rows: ReadonlyMap<string, number>;
  readonly advice: readonly string[];
  /** Domains that have another name at the destination, old to new. */
  readonly renames: ReadonlyMap<string, string>;
}

/** Looks at an output folder. `shownAs` is how commands shall name it. */
export function gatherFacts(out: string, shownAs: string = resolve(out)): OutputFacts {
  const report = readAccountsReport(out);
  return {
    out: shownAs,
    mailboxes: entriesOf(join(out, 'mail')),
    accounts: filesBelow(out, 'accounts'),
    contacts: filesBelow(out, 'contacts'),
    calendars: filesBelow(out, 'calendars').filter(({ path }) => !/\.attachments\//.test(path)),
    tasks: filesBelow(out, 'tasks'),
    filters: filesBelow(out, 'filters'),
    hasNotes: entriesOf(join(out, 'notes')).length > 0,
    hasDovecot: statSync(join(out, 'dovecot', 'dovecot.conf'), { throwIfNoEntry: false }) !== undefined,
    rows: new Map((report.files ?? []).map(({ path, rows }) => [`accounts/${path}`, rows])),
    advice: report.advice ?? [],
    renames: readRenames(join(out, 'accounts', 'imap', 'migrate.csv')),
  };
}

/** The part of `accounts/report.json` that is used here. */
interface AccountsReport {
  readonly files?: readonly { readonly path: string; readonly rows: number }[];
  readonly advice?: readonly string[];
}

function readAccountsReport(out: string): AccountsReport {
  return readJson(join(out, 'accounts', 'report.json'), 'run the same export again') ?? {};
}

function readRenames(path: string): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return renames;
  }
  for (const { fields } of parseCsv(text, ',').slice(1)) {
    const [from, to] = [domainOf(fields[0]), domainOf(fields[2])];
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
