import { resolve } from 'node:path';
import type { AddCommand } from '../command.js';
import type { ReportFlags } from './report-action.js';

/** `kerio-exit report <dir>`: joins what the shards of an export or a migration left. */
export const addReportCommand: AddCommand = (program, terminal, done) => {
  program
    .command('report')
    .description('join what the shards of an export or a migration left into one report.json')
    .argument('<dir>', 'the folder that export --shard wrote to (--out), or the state folder of migrate --shard')
    .option('--quiet', 'no summary: only what is still to be done')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nNames the shards that run, have not come to their end or never ran, and ends with 1 as long as there are any.\n\nExample:\n  kerio-exit report /mnt/share/export\n',
    )
    .action(async (dir: string, flags: ReportFlags) =>
      done(await (await import('./report-action.js')).report(resolve(dir), flags, terminal)),
    );
};
