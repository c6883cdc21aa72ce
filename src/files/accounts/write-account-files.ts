/** Accounts as a job: read the configuration, write the files, let them appear together. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isSystemCode } from '../../core/disk-error.js';
import { UserError } from '../../core/errors.js';
import type { Passwords } from '../../exporters/accounts/passwords.js';
import { accountsJsonPath, passwordsCsvPath } from '../../exporters/accounts/plain.js';
import type { OutputFiles } from '../../exporters/output.js';
import type { AccountsSummary } from '../../exporters/accounts/summary.js';
import { accountsFolder, type AccountsOptions, writeAccounts } from '../../exporters/accounts/write-accounts.js';
import { addressKey } from '../../users-cfg/account-types.js';
import { delimiterOf, parseCsv } from '../../users-cfg/csv.js';
import { type AccountSources, readAccounts, type ReadAccounts } from '../../users-cfg/read-accounts.js';
import { decodeText } from '../../users-cfg/text.js';
import { Staging } from '../workspace/staging.js';
import { removeFile } from '../../core/platform.js';

/**
 * Where passwords come from, as the user says it: `generate`, a file `address,password`, or null for none. `keep`: those that an
 * earlier run generated into the same folder, else none.
 */
export type PasswordChoice = 'generate' | 'keep' | { readonly file: string } | null;

/** The choice, where `keep` has become what it means for a folder. */
export function settledPasswords(choice: PasswordChoice, out: string): Exclude<PasswordChoice, 'keep'> {
  if (choice !== 'keep') return choice;
  return existsSync(join(out, accountsFolder, passwordsCsvPath)) ? 'generate' : null;
}

export interface AccountsRequest extends Omit<AccountsOptions, 'passwords'> {
  readonly sources: AccountSources;
  readonly passwords: PasswordChoice;
  /** The output folder; the files appear in `accounts/` below it. */
  readonly out: string;
}

export interface AccountsResult {
  readonly read: ReadAccounts;
  readonly summary: AccountsSummary;
}

/**
 * Reads the accounts (unless somebody has done so: `read`) and writes all their files, whole or not at all. Passwords that an earlier run generated are kept.
 * Throws a `UserError` when an input cannot be read (nothing is written then) or the disk refuses.
 */
export async function exportAccounts(
  request: AccountsRequest,
  read: ReadAccounts = readAccounts(request.sources),
): Promise<AccountsResult> {
  const out = resolve(request.out);
  refuseForeign(out);
  for (const domain of request.renames.keys()) refuseUnknownDomain(domain, read);
  const options = { ...request, passwords: readPasswords(request.passwords, out) };
  try {
    const staging = new Staging(join(out, '.kerio-exit', 'accounts.partial'));
    try {
      const summary = writeAccounts(read, options, staging);
      await staging.commit(out);
      removeOldParts(join(out, accountsFolder), summary);
      // The columns are empty, or hold others, from now on.
      if (options.passwords.kind !== 'generate') removeFile(join(out, accountsFolder, passwordsCsvPath));
      return { read, summary };
    } catch (error) {
      // A file that stays open would hold the disk for as long as the program runs.
      staging.discard(out);
      throw error;
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (!isSystemCode(code)) throw error;
    throw new UserError(`${out} cannot be written to (${message}): choose another folder with --out.`, {
      exitCode: 3,
      cause: error,
    });
  }
}

/** Makes the files as they should be in `out` by now: passwords that were generated for it are those. Throws a `UserError` when the given ones are gone. */
export function remakeAccounts(request: AccountsRequest, read: ReadAccounts, files: OutputFiles): AccountsSummary {
  return writeAccounts(read, { ...request, passwords: readPasswords(request.passwords, request.out) }, files);
}

/** What went wrong badly enough to ask for a person: exit code 1. */
export function accountsNeedAttention({ read, summary }: AccountsResult): boolean {
  const lost = read.problems.some(({ kind }) => kind === 'unreadable' || kind === 'unresolved');
  return lost || summary.leftOut.some(({ result }) => result === 'failed');
}

function refuseForeign(out: string): void {
  const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
  if (isFile(out)) throw new UserError(`${out} is a file: give a folder with --out.`);
  const folder = join(out, accountsFolder);
  const isOurs = (): boolean => [accountsJsonPath, passwordsCsvPath].some((path) => existsSync(join(folder, path)));
  if (isFile(folder) || (existsSync(folder) && !isOurs())) {
    throw new UserError(`${folder} holds something else: give another folder with --out.`);
  }
}

function refuseUnknownDomain(domain: string, { accounts }: ReadAccounts): void {
  const known = accounts.domains.flatMap(({ name, aliases }) => [name, ...aliases]);
  if (known.some((name) => name.toLowerCase() === domain.toLowerCase())) return;
  throw new UserError(`--domain ${domain}=…: there is no domain ${domain}, only ${known.join(', ') || 'none at all'}.`);
}

/** The passwords that the user chose. Throws a `UserError` for a file that cannot be read, or is none. */
export function readPasswords(said: PasswordChoice, out: string): Passwords {
  const choice = settledPasswords(said, out);
  if (choice === null) return { kind: 'none' };
  if (choice !== 'generate') return { kind: 'given', byAddress: readPasswordFile(choice.file) };
  const earlier = join(out, accountsFolder, passwordsCsvPath);
  return { kind: 'generate', earlier: existsSync(earlier) ? readPasswordFile(earlier) : new Map() };
}

/**
 * Reads `address,password`, with a header line or without, `;` or `,` between, into passwords by address in lower case. Values
 * are told to nobody. Throws a `UserError` when the file cannot be read or has no such line.
 */
export function readPasswordFile(path: string): ReadonlyMap<string, string> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new UserError(
      `${path} cannot be read (${code}): give --passwords generate, --passwords none, or a file with lines address,password.`,
    );
  }
  const { text } = decodeText(bytes, path);
  const passwords = new Map<string, string>();
  for (const { fields } of parseCsv(text, delimiterOf(text))) {
    const [address = '', password = ''] = fields;
    // A cell that would be a formula carries an apostrophe in our own files.
    const plain = address.trim().replace(/^'(?=[=+\-@])/, '');
    if (plain.includes('@') && password !== '') passwords.set(addressKey(plain), password);
  }
  if (passwords.size > 0) return passwords;
  throw new UserError(`${path} holds no line address,password: give such a file, or --passwords generate.`);
}

/** A file that was cut into more parts by an earlier run, or into none: parts that were not written now are old. */
function removeOldParts(folder: string, { files }: AccountsSummary): void {
  const written = new Set(files.map(({ path }) => path));
  for (const path of written) {
    const [, dir = '', stem = '', ending = ''] = /^(\w+)\/([\w-]+?)(?:\.\d+)?(\.csv)$/.exec(path) ?? [];
    if (dir === '') continue;
    for (const name of readdirSync(join(folder, dir))) {
      const isPart = name.startsWith(stem) && /^(?:\.\d+)?$/.test(name.slice(stem.length, -ending.length));
      if (isPart && name.endsWith(ending) && !written.has(`${dir}/${name}`)) removeFile(join(folder, dir, name));
    }
  }
}
