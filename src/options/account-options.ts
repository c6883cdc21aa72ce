import type { Command } from 'commander';
import { UserError } from '../core/errors.js';
import type { StoreAccountsRequest } from '../files/accounts/store-accounts.js';
import { gather } from './arguments.js';

/** The options that say how accounts are written, as commander gives them. */
export interface AccountFlags {
  usersCsv?: string[];
  passwords?: string;
  includeUnlisted?: boolean;
  excludeUnlisted?: boolean;
  sourceHost?: string;
  targetHost?: string;
  ldapBase?: string;
  csvSeparator?: string;
}

/** Declares the options that say how accounts are written. */
export function addAccountOptions(command: Command): Command {
  return command
    .optionsGroup('Accounts:')
    .option('--users-csv <file>', "a user list exported by Kerio's administration; may be given again", gather)
    .option(
      '--passwords <generate|none|file>',
      'generate: a one-time password for each user (kept when you run again); or a file of lines address,password; none empties the columns. Without it those that were generated into the same folder stay',
    )
    .option('--include-unlisted', 'also make accounts for mailboxes on disk that no file names')
    .option(
      '--exclude-unlisted',
      'make no accounts for them; without either they are asked about at the end (exit code 1)',
    )
    .option('--source-host <host>', 'the old IMAP server, for the imapsync file')
    .option('--target-host <host>', 'the new IMAP server, for the imapsync file')
    .option(
      '--csv-separator <sign>',
      'between the columns of accounts.csv and passwords.csv: , or ; (which German and Czech Excel open)',
    )
    .option('--ldap-base <dn>', 'the base of the LDIF file (default: dc=… of the main domain)');
}

/** What the options mean. */
export function readAccountOptions(
  flags: AccountFlags,
): Pick<
  StoreAccountsRequest,
  'passwords' | 'includeUnlisted' | 'excludeUnlisted' | 'hosts' | 'ldapBase' | 'separator'
> {
  const { passwords, ldapBase } = flags;
  if (flags.includeUnlisted === true && flags.excludeUnlisted === true)
    throw new UserError('--include-unlisted and --exclude-unlisted say the opposite: give one of them.');
  if (ldapBase !== undefined && !/^(?:dc|o|ou)=/i.test(ldapBase)) {
    throw new UserError(`--ldap-base ${ldapBase} begins with none of dc=, o=, ou=: give it as dc=example,dc=com.`);
  }
  return {
    passwords: readPasswordChoice(passwords),
    includeUnlisted: flags.includeUnlisted === true,
    excludeUnlisted: flags.excludeUnlisted === true,
    hosts: { source: hostOf(flags.sourceHost, '--source-host'), target: hostOf(flags.targetHost, '--target-host') },
    ldapBase: ldapBase ?? null,
    separator: readSeparator(flags.csvSeparator ?? ','),
  };
}

/** `--csv-separator`. Throws a UserError. */
export function readSeparator(text: string): ',' | ';' {
  if (text === ',' || text === ';') return text;
  throw new UserError(`--csv-separator ${text} is neither , nor ;: give one of them.`);
}

function readPasswordChoice(passwords: string | undefined): StoreAccountsRequest['passwords'] {
  if (passwords === undefined) return 'keep';
  if (passwords === 'none') return null;
  return passwords === 'generate' ? passwords : { file: passwords };
}

/** Values `old=new` as a renaming of domains. Throws a `UserError` for anything else. */
export function readRenames(values: readonly string[]): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  for (const value of values) {
    const [, from = '', to = ''] = /^([^=@\s]+)=([^=@\s]+)$/.exec(value) ?? [];
    if (from === '') throw new UserError(`--domain ${value} is no renaming: give it as old.example=new.example.`);
    renames.set(from.toLowerCase(), to);
  }
  return renames;
}

function hostOf(value: string | undefined, option: string): string | null {
  if (value === undefined) return null;
  if (/^[\w.:[\]-]+$/.test(value)) return value;
  throw new UserError(`${option} ${value} is no host name: give it as mail.example.com.`);
}
