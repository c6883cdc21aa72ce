/** The options that export and watch have in common, and what they ask for. */
import type { Command } from 'commander';
import { DISK, type InputFiles } from '../core/input-files.js';
import { DEFAULT_READ_AHEAD, type ExportRequest } from '../files/export.js';
import { type AccountFlags, addAccountOptions, readAccountOptions, readRenames } from './account-options.js';
import { addExportOptions, type ExportFlags, parseCount, parseTime, readExportOptions } from './arguments.js';

/** Those options as commander gives them. */
export interface RequestFlags extends ExportFlags, AccountFlags {
  out: string;
  jobs?: string;
  readAhead?: string;
  fresh?: boolean;
  sinceCutover?: string;
  quiet?: boolean;
}

/** Declares the options that export and watch have in common. */
export function addRequestOptions(command: Command): Command {
  return addAccountOptions(addExportOptions(command))
    .optionsGroup('The run:')
    .option('--jobs <n>', 'worker threads (default: one for each core, at least 2, at most 4)')
    .option(
      '--read-ahead <n>',
      `threads for each worker that read ahead when the disk is slow; 0 for none (default: ${DEFAULT_READ_AHEAD})`,
    )
    .option('--fresh', 'begin anew in a folder that holds an export made with other options')
    .option('--since-cutover <time>', 'list mail received at or after this time (UTC) in the report');
}

/** What those options ask for. Throws a UserError for a value that means nothing. */
export function readRequest(
  source: string,
  flags: RequestFlags,
  files: InputFiles = DISK,
): Omit<ExportRequest, 'signal'> {
  // --domain company.com chooses, --domain company.com=company.example renames.
  const domains = flags.domain ?? [];
  const isRenaming = (value: string): boolean => value.includes('=');
  const accounts = readAccountOptions(flags);
  const options = readExportOptions({ ...flags, domain: domains.filter((value) => !isRenaming(value)) }, files);
  return {
    source,
    out: flags.out,
    options,
    accounts: {
      ...accounts,
      renames: readRenames(domains.filter(isRenaming)),
      usersCsv: flags.usersCsv ?? [],
      moves: options.plan,
    },
    dovecot: { passwords: accounts.passwords },
    jobs: flags.jobs === undefined ? undefined : parseCount(flags.jobs, '--jobs', 1),
    readAhead: flags.readAhead === undefined ? undefined : parseCount(flags.readAhead, '--read-ahead', 0),
    fresh: flags.fresh === true,
  };
}

/** The time of --since-cutover in unix seconds; null without. Throws a UserError for a value that is no time. */
export function readCutover(flags: RequestFlags): number | null {
  return flags.sinceCutover === undefined ? null : parseTime(flags.sinceCutover, '--since-cutover');
}
