import { DEFAULT_READ_AHEAD } from '../../files/export.js';
import type { AddCommand } from '../command.js';
import { addRunOptions, withRun } from '../run-options.js';
import type { VerifyFlags } from './verify-action.js';

/** `kerio-exit verify <out>`: proves an export against its source. */
export const addVerifyCommand: AddCommand = (program, terminal, done) => {
  const command = program
    .command('verify')
    .description('compare an export with its source, item by item; changes neither')
    .argument('<out>', 'the folder that export wrote to')
    .option('--source <store>', 'where the store is now, if not where the export found it')
    .option('--sample <n>', 'compare only about so many items, evenly spread, for a quick look')
    .option('--show <n>', 'how many differences to name', '20')
    .option('--jobs <n>', 'worker threads (default: one for each core, at least 2, at most 4)')
    .option(
      '--read-ahead <n>',
      `threads for each worker that read ahead when the disk is slow (default: ${DEFAULT_READ_AHEAD})`,
    )
    .option('--quiet', 'no progress and no table: only the exit code, and the differences')
    .option('--json', 'print the result as JSON')
    .option('--html <file>', 'where to write the result as a page to look at (default: <out>/verify.html)');
  addRunOptions(command)
    .addHelpText(
      'after',
      '\nEnds with 0 when everything agrees, with 1 when anything differs or is not exported yet, or when the source has an archive\nor recoverable mail that the export neither took along nor left out. Writes verify.html, and says on report.html that it ran.\n\nExample:\n  kerio-exit verify /mnt/usb/export\n',
    )
    .action(async (out: string, flags: VerifyFlags) => {
      const { verify } = await import('./verify-action.js');
      const { recordedRun } = await import('../../files/workspace/run-record.js');
      const source = flags.source ?? recordedRun(out)?.source ?? null;
      done(await withRun('verify', flags, terminal, (run) => verify(out, flags, run), source));
    });
};
